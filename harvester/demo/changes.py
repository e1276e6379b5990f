"""What may happen to the demo forum while somebody reads it: each change by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from harvester.demo.dates import ZONE
from harvester.demo.model import Content, Moved, Passing, Thread


class Changes(ABC):
    """What staff and members do to threads. Nothing of it changes the time of a thread's last reply, but a merge."""

    @abstractmethod
    def _change(self) -> AbstractContextManager[Content]:
        """What the forum holds, a minute from now, while nobody reads it."""

    @abstractmethod
    def when(self, path: str, change: Callable[[], object]) -> None:
        """Have a change made once, right after ``path`` (``/forum-2-1.html``) was served next."""

    def delete(self, tid: int) -> None:
        """Delete a thread: it leaves the lists and its address answers 404."""
        with self._change() as content:
            content.threads[tid].deleted = True

    def restore(self, tid: int) -> None:
        """Bring a deleted thread back, where it was."""
        with self._change() as content:
            content.threads[tid].deleted = False

    def move(self, tid: int, fid: int, *, trace: bool = False) -> None:
        """Move a thread to another board; ``trace``: a row that leads there stays in the old one."""
        with self._change() as content:
            thread = content.threads[tid]
            if trace:
                thread.moved = Moved(thread.fid, max(content.threads) + 10_000)
            thread.fid, thread.thread_type = fid, None

    def merge(self, tid: int, into: int) -> None:
        """Merge a thread into another one: its posts go there, in the order of time, and it is gone."""
        with self._change() as content:
            gone, kept = content.threads[tid], content.threads[into]
            kept.posts = [kept.first, *sorted((*kept.posts[1:], *gone.posts), key=lambda post: post.published)]
            gone.deleted = True

    def rename(self, tid: int, title: str) -> None:
        """Give a thread another title, as staff does: its first post says nothing of it."""
        with self._change() as content:
            thread = content.threads[tid]
            thread.title, thread.served_title = title, None

    def close(self, tid: int, *, closed: bool = True) -> None:
        """Close a thread to replies, or open it again."""
        self._set(tid, "closed", closed)

    def stick(self, tid: int, sticky: int = 1) -> None:
        """Keep a thread at the top of its board (1), of all boards (3), or no longer (0)."""
        self._set(tid, "sticky", sticky)

    def honour(self, tid: int, digest: int = 1) -> None:
        """Mark a thread as worth reading, or no longer (0)."""
        self._set(tid, "digest", digest)

    def ask_level(self, tid: int, readperm: int) -> None:
        """Ask for a reading level."""
        self._set(tid, "readperm", readperm)

    def ask_price(self, tid: int, price: int) -> None:
        """Ask for a price."""
        self._set(tid, "price", price)

    def date(self, tid: int, moment: datetime) -> None:
        """Give a thread's posts other times, the first this one, the others a minute later each."""
        with self._change() as content:
            start = moment.astimezone(ZONE)
            for at, post in enumerate(content.threads[tid].posts):
                post.published = start + timedelta(minutes=at)

    def pass_through(self, state: Passing | None) -> None:
        """Answer all threads with the same notice, or a redirect to the index, until told otherwise (``None``)."""
        with self._change() as content:
            content.passing = state

    def _set(self, tid: int, name: str, value: object) -> None:
        with self._change() as content:
            thread = content.threads[tid]
            assert name in Thread.__slots__  # noqa: S101 - ours
            setattr(thread, name, value)
