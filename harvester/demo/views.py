"""What the forum answers to a guest, before it becomes HTML: rows, posts, a notice or a redirect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from harvester.demo.addresses import Ask, Links
from harvester.demo.model import Board, Content, Post, Thread

GUEST_LEVEL = 1

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Notice:
    """An answer that is not an article. ``kind`` is one of the reader's words for them."""

    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another address to go to, relative to the forum's root."""

    location: str
    status: int = 302


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list page; ``moved`` where it stands for a thread that went to another board."""

    thread: Thread
    moved: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """A list page."""

    board: Board
    sticky: list[Thread]
    rows: list[Row]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread page. ``floors`` gives each post its floor; ``pinned`` is the reply repeated near the top."""

    thread: Thread
    board: Board
    floors: list[tuple[int, Post]]
    pinned: tuple[int, Post] | None
    page: int
    pages: int


def list_view(content: Content, ask: Ask, size: int) -> ListView | Notice | Redirect:
    """The list page asked for; past the end it is page 1 again."""
    board = content.boards.get(ask.number)
    if board is None:
        return Notice("missing_board")
    if board.access == "link":
        return Redirect(board.link or "")
    if (access := content.access(board)) != "open":
        return Notice(access)
    rows = _ordered(content, board, ask.parameters)
    pages = max(1, -(-len(rows) // size))
    page = ask.page if 1 <= ask.page <= pages else 1
    sticky = _sticky(content, board) if page == 1 else []
    return ListView(board, sticky, _slice(rows, page, size), page, pages)


def thread_view(content: Content, ask: Ask, size: int, links: Links) -> ThreadView | Notice | Redirect:
    """The thread page asked for; past the end it is the last one."""
    thread = content.threads.get(ask.number)
    if content.passing is not None:
        return Redirect(links.index) if content.passing == "to_index" else Notice(content.passing)
    kind = visible(content, thread)
    if thread is None or kind not in ("yes", "payment", "blocked_post"):
        if kind == "password" and thread is not None:
            return Redirect(f"{links.script('forumdisplay')}fid={thread.fid}")
        return Notice(kind, thread.readperm if thread else 0)
    floors = list(enumerate(thread.posts, 1))
    pages = page_of(thread, len(floors), size)
    page = min(max(ask.page, 1), pages)
    pinned = next((entry for entry in floors if entry[1].pinned), None) if page == 1 else None
    return ThreadView(thread, content.boards[thread.fid], _slice(floors, page, size), pinned, page, pages)


def visible(content: Content, thread: Thread | None) -> str:
    """``yes``, or the kind of the notice that a guest gets instead of the first post."""
    if thread is None or thread.deleted:
        return "deleted"
    access = content.access(content.boards[thread.fid])
    if access != "open":
        return access
    if thread.readperm > GUEST_LEVEL:
        return "reading_level"
    if thread.price:
        return "payment"
    return "blocked_post" if thread.first.blocked else "yes"


def page_of(thread: Thread, floor: int, size: int) -> int:
    """The page of ``thread`` that a floor stands on."""
    return max(1, -(-min(floor, len(thread.posts)) // size))


def _sticky(content: Content, board: Board) -> list[Thread]:
    everywhere = [thread for thread in content.threads.values() if thread.sticky == 3 and not thread.deleted]
    return everywhere + [thread for thread in content.listed(board.fid) if thread.sticky == 1]


def _ordered(content: Content, board: Board, parameters: dict[str, str]) -> list[Row]:
    threads = content.listed(board.fid)
    rows = [Row(thread) for thread in threads if not thread.sticky]
    left = (thread for thread in content.threads.values() if thread.moved and thread.moved.fid == board.fid)
    rows += [Row(thread, moved=True) for thread in left]
    if parameters.get("filter") == "typeid":
        wanted = int(parameters.get("typeid", "0"))
        rows = [row for row in rows if row.thread.thread_type in board.types[wanted - 1 : wanted]]
    if parameters.get("orderby") == "dateline":
        return sorted(rows, key=lambda row: (row.thread.first.published, row.thread.tid), reverse=True)
    return sorted(rows, key=lambda row: (row.thread.last.published, row.thread.tid), reverse=True)


def _slice(items: Sequence[_Item], page: int, size: int) -> list[_Item]:
    return list(items[(page - 1) * size : page * size])
