"""A page that is made to be expensive is read by no engine."""

from __future__ import annotations

import pytest

from harvester.engines import table
from harvester.forum.engine import Asked
from harvester.forum.model import Unknown
from harvester.forum.names import PageName
from harvester.forum.page import MOST_TAGS, Page

NAMES = (PageName("index"), PageName("board", fid=2), PageName("thread", tid=9))


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.kind)
@pytest.mark.parametrize("engine", ["discuz", "phpwind"])
def test_a_page_of_too_many_tags_is_said_to_be_one(engine: str, name: PageName) -> None:
    site = table.named(engine).site.of("http://127.0.0.1/")
    page = Page("<a href='forum-2-1.html'>x" * (MOST_TAGS + 1), "http://127.0.0.1/")
    said = site.read(page, Asked(name)).said
    assert isinstance(said, Unknown)
    assert said.why == "200001 tags, more than any forum's page has (200000 are read)"
    assert "root" not in vars(page)
