"""docs/layouts.md works as it is printed."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz import thread_page
from harvester.discuz.layouts import THREADS
from harvester.discuz.site import DiscuzSite
from harvester.forum.model import ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked
from harvester.forum.skin import skin_of

DOC = (Path(__file__).parents[2] / "docs" / "layouts.md").read_text(encoding="utf-8")
ZONE = ZoneInfo("Asia/Shanghai")


def printed(language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_skin_is_read_by_the_selectors_of_a_sites_file() -> None:
    case, table = json.loads(printed("json")), tomllib.loads(printed("toml"))["example"]
    site = DiscuzSite.of(table["address"])
    site.lay(skin_of(table["layout"]))
    read = site.read(Page(printed("html"), case["url"]), Asked(PageName("thread", tid=7), ZONE)).said
    assert isinstance(read, ThreadPage)
    wanted = case["expected"] | {"layout": "own"}
    assert {name: getattr(read, name) for name in wanted if name != "posts"} == {
        name: value for name, value in wanted.items() if name != "posts"
    }
    said = wanted["posts"][0]
    assert [(post.pid, post.floor, post.message.text) for post in read.posts] == [
        (said["pid"], said["floor"], said["message"]["text"])
    ]
    assert read.posts[0].published == datetime.fromisoformat(said["published"])


def test_the_skin_is_read_by_its_layout_and_only_by_that(monkeypatch: pytest.MonkeyPatch) -> None:
    case = json.loads(printed("json"))
    page = printed("html")
    names: dict[str, Any] = {}
    exec(printed("python"), names)  # noqa: S102 - what the page tells people to write
    before = thread_page.read_thread(Page(page, case["url"]), ZONE)
    monkeypatch.setattr(thread_page, "THREADS", (*THREADS, names["MY_THREAD"]))
    read = thread_page.read_thread(Page(page, case["url"]), ZONE)
    assert before is not None
    assert before.layout != "myskin"
    assert read is not None
    wanted = case["expected"]
    assert {name: getattr(read, name) for name in wanted if name != "posts"} == {
        name: value for name, value in wanted.items() if name != "posts"
    }
    first, said = read.posts[0], wanted["posts"][0]
    assert (first.pid, first.floor, first.message.text) == (said["pid"], said["floor"], said["message"]["text"])
    assert first.author is not None
    assert (first.author.name, first.author.uid) == (said["author"]["name"], said["author"]["uid"])
    assert first.published == datetime.fromisoformat(said["published"])
