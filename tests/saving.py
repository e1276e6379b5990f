"""Articles written to a site's folder without a crawl, by a clock that tests set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from harvester import items
from harvester.site_folder.folder import FolderStore, Layout, utc
from harvester.store.records import Wanted
from harvester.visits.harvest import Harvest, Options

BEGAN = datetime(2026, 1, 2, 23, 59, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now

    @property
    def real(self) -> datetime:
        """The time that the system gives files."""
        return utc()


def article(tid: int, text: str = "正文", **fields: object) -> items.Article:
    plain = items.Article(
        id=f"site:{tid}",
        site="site",
        url=f"http://site/thread-{tid}-1-1.html",
        tid=tid,
        pid=1,
        board=items.Board(2, "甲"),
        title="标题",
        thread_type=None,
        author=None,
        published="2026-01-02T20:00:00+08:00",
        edited=None,
        text=text,
        pictures=[],
        attachments=[],
        views=None,
        reply_count=0,
        flags=[],
        encoding=items.Encoding(None, "utf-8", "declared", 0),
        harvested=BEGAN.isoformat(),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of an article


T = TypeVar("T")


def at_once(work: Awaitable[T]) -> T:
    """What comes of what a SQLite store has done at once, without a loop."""
    try:
        next(work.__await__())
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it waits for something")


class Saved(Harvest):
    """The harvest of a site's folder, as a run has it, and what tests look at."""

    store: FolderStore

    def __init__(
        self,
        folder: Path,
        options: Options = Options(),  # noqa: B008 - frozen
        layout: Layout = Layout(),  # noqa: B008 - frozen
        clock: Callable[[], datetime] = utc,
    ) -> None:
        super().__init__(FolderStore.take(folder, layout, clock), options, clock)
        self.folder = folder
        self.messages = self.store.messages

    @property
    def path(self) -> Path:
        return Path(self.store.where)

    def wanted(self) -> list[Wanted]:
        return at_once(self.store.wanted())

    def close(self) -> None:
        at_once(self.leave())


def save(harvest: Harvest, item: items.Article) -> bool:
    """What the pipelines do with an article."""
    new = harvest.revise(item)
    if new:
        at_once(harvest.write(item))
    else:
        harvest.unchanged(item)
    at_once(harvest.flush())
    return new
