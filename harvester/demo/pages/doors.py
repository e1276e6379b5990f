"""The other doors to the same threads: archiver, RSS and the printable page."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime

from harvester.demo import dates
from harvester.demo.hit import Hit
from harvester.demo.markup import escape, flat, text
from harvester.demo.model import Board, Post
from harvester.demo.pages import threads, uploads
from harvester.demo.views import ListView, ThreadView

RSS_THREADS = 20
RSS_CHARACTERS = 255


def archiver_index(hit: Hit) -> str:
    """The archiver's index."""
    content = "".join(
        hit.fill(
            "archiver_category",
            name=escape(category.name),
            boards=_archiver_boards(
                hit,
                (b for b in hit.content.boards.values() if b.category == category.gid and b.parent is None),
            ),
        )
        for category in hit.content.categories
    )
    site = escape(hit.content.name)
    return _archiver(hit, content, (), f'<a href="./"><strong>{site}</strong></a>', hit.links.index, hit.content.name)


def archiver_board(hit: Hit, view: ListView) -> str:
    """A list page of the archiver; moved rows are not among it."""
    shown = [*view.sticky, *(row.thread for row in view.rows if not row.moved)]
    rows = "\n".join(
        hit.fill("archiver_row", tid=thread.tid, title=escape(thread.shown_title), replies=thread.reply_count)
        for thread in shown
    )
    subs = (board for board in hit.content.boards.values() if board.parent == view.board.fid)
    content = hit.fill(
        "archiver_list",
        boards=_archiver_boards(hit, subs),
        threads=rows,
        pages=_archiver_pages(hit, "fid", view.board.fid, view.page, view.pages),
    )
    trail = f'<a href="./">{hit.words("论坛")}</a> &rsaquo; {escape(view.board.name)}'
    full = hit.board_url(view.board.fid)
    return _archiver(hit, content, (view.board.name,), trail, full, view.board.name)


def archiver_thread(hit: Hit, view: ThreadView) -> str:
    """A thread page of the archiver."""
    shown = view.thread
    content = hit.fill(
        "archiver_thread",
        posts="".join(_archiver_post(hit, view, *entry) for entry in view.floors),
        pages=_archiver_pages(hit, "tid", shown.tid, view.page, view.pages),
    )
    board = f'<a href="fid-{view.board.fid}.html">{escape(view.board.name)}</a>'
    trail = f'<a href="./">{hit.words("论坛")}</a> &rsaquo; {board} &rsaquo; {escape(shown.shown_title)}'
    canonical = hit.canonical(shown.tid)
    titles = (shown.shown_title, view.board.name)
    return _archiver(hit, content, titles, trail, canonical, shown.shown_title, canonical)


def rss(hit: Hit, board: Board, charset: str, *, empty: bool) -> str:
    """The newest threads of a board, cut short; ``empty`` for the first hit after the feed's hour."""
    newest = sorted(hit.content.listed(board.fid), key=lambda thread: thread.first.published, reverse=True)
    open_ones = [thread for thread in newest if not thread.readperm and not thread.price]
    items = [
        hit.fill(
            "rss_item",
            title=escape(thread.shown_title),
            link=hit.base + hit.canonical(thread.tid),
            description=_cut(thread.first),
            board=escape(board.name),
            author="" if thread.first.anonymous else escape(thread.first.author.name),
            published=format_datetime(thread.first.published),
        )
        for thread in open_ones[:RSS_THREADS]
    ]
    return hit.fill(
        "rss",
        charset=charset,
        site=escape(hit.content.name),
        name=escape(board.name),
        link=hit.base + hit.board_url(board.fid),
        built=format_datetime(hit.now),
        items="" if empty else "\n".join(items) + "\n",
    )


def printable(hit: Hit, view: ThreadView) -> str:
    """The printable page of a thread."""
    return hit.fill(
        "printable",
        title=escape(view.thread.shown_title),
        site=escape(hit.content.name),
        meta=hit.meta,
        base=hit.base,
        posts="\n".join(_printable_post(hit, view, *entry) for entry in view.floors),
    )


def _archiver(
    hit: Hit, content: str, titles: tuple[str, ...], trail: str, full: str, name: str, canonical: str = ""
) -> str:
    return hit.fill(
        "archiver",
        base=hit.base,
        meta=hit.meta,
        title="".join(f"{escape(title)} - " for title in titles),
        site=escape(hit.content.name),
        canonical=f'<link href="{hit.base}{canonical}" rel="canonical" />\n' if canonical else "",
        trail=trail,
        content=content,
        full=full,
        name=escape(name),
    )


def _archiver_boards(hit: Hit, boards: Iterable[Board]) -> str:
    return "\n".join(hit.fill("archiver_board", fid=board.fid, name=escape(board.name)) for board in boards)


def _archiver_pages(hit: Hit, kind: str, number: int, current: int, last: int) -> str:
    return "\n".join(
        hit.fill("archiver_current", page=page)
        if page == current
        else hit.fill("archiver_page", kind=kind, number=number, page=page)
        for page in range(1, last + 1)
    )


def _archiver_post(hit: Hit, view: ThreadView, floor: int, post: Post) -> str:
    said = post.served if post.served is not None else post.message
    if post.edited is not None:
        said = f"{hit.words('本帖最后由')} {post.edited.by} {hit.words('于')} {dates.minute(post.edited.at)} ".join(
            ("", hit.words("编辑") + f"\n\n{said}")
        )
    return hit.fill(
        "archiver_post",
        author=hit.fill("anonymous") if post.anonymous else escape(post.author.name),
        published=dates.second(post.published),
        title=escape(view.thread.shown_title) if floor == 1 else "",
        message="" if post.blocked else flat(said, hit.words),
    )


def _printable_post(hit: Hit, view: ThreadView, floor: int, post: Post) -> str:
    title = hit.fill("printable_title", title=escape(view.thread.shown_title)) if floor == 1 else ""
    return hit.fill(
        "printable_post",
        author=hit.fill("anonymous") if post.anonymous else escape(post.author.name),
        published=dates.minute(post.published),
        title=title + ("\n" if title else ""),
        message=threads.message(hit, view, post) + ("" if post.withheld else _printable_files(hit, post)),
    )


def _printable_files(hit: Hit, post: Post) -> str:
    placed = uploads.placed_numbers(post)
    return "".join(
        hit.fill(
            "printable_picture" if upload.picture else "printable_file",
            url=hit.base + upload.path,
            name=escape(upload.name),
            size=upload.size,
            uploaded=dates.minute(post.published),
            signature=uploads.signature(hit, upload.aid),
        )
        for upload in post.uploads
        if upload.aid not in placed
    )


def _cut(post: Post) -> str:
    said = text(post.served if post.served is not None else post.message)
    return said if len(said) <= RSS_CHARACTERS else said[: RSS_CHARACTERS - 4] + " ..."
