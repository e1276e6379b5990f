"""Whatever a page holds, each reader reads it or says that there is nothing to read."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from odd_pages import mutations

from harvester.discuz.about import kind_of, missing, version_of
from harvester.discuz.addresses import parse
from harvester.discuz.archiver import read_archived_board, read_archived_index, read_archived_thread
from harvester.discuz.feed import read_feed
from harvester.discuz.index_page import read_index, read_sub_boards
from harvester.discuz.list_page import read_board
from harvester.discuz.login import login_address, read_login_form, viewer_of
from harvester.discuz.notice import read_notice
from harvester.discuz.pager import links_to_pages
from harvester.discuz.parts import parts_of
from harvester.discuz.site import DiscuzSite
from harvester.discuz.thread_page import read_thread
from harvester.forum.hosts import forum_elsewhere
from harvester.forum.page import Page, raw_text

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HERE = "http://127.0.0.1:8080/archiver/?tid-7.html"
PAGES = Path(__file__).parent / "pages"


def of_site(page: Page) -> None:
    site = DiscuzSite.of(page.url)
    site.see(page)
    site.learn(page.links())
    for url in page.links():
        site.key(url)
        site.moved(page.url, url)
    forum_elsewhere(page, parse)
    login_address(page)


READERS: tuple[Callable[[Page], Any], ...] = (
    lambda page: read_thread(page, UTC, NOW),
    lambda page: read_board(page, UTC, NOW),
    lambda page: read_archived_thread(page, UTC, NOW),
    read_archived_board,
    read_archived_index,
    read_index,
    read_sub_boards,
    read_feed,
    lambda page: read_notice(page, 200),
    lambda page: (kind_of(page), version_of(page), missing(page, "board"), missing(page, "thread")),
    lambda page: parts_of(page, 7, 7),
    links_to_pages,
    read_login_form,
    viewer_of,
    of_site,
)


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html"))[::6], ids=lambda path: path.stem)
def test_odd_things_in_a_page(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    for mutated in mutations(text, random.Random(path.stem), 5):  # noqa: S311 - the same in each run
        for reader in READERS:
            reader(Page(mutated, HERE))


@pytest.mark.parametrize("odd", [*map(chr, range(1, 0x20)), "\x7f", "\x85", "\ufffe", "\uffff", "&#11;", "&#xd8ff;"])
def test_any_character_in_a_post_of_the_plain_door(odd: str) -> None:
    archived = f'<div id="content"><p class="author"><strong>甲</strong> 2024-1-1 10:00</p>前半{odd}后半</div>'
    page = Page(f"<html><head><title>题</title></head><body>{archived}</body></html>", HERE)
    thread = read_archived_thread(page, UTC, NOW)
    assert thread is not None
    assert re.fullmatch(r"前半.{0,3}后半", thread.posts[0].message.text, re.DOTALL)


def test_half_a_character_named_by_a_number() -> None:
    page = Page('<p title="&#xD800;&#x0dfff;">&#55296;&#57343;&#57344;&#x41;</p>', HERE)
    (found,) = page.find_all("p")
    assert raw_text(found) == "\ufffd\ufffd\ue000A"
    assert found.get("title") == "\ufffd\ufffd"
    assert html.tostring(found)
