"""The index and the list pages."""

from __future__ import annotations

from collections.abc import Iterable

from harvester.demo import dates
from harvester.demo.hit import Hit
from harvester.demo.markup import escape
from harvester.demo.model import Board, Thread
from harvester.demo.pages import frame
from harvester.demo.views import ListView, Row, page_of

_HIGHLIGHT = ' style="font-weight: bold;color: #EE1B2E;"'
#: Signs of X3.5's icon font, by stickiness.
_FICO = {0: "fico-thread fic6 fc-l", 1: "tpin tpin1", 3: "tpin tpin3"}
_PINS = {1: ("pin_1", "本版置顶主题"), 3: ("pin_3", "全局置顶主题")}


def index(hit: Hit, gid: int | None = None) -> str:
    """The index, or one category of it."""
    content = hit.content
    shown = (category for category in content.categories if gid in (None, category.gid))
    categories = "\n".join(
        hit.fill(
            "category",
            gid=category.gid,
            name=escape(category.name),
            boards=_boards(hit, (board for board in content.boards.values() if board.category == category.gid)),
        )
        for category in shown
    )
    said = hit.fill(
        "index",
        trail=frame.trail(hit),
        announcement=escape(content.announcement),
        announced=dates.day(hit.now),
        posts=sum(len(thread.posts) for thread in content.threads.values()),
        members=len(content.members),
        categories=categories,
    )
    return frame.page(hit, said, body_class="pg_index")


def announcement(hit: Hit) -> str:
    """The announcement's own page."""
    title = hit.content.announcement
    content = hit.fill("announcement", trail=frame.trail(hit), title=escape(title), day=dates.day(hit.now))
    return frame.page(hit, content, body_class="pg_announcement", titles=(title,))


def board(hit: Hit, view: ListView, rows_per_thread_page: int) -> str:
    """A list page; ``rows_per_thread_page`` is how many posts a thread page has, for the links to later pages."""
    shown = view.board
    subs = [sub for sub in hit.content.boards.values() if sub.parent == shown.fid]
    rows = [_row(hit, view, Row(thread), rows_per_thread_page, sticky=True) for thread in view.sticky]
    if view.page == 1:
        rows = [_announcement_row(hit), *rows, hit.fill("separator")]
    rows += [_row(hit, view, row, rows_per_thread_page) for row in view.rows]
    content = hit.fill(
        "list",
        trail=frame.trail(hit, shown),
        fid=shown.fid,
        url=hit.board_url(shown.fid),
        name=escape(shown.name),
        about=escape(shown.about),
        threads=len(hit.content.listed(shown.fid)),
        sub_boards=hit.fill("sub_boards", fid=shown.fid, boards=_boards(hit, subs, subs=True)) if subs else "",
        pager=frame.pager(hit, view.page, view.pages, lambda page: hit.board_url(shown.fid, page)),
        types=_types(hit, shown),
        formhash=hit.formhash,
        page=view.page,
        rows="\n".join(rows),
    )
    return frame.page(hit, content, body_class="pg_forumdisplay", titles=(shown.name,))


def _boards(hit: Hit, boards: Iterable[Board], *, subs: bool = False) -> str:
    return "\n".join(_board(hit, shown) for shown in boards if subs or shown.parent is None)


def _board(hit: Hit, shown: Board) -> str:
    url = hit.board_url(shown.fid)
    if shown.access == "link":
        return hit.fill("board_link", url=url, name=escape(shown.name))
    threads = hit.content.listed(shown.fid)
    subs = [sub for sub in hit.content.boards.values() if sub.parent == shown.fid]
    links = ", ".join(hit.fill("sub_board_link", url=hit.board_url(sub.fid), name=escape(sub.name)) for sub in subs)
    return hit.fill(
        "board",
        url=url,
        name=escape(shown.name),
        about=escape(shown.about),
        sub_boards=hit.fill("sub_board_links", links=links) if subs else "",
        threads=len(threads),
        posts=sum(len(thread.posts) for thread in threads),
        last=_last(hit, shown, threads),
    )


def _last(hit: Hit, shown: Board, threads: list[Thread]) -> str:
    if shown.access == "no_permission":
        return hit.fill("board_private")
    if not threads:
        return ""
    post = threads[0].last
    return hit.fill(
        "board_last",
        tid=threads[0].tid,
        title=escape(threads[0].shown_title[:14]) + " ...",
        time=hit.time(post.published, dates.minute),
        author=hit.member("row_member", post.author, anonymous=post.anonymous),
    )


def _types(hit: Hit, shown: Board) -> str:
    if not shown.types:
        return ""
    types = "\n".join(
        hit.fill("type", fid=shown.fid, typeid=number, name=escape(name)) for number, name in enumerate(shown.types, 1)
    )
    return hit.fill("types", url=hit.board_url(shown.fid), types=types)


