"""The damaged article that the project began with, read as a careful reader would; told by the numbers of its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.news.read import read_news
from harvester.news.turns import lost_breaks
from harvester.text.edits import Repair, apply
from harvester.text.repair import repair

SAMPLE = Path(__file__).parents[3] / "shared" / "sample"

pytestmark = pytest.mark.skipif(not (SAMPLE / "restored.txt").is_file(), reason="the sample is not here")


@pytest.fixture(scope="module")
def restored() -> str:
    return (SAMPLE / "restored.txt").read_text(encoding="utf-8").strip()


def test_its_head_is_read(restored: str) -> None:
    lines = restored.split("\n")
    news = read_news("", restored)
    assert (news.headline, news.subtitle) == (lines[1], lines[2])
    (credit,) = news.bylines
    assert f"{credit.outlet}{credit.role} {credit.names[0]}" == lines[3]
    assert (credit.role, credit.names) == ("全媒記者", ("陳云",))
    assert news.edit_line is not None
    assert news.edit_line.by == credit.outlet
    assert news.edit_line.at == "2021-12-17T09:56:00"


def test_its_other_words_about_itself_are_read(restored: str) -> None:
    news = read_news(restored.split("\n")[1], restored)
    assert len(news.section_headings) == 6
    assert set(news.section_headings) <= set(restored.split("\n"))
    assert news.event_dates == ("2021-12-10",)
    assert news.page_turns == ("（下轉第二版）",)
    assert (news.source, news.dateline, news.editor) == (None, None, None)


def test_the_break_that_the_harvested_text_lost_is_restored(restored: str) -> None:
    text = repair((SAMPLE / "harvested.txt").read_text(encoding="utf-8")).text
    breaks = [Repair("page-turn", lost.start, lost.before, lost.after, "likely", 0.0, "") for lost in lost_breaks(text)]
    assert len(breaks) == 1
    lines = apply(text, breaks).split("\n")
    at = lines.index("（下轉第二版）")
    assert lines[at + 1] in restored.split("\n")
