"""Which page this is, and how many there are: read off the pager, never off the address."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.config.patterns import regex
from harvester.forum.page import Element, Page, text_of
from harvester.phpwind.addresses import parse

_NUMBER = regex(r"\.*\s*(\d{1,7})")
_TOTAL = regex(r"共\s*(\d{1,7})\s*[页頁]|/\s*(\d{1,7})\s*[页頁]?")


def read_pager(page: Page) -> tuple[int, int]:
    """The page that is shown, and the number of pages; (1, 1) where there is no pager.

    >>> read_pager(Page("<div class='pages'><a href='read-7-1'>1</a><strong>2</strong></div>", "http://h/read-7-9"))
    (2, 2)
    """
    for pager in page.find_all(".pages"):
        current = next((found for part in pager if part.tag in ("b", "strong") and (found := _number(part))), None)
        if current is not None:
            total = _TOTAL.search(" ".join(text_of(part) for part in pager if part.tag != "a"))
            stated = [int(total[1] or total[2])] if total else []
            return current, max([current, *stated, *_pages_of_links(page, pager)])
    return 1, 1


def links_to_pages(page: Page) -> dict[int, str]:
    """The full addresses of the pages that the pager links to by their numbers."""
    links = (link for pager in page.find_all(".pages") for link in pager.iter("a"))
    shown = ((_number(link), page.link(link.get("href"))) for link in links)
    return {number: url for number, url in shown if number and url}


def _number(element: Element) -> int | None:
    shown = _NUMBER.fullmatch(text_of(element))
    return int(shown[1]) if shown else None


def _pages_of_links(page: Page, pager: Element) -> Iterator[int]:
    """The pages of a pager's links: by their numbers, otherwise (an arrow) by their addresses."""
    for link in pager.iter("a"):
        number = _number(link)
        if number is None and (url := page.link(link.get("href"))) and (named := parse(url)) is not None:
            number = named.page
        if number is not None:
            yield number