def _announcement_row(hit: Hit) -> str:
    author = next(iter(hit.content.members.values()))
    return hit.fill(
        "announcement_row",
        title=escape(hit.content.announcement),
        author=escape(author.name),
        author_url=hit.links.member(author.uid),
        day=dates.day(hit.now),
    )


def _row(hit: Hit, view: ListView, row: Row, posts_a_page: int, *, sticky: bool = False) -> str:
    thread = row.thread
    moved = thread.moved if row.moved else None
    tid = moved.tid if moved else thread.tid
    icon, icon_title = _icon(thread, sticky=sticky)
    folder, folder_title = _folder(thread, sticky=sticky)
    first, last = thread.first, thread.last
    return hit.fill(
        "row_top" if sticky and "row_top" in hit.templates else "row",
        folder=folder,
        folder_title=hit.words(folder_title),
        pin=hit.fill("row_pin", icon=_PINS[thread.sticky][0]) if sticky and "row_pin" in hit.templates else "",
        special=hit.fill("row_special") if thread.poll and "row_special" in hit.templates else "",
        base=hit.base,
        fico="fico-lock fic6 fc-l" if thread.closed else "fico-vote fic6 fc-n" if thread.poll else _FICO[thread.sticky],
        locked=hit.fill("row_locked") if thread.closed and "row_locked" in hit.templates else "",
        digest=_digest(hit, thread),
        sign=_sign(hit, thread, sticky=sticky),
        row_id=f"{'stickthread' if sticky else 'normalthread'}_{tid}",
        row_tid=tid,
        tid=thread.tid,
        url=hit.thread_url(thread.tid, list_page=view.page),
        icon=icon,
        icon_title=hit.words(icon_title),
        type=hit.fill("row_moved") if moved else _row_type(hit, thread),
        moved=hit.fill("row_moved") if moved else "",
        typed="" if moved else _row_type(hit, thread),
        style=_HIGHLIGHT if thread.highlight else "",
        title=escape(thread.shown_title),
        marks="" if moved else _marks(hit, thread, view.page, posts_a_page),
        author=hit.member("row_member", first.author, anonymous=first.anonymous),
        today=' class="xi1"' if first.published.date() == hit.now.date() else "",
        posted=hit.time(first.published, dates.day),
        replies="-" if moved else thread.reply_count,
        views="-" if moved else thread.views,
        last_author=hit.member("row_member", last.author, anonymous=last.anonymous),
        last_time=hit.time(last.published, dates.minute),
    )


def _icon(thread: Thread, *, sticky: bool) -> tuple[str, str]:
    return ("pollsmall", "投票") if thread.poll and not sticky else _folder(thread, sticky=sticky)


def _folder(thread: Thread, *, sticky: bool) -> tuple[str, str]:
    if sticky:
        return _PINS[thread.sticky]
    return ("folder_lock", "关闭的主题") if thread.closed else ("folder_new", "有新回复")


def _digest(hit: Hit, thread: Thread) -> str:
    return hit.fill("mark_digest", digest=thread.digest) if thread.digest else ""


def _sign(hit: Hit, thread: Thread, *, sticky: bool) -> str:
    """The one sign that telephones get of a thread."""
    signs = ((sticky, "sign_top"), (thread.digest > 0, "sign_digest"), (thread.attached == "pictures", "sign_picture"))
    return next((hit.fill(piece) for true, piece in signs if true and piece in hit.templates), "")


def _row_type(hit: Hit, thread: Thread) -> str:
    if thread.thread_type is None:
        return ""
    typeid = hit.content.boards[thread.fid].types.index(thread.thread_type) + 1
    return hit.fill("row_type", fid=thread.fid, typeid=typeid, name=escape(thread.thread_type))


def _marks(hit: Hit, thread: Thread, list_page: int, posts_a_page: int) -> str:
    marks = [
        (thread.attached == "pictures", "mark_picture"),
        (thread.attached == "attachments", "mark_file"),
        (thread.digest > 0 and "row_label" not in hit.templates, "mark_digest"),
        (thread.price > 0, "mark_price"),
        (thread.readperm > 0, "mark_readperm"),
    ]
    values = {"digest": thread.digest, "price": thread.price, "readperm": thread.readperm}
    shown = [hit.fill(piece, **values) for true, piece in marks if true]
    pages = page_of(thread, len(thread.posts), posts_a_page)
    if pages > 1:
        urls = {page: hit.thread_url(thread.tid, page, list_page) for page in range(2, pages + 1)}
        links = "".join(hit.fill("mark_page", url=url, page=page) for page, url in urls.items())
        shown.append(hit.fill("mark_pages", links=links))
    if (hit.now - thread.last.published).days < 7:
        shown.append(hit.fill("mark_new", tid=thread.tid))
    return "\n".join(shown)
