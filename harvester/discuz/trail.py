"""The board that a page belongs to: its number and its name, however the page writes them.

A trail may carry the filter of the list that one came from, name boards by words in the place of numbers, or have no
links; the forum's own forms and scripts still have the number.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.forum.names import PageName
from harvester.forum.numbers import id_at_end
from harvester.forum.page import Element, Page, name_of

#: Trails of skins that have names of their own for them.
TRAILS = "#pt, #nav, .breadcrumb, .breadcrumbs, .crumbs, .crumb, [class*=crumb]"

#: What the forum's scripts are told of a page.
_SCRIPTS = {name: re.compile(rf"\b{name}\s*=\s*parseInt\(\s*['\"]?(\d{{1,10}})") for name in ("fid", "tid")}
_NUMBERED = {name: re.compile(rf"[?&;]{name}=(\d{{1,10}})\b") for name in ("fid", "tid")}
#: Texts of links to a board that are not its name.
_NO_NAME = regex(r"返回|列表|[发發]|[页頁]|回[复復覆]|\d+$|[<>«»‹›]", re.IGNORECASE)


def read_trail(page: Page, trail: Iterable[Element], around: Iterable[Element] = ()) -> tuple[int | None, str | None]:
    """The number and the name of the board that a page is in.

    The last board of the trail is it: a sub-board stands behind its board. ``around`` are other elements that may
    link to it, such as the head of a thread, where links that narrow the list are thread types.
    """
    links = list(_boards(trail))
    plain = next((found for found in itertools.chain(links, _boards(around)) if found[1].typeid is None), None)
    if plain is not None and plain[1].fid:
        return plain[1].fid, name_of(plain[0]) or None
    fid = stated_fid(page)
    if plain is not None:
        return fid, name_of(plain[0]) or None
    name = _numbered_name([*trail, *around], fid) if fid else None
    if name is None and links:
        return links[0][1].fid or fid, name_of(links[0][0]) or None
    return fid, name or (_shown_name(page, fid) if fid else None)


def stated_fid(page: Page) -> int | None:
    """The number of a page's board: by the links to reply, the forum's scripts, a button, or the form to search it."""
    return (
        number_in_links(page, "fid", "action=reply")
        or number_in_scripts(page, "fid")
        or number_in_links(page, "fid", "action=newthread")
        or _in_forms(page)
    )


def number_in_links(page: Page, name: str, what: str = "action=reply") -> int | None:
    """The ``tid`` or ``fid`` in the links and forms that are there to do something with this thread or board."""
    if not page.has(what):
        return None
    for link in page.named("a", "form"):
        href = link.get("href") or link.get("action") or ""
        match = _NUMBERED[name].search(href) if what in href else None
        if match:
            return int(match[1])
    return None


def number_in_scripts(page: Page, name: str) -> int | None:
    """The ``tid`` or ``fid`` that a page's script begins with."""
    match = _SCRIPTS[name].search(page.text) if page.has("parseInt") else None
    return int(match[1]) or None if match else None


def _in_forms(page: Page) -> int | None:
    field = page.find("input[name=srhfid], input[name=fid]")
    table = page.find("table[summary^=forum_]")
    return id_at_end(field.get("value") if field is not None else table.get("summary") if table is not None else None)


def _boards(boxes: Iterable[Element]) -> Iterator[tuple[Element, PageName]]:
    """The links to boards in some elements, those of each element the last first."""
    for box in boxes:
        for link in reversed(list(box.iter("a"))):
            address = parse(link.get("href") or "")
            if address is not None and address.kind == "board":
                yield link, address


def _numbered_name(boxes: Iterable[Element], fid: int) -> str | None:
    """The text of a link with the board's number, where the site writes addresses its own way."""
    for box in boxes:
        for link in reversed(list(box.iter("a"))):
            href = link.get("href") or ""
            if "?" not in href and str(fid) in re.findall(r"\d+", href):
                return name_of(link) or None
    return None


def _shown_name(page: Page, fid: int) -> str | None:
    """What most links to the board's first page call it, wherever they are."""
    names: Counter[str] = Counter()
    for link in page.named("a"):
        address = parse(link.get("href") or "")
        if address is not None and (address.kind, address.fid, address.page, address.typeid) == ("board", fid, 1, None):
            name = name_of(link)
            if name and not _NO_NAME.search(name):
                names[name] += 1
    return names.most_common(1)[0][0] if names else None
