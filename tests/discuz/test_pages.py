"""Saved pages of our own writing, one of each layout, against what is to be read off them.

``pages/NAME.html`` is the page, ``pages/NAME.json`` says what reads it, under which
address, and what comes out; a field that is not named there is to be empty.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_values import as_json

from harvester.discuz.feed import read_feed
from harvester.discuz.index_page import read_index
from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.site import DiscuzSite
from harvester.discuz.thread_page import read_thread
from harvester.forum.page import Page

PAGES = sorted(path for path in Path(__file__).with_name("pages").iterdir() if path.suffix in (".html", ".xml"))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 7, 13, 5, tzinfo=ZONE)

READERS: dict[str, Callable[[Page], object]] = {
    "thread": lambda page: read_thread(page, ZONE, NOW),
    "board": lambda page: read_board(page, ZONE, NOW),
    "index": read_index,
    "feed": read_feed,
}


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_page(path: Path) -> None:
    case = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    page = Page(path.read_text(encoding="utf-8"), case["url"])
    assert as_json(READERS[case["read"]](page)) == case["expected"]


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_no_page_of_content_is_a_notice(path: Path) -> None:
    assert read_notice(Page(path.read_text(encoding="utf-8"), "http://127.0.0.1:8088/"), 200) is None


def test_each_page_has_its_expectations() -> None:
    assert (
        {path.stem for path in PAGES}
        == {path.stem for path in Path(__file__).with_name("pages").glob("*.json")}
        != set()
    )


@given(st.data())
def test_damaged_pages_raise_nothing(data: st.DataObject) -> None:
    """A page cut anywhere, with a piece missing: connections break, and sites break their pages."""
    text = data.draw(st.sampled_from(PAGES)).read_text(encoding="utf-8")
    start, size, end = (data.draw(st.integers(0, len(text))) for _ in range(3))
    page = Page(text[:start] + text[start + size % 300 : end], "http://127.0.0.1:8088/thread-1-1-1.html")
    read_notice(page, 200)
    for read in READERS.values():
        read(page)


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_numbers_without_end_raise_nothing(path: Path) -> None:
    """Python refuses to read numbers of more than 4,300 digits."""
    text = re.sub(r"\d+", "9" * 5000, path.read_text(encoding="utf-8"))
    page = Page(text, "http://127.0.0.1:8088/thread-1-1-1.html")
    read_notice(page, 200)
    for read in READERS.values():
        read(page)
    DiscuzSite.of(page.url).learn(page.links())
