"""Texts of our own with what they say of themselves: what a case does not name must not be found."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harvester.news.model import News
from harvester.news.read import read_news

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
NOTHING = json.loads(json.dumps(asdict(News())))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    published = date.fromisoformat(case["published"]) if "published" in case else None
    news = read_news(case["title"], "\n".join(case["paragraphs"]), published=published)
    assert json.loads(json.dumps(asdict(news))) == NOTHING | case["expected"]


def test_labels_are_unique() -> None:
    labels = [case["label"] for case in CASES]
    assert len(labels) == len(set(labels))
