"""Which page this is, and how many there are: read off the pager, never off the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.forum.page import Element, Page, find, find_all, text_of

_TOTAL = regex(r"共\s*(\d{1,7})\s*[页頁]|/\s*(\d{1,7})\s*[页頁]?")
_LAST = regex(r"^\.*\s*(\d{1,7})$")


def read_pager(
    page: Page, selector: str, page_of: Callable[[str], int | None] | None = None, *, outside: Iterable[Element] = ()
) -> tuple[int, int]:
    """The page shown and the number of pages; (1, 1) where the page has no pager.

    A page past the end shows another one than was asked for, so the pager is what counts.
    ``page_of`` gives the page that a link of the site leads to. A pager that is in one of the elements
    ``outside`` is another one: comments on a post have pages of their own.
    """
    others = set(outside)
    found = (each for alternative in selector.split(",") for each in page.find_all(alternative))
    pager = next((each for each in found if others.isdisjoint(each.iterancestors())), None)
    if pager is None:
        return 1, 1
    options = [option for option in pager.iter("option") if _number(text_of(option))]
    if options:  # telephones get a menu of pages
        chosen = next((option for option in options if option.get("selected") is not None), options[0])
        return _number(text_of(chosen)) or 1, max(_number(text_of(option)) or 1 for option in options)
    current = _number(text_of(find(pager, "strong"))) or 1
    total = _TOTAL.search(" ".join(span.get("title") or text_of(span) for span in find_all(pager, "span")))
    if total:
        return current, max(current, int(total[1] or total[2]))
    return current, max([current, *(_page_of_link(page, link, page_of or _page_of) for link in pager.iter("a"))])


def links_to_pages(page: Page, selector: str = ".pg, .pages") -> dict[int, str]:
    """The full addresses of the pages that a pager links to by their numbers."""
    links = (link for pager in page.find_all(selector) for link in pager.iter("a"))
    shown = ((_LAST.match(text_of(link)), page.link(link.get("href"))) for link in links)
    return {int(number[1]): url for number, url in shown if number and url}


def _number(text: str) -> int | None:
    match = re.search(r"\d{1,7}", text)
    return int(match[0]) if match else None


def _page_of(url: str) -> int | None:
    address = parse(url)
    return None if address is None else address.page


def _page_of_link(page: Page, link: Element, page_of: Callable[[str], int | None]) -> int:
    """The page of a link: by its number, otherwise (an arrow) by its address."""
    shown = _LAST.match(text_of(link))
    if shown:
        return int(shown[1])
    url = page.link(link.get("href"))
    return (url and page_of(url)) or 1
