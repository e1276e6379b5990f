"""The search over bytes, and what it stands on."""

from __future__ import annotations

import pytest

from harvester.text.encodings import gbk
from harvester.text.language.document import Words
from harvester.text.language.model import model
from harvester.text.language.readings import foreign, sounding, table, toneless
from harvester.text.shift import paths
from harvester.text.shift.choices import Choices
from harvester.text.shift.explain import explained
from harvester.text.shift.markers import may_be_hidden, visible
from harvester.text.shift.paths import Span
from harvester.text.shift.rereading import reread
from harvester.text.shift.search import Search
from harvester.text.shift.shown import Shown
from harvester.text.work import Work


def read(text: str, *events: int) -> paths.Path:
    shown = Shown(text, Work.on(text))
    shown.prices = dict.fromkeys(events, 0.0)
    start = visible(text)(0)
    assert start is not None
    return Search(shown, start, shown.context(start)).run()[1]


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "events", "reading"),
        [
            ("干勁十足?!惫鶗詵|說", (), "。”郭曉東"),
            ("“突破100億元?!?", (), "。”"),
            ("城市在??趪?,金融", (paths.GONE,), "海口國"),
            ("位于??诠?家高新", (paths.SPLIT,), "海口国"),
        ],
    )
    def test_reads_a_span(self, text: str, events: tuple[int, ...], reading: str) -> None:
        (span,) = read(text, *events).trace.spans
        assert span.text == reading

    def test_a_literal_reading_has_no_spans(self) -> None:
        assert read("啊?!太好了").trace.spans == ()

    def test_stops_where_the_paths_agree(self) -> None:
        text = "干勁十足?!惫鶗詵|說" + "，大家都來了" * 50
        shown = Shown(text, Work.on(text))
        place, _ = Search(shown, 4, "十足").run()
        assert place < 20


class TestExplained:
    def test_a_span_and_its_damage(self) -> None:
        span = Span(0, 6, "。”郭曉東", 0, (), squashed=True)
        assert explained("?!惫鶗詵|說", span)
        assert not explained("?!惫鶗詵|說", span._replace(text="。”郭曉冬"))

    def test_glosses_in_a_span(self) -> None:
        span = Span(0, 8, "展潛", 0, (paths.Gloss("節", "(jié)"),), squashed=False)
        shown = gbk.Decoder().decode("展節潛".encode("gbk")[:3] + b"(ji\xa8\xa6)")
        assert not explained(shown + "。", span)


class TestReread:
    def test_every_gain_is_of_its_own_span(self) -> None:
        found = reread("甲說好?!惫鶗詵|說,乙說好?!惫鶗詵|說。", frozenset(), Work.on(""))
        assert [entry.span.text for entry in found] == ["。”郭曉東"] * 2
        assert all(30 < entry.gain < 120 for entry in found)

    def test_clean_text_is_passed_over(self) -> None:
        assert reread("大家都来了,雨也停了(很久没有这样的好天气),真好!", frozenset(), Work.on("")) == []
        assert not may_be_hidden("大家都来了,雨也停了(很久没有这样的好天气),真好!")


class TestGround:
    def test_choices_have_the_byte_asked_for(self) -> None:
        choices = Choices({"經": "濟"}, "hant")
        assert all(choice.trail == 0xA3 for choice in choices.find("，", 0xA3, "trail"))
        assert all(choice.lead == 0xB9 for choice in choices.find("中", 0xB9, "lead"))
        assert "国" not in {choice.char for choice in choices.find("中", 0xB9, "lead")}
        tails = choices.find("中", 0xFA, "tail")
        assert tails
        assert all(choice.lead in gbk.holes()[0xFA] for choice in tails)

    def test_choices_come_likeliest_first(self) -> None:
        costs = [choice.cost for choice in Choices({}, None).find("發", 0xB9, "lead")]
        assert costs == sorted(costs)

    def test_a_documents_own_words_are_cheaper(self) -> None:
        words = Words("犇星的犇星和犇星在")
        assert words["犇星的"] < model().costs["犇星的"]
        assert words["天氣好"] == model().costs["天氣好"]

    def test_script(self) -> None:
        assert Words("這個國家的經濟發展").script == "hant"
        assert Words("这个国家的经济发展").script == "hans"
        assert Words("abc").script is None
        assert "国" in foreign("hant")
        assert "里" not in foreign("hant")

    def test_readings(self) -> None:
        assert table()["發"].readings[0] == "fā"
        assert sounding()["fā"][0] == "發"
        assert "發" in sounding()["fa"]
        assert toneless("lǜ") == "lü"


class TestRereadAgain:
    TEXT = "干勁十足?!惫鶗詵|說，這件事我知道?!惫鶗詵|回答。\n他說：“我知道。”\n城市在??趪?,金融"

    def test_what_was_searched_is_not_searched_again(self) -> None:
        work = Work.on(self.TEXT)
        found = reread(self.TEXT, frozenset(), work)
        left = work.left
        assert found
        assert reread(self.TEXT, frozenset(), work) == found
        assert work.left == left

    def test_a_line_that_moved_is_not_searched_again(self) -> None:
        work = Work.on(self.TEXT)
        found = reread(self.TEXT, frozenset(), work)
        left = work.left
        moved = reread(f"新的一行\n{self.TEXT}", frozenset(), work)
        assert [each.span.start for each in moved] == [each.span.start + 5 for each in found]
        assert [each.span.text for each in moved] == [each.span.text for each in found]
        assert work.left == left

    def test_lines_that_met_something_else_are_left_alone(self) -> None:
        work = Work.on(self.TEXT)
        left = work.left
        assert reread(self.TEXT, frozenset(), work, [(0, len(self.TEXT))]) == []
        assert work.left == left
        (first, *_) = reread(self.TEXT, frozenset(), Work.on(self.TEXT), [(0, 20)])
        assert first.span.start >= 20
