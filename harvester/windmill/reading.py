"""Windmill's pages, read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo

from harvester.forum.dates import parse_date
from harvester.forum.ending import Marks
from harvester.forum.flags import in_order
from harvester.forum.lines import Lines
from harvester.forum.model import BoardLink, ListPage, Member, Message, Notice, Post, Row, ThreadPage
from harvester.forum.numbers import floor_of, id_at_end
from harvester.forum.page import Element, Page, find, find_all, is_hidden, name_of, text_of

MARKS = Marks(
    content=re.compile(r"\s(?:class=\"post\"|id=\"row_\d+\")"),
    boxes=re.compile(r"\sid=\"(?:posts|list)\""),
)
#: What the guard against floods says, and nothing else.
BANNED = re.compile(r"Forbidden, Please (?:Refresh|turn off CC)")
#: What the first reason of a notice says, and the kind that it is.
_REASONS = (
    ("帖子ID非法", "deleted"),
    ("您要访问的链接无效", "missing_board"),
    ("被管理员关闭", "no_permission"),
    ("需密码验证", "password"),
    ("只允许注册会员进入", "login_needed"),
)
_FLAGS = {"top": "sticky", "digest": "digest", "lock": "closed"}


def notice_of(page: Page) -> Notice | None:
    """The notice that a page is, whatever else it is: of a thread that was closed the head is the thread's."""
    if BANNED.fullmatch(page.text.strip()):
        return Notice("flood_limit", page.text.strip())
    reasons = page.find_all("div.notice li")
    if not reasons:
        return None
    text = text_of(reasons[0])
    return Notice(next((kind for words, kind in _REASONS if words in text), "message"), text)


def board_links(page: Page) -> tuple[BoardLink, ...]:
    """The boards that a page links to; a link of the same form may lead to a category."""
    found: dict[int, BoardLink] = {}
    for link in page.find_all("h3.fname a, #left a"):
        url, fid = page.link(link.get("href")), id_at_end(link.get("href"))
        if url and fid:
            found.setdefault(fid, BoardLink(fid, name_of(link), url))
    return tuple(found.values())


def read_list(page: Page, zone: tzinfo) -> ListPage | None:
    """The list of a board."""
    way = page.find_all("div.way a[href*='thread-']")
    if page.find("#list") is None or not way:
        return None
    rows: dict[int, Row] = {}
    for element in page.find_all("#list tr"):
        link = find(element, "a.st")
        tid = None if link is None else id_at_end(link.get("href"))
        if link is not None and tid is not None:
            rows.setdefault(tid, _row(page, element, link, tid, zone))
    number, pages = _pager(page)
    fid = id_at_end(way[-1].get("href"))
    return ListPage(fid, name_of(way[-1]), tuple(rows.values()), number, pages, layout="windmill-list")


def _row(page: Page, element: Element, link: Element, tid: int, zone: tzinfo) -> Row:
    icons = {icon for image in find_all(element, "i") for icon in (image.get("class") or "").split()}
    last = find(element, "a.last")
    return Row(
        tid,
        name_of(link),
        page.link(link.get("href")) or "",
        author=_member(find(element, "a.by")),
        replies=int(text_of(find(element, "em.replies"))),
        posted=parse_date(text_of(find(element, "span.posted")), zone),
        last_poster=text_of(last),
        last_reply=parse_date("" if last is None else last.get("title") or "", zone),
        flags=in_order(_FLAGS[icon] for icon in icons if icon in _FLAGS),
    )


def read_thread(page: Page, zone: tzinfo) -> ThreadPage | None:
    """A page of a thread."""
    posts = tuple(_post(element, zone) for element in page.find_all("#posts div.post"))
    title, way = page.find("#subject"), page.find_all("div.way a[href*='thread-']")
    if not posts or title is None or not way:
        return None
    number, pages = _pager(page)
    stated = page.find("#tid")
    return ThreadPage(
        tid=id_at_end(None if stated is None else stated.get("value")),
        fid=id_at_end(way[-1].get("href")),
        board=name_of(way[-1]),
        title=name_of(title),
        posts=posts,
        page=number,
        pages=pages,
        layout="windmill",
    )


def _post(element: Element, zone: tzinfo) -> Post:
    when = find(element, "span.when")
    return Post(
        pid=id_at_end(element.get("id")) or 0,
        floor=floor_of(find(element, "span.floor"), first=0),
        author=_member(find(element, "a.by")),
        published=parse_date("" if when is None else when.get("title") or "", zone),
        message=_message(find_all(element, "div.said")[0]),
    )


def _message(body: Element) -> Message:
    lines, noise = Lines(), []
    for kind, text in _runs(body):
        if kind == "noise":
            noise.append(text)
        elif kind == "break":
            lines.end_line()
        else:
            lines.add(text)
    return Message("\n".join(lines.take()), jammers=len(noise), jammer_chars=sum(map(len, noise)))


def _runs(body: Element) -> Iterator[tuple[str, str]]:
    """What is read, what breaks a line, and what nobody sees."""
    yield "text", body.text or ""
    for child in body:
        if child.tag == "br":
            yield "break", ""
        else:
            yield "noise" if is_hidden(child) else "text", "".join(map(str, child.itertext()))
        yield "text", child.tail or ""


def _member(link: Element | None) -> Member | None:
    return None if link is None else Member(name_of(link), id_at_end(link.get("href")))


def _pager(page: Page) -> tuple[int, int]:
    """Which page it is, and of how many: never by its address."""
    here = page.find("div.pages b")
    numbers = [int(text_of(each)) for each in page.find_all("div.pages b, div.pages a") if text_of(each).isdigit()]
    return (1, 1) if here is None else (int(text_of(here)), max(numbers))
