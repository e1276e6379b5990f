"""Pages inside one post: an author who writes ``[page]`` parts the post, and each part is an address (``cp=2``).

Since X the pager of such a post is drawn by the forum's script, ``show_threadpage(PID, 1, LAST, 0)``
(``static/js/forum_viewthread.js``), which asks for ``...&viewpid=PID&cp=2``; the index of a post (``[index]``)
names parts by ``page`` attributes. Skins and mirrors have plain links.
"""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.forum.page import Element, Page

_LINKED = regex(r"[?&](?:amp;)?cp=(\d{1,3})\b")
_PART = regex(r"\bcp=\d{1,3}")
_VIEWED = regex(r"[?&](?:amp;)?viewpid=(\d{1,10})\b")
_DRAWN = regex(r"show_threadpage\(\s*'?(?P<pid>\d{1,10})'?\s*,\s*'?\d{1,3}'?\s*,\s*'?(?P<last>\d{1,3})")
#: More than an author would make by hand; a page that says so is not believed.
_MOST = 200


def parts_of(page: Page, pid: int, tid: int) -> tuple[str, ...]:
    """The full addresses of a post's pages after its first, in order; none where it has no more.

    ``page`` is the thread page that the post's first part stands on.
    """
    linked = _linked(page, pid)
    last = max([*linked, _drawn(page, pid), _indexed(page, pid)], default=1)
    if last < 2 or last > _MOST:
        return ()
    pattern = linked[max(linked)] if linked else f"forum.php?mod=viewthread&tid={tid}&viewpid={pid}&cp={last}"
    addresses = (page.link(_PART.sub(f"cp={part}", pattern)) for part in range(2, last + 1))
    return tuple(address for address in addresses if address is not None)


def _linked(page: Page, pid: int) -> dict[int, str]:
    """Links to parts of the post: those that name it, and those that stand in it without naming any."""
    found: dict[int, str] = {}
    if not page.has("cp="):
        return found
    post = page.ids.get(f"post_{pid}")
    for link in page.named("a"):
        href = link.get("href") or ""
        part, viewed = _LINKED.search(href), _VIEWED.search(href)
        if part is None or (int(viewed[1]) != pid if viewed else not _is_of(link, post)):
            continue
        found.setdefault(int(part[1]), href)
    return found


def _is_of(link: Element, post: Element | None) -> bool:
    """Whether a link stands in a post, or in none: then it is of the first, the only one that has pages."""
    around = next((each for each in link.iterancestors() if (each.get("id") or "").startswith("post_")), None)
    return around is None or around is post


def _drawn(page: Page, pid: int) -> int:
    found = _DRAWN.finditer(page.text) if page.has("show_threadpage") else ()
    return max((int(match["last"]) for match in found if int(match["pid"]) == pid), default=1)


def _indexed(page: Page, pid: int) -> int:
    """The last part that the index of the post names."""
    index = page.ids.get("threadindex")
    if index is None or not _is_of(index, page.ids.get(f"post_{pid}")):
        return 1
    return max((int(number) for link in index.iter("a") if (number := link.get("page") or "").isdecimal()), default=1)
