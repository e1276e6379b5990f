"""Whatever a page holds, each reader reads it or says that there is nothing to read."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

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

#: What no forum sends of itself, in the place of a number, an address, a word.
ODD = (
    "²", "３", "9" * 30, "9" * 5000, "-1", "1e9", "\x08", "\x0b", "\x1f", "\0", "\ufffe", "\U0010ffff", "&#8;", "&#xb;",
    "&#xd800;", "&#57343;", "&#99999999999;", "http://[", "http://[::1", "http://h:99999/", "http://h:²/", "//[x]/",
    "http://a b/", "http://u:p@127.0.0.1:8080/", "http://..../", f"http://{'a' * 70}/", "javascript:x", "http://℀.cn/",
    "////", "\\\\", "\x85", "\u2028", "</div>", "<table>", '"', "<!--", "<![CDATA[", "2024-13-45 99:99",
    "0000-0-0 0:00", "99999-1-1 00:00", "9999-12-31 23:59", "1-1-1 00:00", "昨天 99:99", "99999999999 天前",
    "² 小时前", f"{'9' * 400} 分钟前",
)  # fmt: skip


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


def mutations(text: str, chance: random.Random, many: int) -> Iterator[str]:
    """Copies of a page with odd things in the place of some of its numbers, attributes and words."""
    spots = [match.span() for match in re.finditer(r'\d+|(?<==")[^"]*(?=")|(?<=>)[^<]+', text)]
    for _ in range(many):
        mutated = text
        for start, end in sorted(chance.sample(spots, min(4, len(spots))), reverse=True):
            mutated = mutated[:start] + chance.choice(ODD) + mutated[end:]
        yield mutated


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
