"""What stands around every page: head, trail, pager, notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from string import Template
from urllib.parse import quote

from harvester.demo import dates
from harvester.demo.hit import Hit
from harvester.demo.markup import escape
from harvester.demo.model import Board
from harvester.demo.pages.visitor import shown_to_visitor


def page(hit: Hit, content: str, *, body_class: str, titles: tuple[str, ...] = (), canonical: str = "") -> str:
    """A whole page. ``titles`` are the parts of its title, innermost first, not escaped."""
    made = hit.fill(
        "page",
        meta=hit.meta,
        title="".join(f"{escape(title)} - " for title in titles),
        canonical=f'<link href="{hit.base}{canonical}" rel="canonical" />\n' if canonical else "",
        site=escape(hit.content.name),
        keywords=escape(titles[0] if titles else hit.content.name),
        base=hit.base,
        version=hit.token(3),
        body_class=body_class,
        formhash=hit.formhash,
        hot_word=quote(hit.words("活动"), encoding="gbk", errors="ignore"),
        content=content,
        now=dates.minute(hit.now),
        seconds=f"{hit.rng.uniform(0.005, 0.02):.6f}",
    )
    return shown_to_visitor(hit, made)


def trail(hit: Hit, board: Board | None = None, thread: tuple[str, str] | None = None) -> str:
    """The trail to a board, or to a thread given by its address and title."""
    steps: list[tuple[str, str]] = []
    if board is not None:
        category = next(category for category in hit.content.categories if category.gid == board.category)
        steps.append((hit.links.category(category.gid), category.name))
        if board.parent is not None:
            steps.append((hit.board_url(board.parent), hit.content.boards[board.parent].name))
        steps.append((hit.board_url(board.fid), board.name))
    if thread is not None:
        steps.append(thread)
    links = "".join(hit.fill("trail_link", url=url, name=escape(name)) for url, name in steps)
    return hit.fill("trail", site=escape(hit.content.name), links=links)


def pager(hit: Hit, current: int, last: int, url: Callable[[int], str]) -> str:
    """The pager of a page, nothing where there is but one; it shows ten numbers at most."""
    if last <= 1:
        return ""
    first = max(1, min(current - 2, last - 9))
    numbers = range(first, min(first + 9, last) + 1)
    shown: Iterable[str] = (
        hit.fill("pager_current", page=number)
        if number == current
        else hit.fill("pager_page", page=number, url=url(number))
        for number in numbers
    )
    if numbers[-1] < last:
        shown = chain(shown, [hit.fill("pager_last", page=last, url=url(last))])
    return hit.fill(
        "pager",
        previous=hit.fill("pager_previous", url=url(current - 1)) if current > 1 else "",
        pages="".join(shown),
        page=current,
        last=last,
        next=hit.fill("pager_next", url=url(current + 1)) if current < last else "",
    )


def notice(hit: Hit, wording: dict[str, str], number: int) -> str:
    """A message page; ``wording`` is its entry in the table of notices."""
    said = Template(hit.words(wording["said"])).substitute(number=number)
    content = hit.fill("notice", alert=wording["alert"], said=said)
    return page(hit, content, body_class="pg_forumdisplay", titles=(hit.words("提示信息"),))


def password(hit: Hit, board: Board) -> str:
    """The form that a board with a password shows."""
    content = hit.fill("password", trail=trail(hit, board), fid=board.fid, formhash=hit.formhash)
    return page(hit, content, body_class="pg_forumdisplay", titles=(board.name,))
