"""Answers that are not articles: all with status 200."""

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.forum.model import Notice
from harvester.forum.names import PageName
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page
from harvester.phpwind import wordings
from harvester.phpwind.notice import read_notice

CASES = json.loads((Path(__file__).with_name("cases") / "notices.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_what_a_page_says(case: dict[str, Any]) -> None:
    name = PageName(case.get("asked", "thread"), tid=None if "asked" in case else 7)
    said = read_notice(Page(case["html"], "http://h/read.php?tid=7"), case.get("status", 200), name)
    assert said == (None if case["kind"] is None else Notice(case["kind"], case["text"]))


def test_all_kinds_are_in_the_table() -> None:
    assert {kind for kind, _ in (*wordings.MESSAGES, *wordings.PARTS)} <= NOTICES.keys()
