"""An article repaired on its way to disk."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector

from harvester import items
from harvester.crawl import signals
from harvester.pipelines.repair import RepairPipeline
from harvester.runs.notices import Record
from harvester.text import Options, Profile, Repair
from harvester.text.accident import Accident
from harvester.text.work import Work

# Our own sentences, and what a reader of Western encodings makes of their GBK bytes.
TEXT = "今天下午三点，我们在学校门口见面，然后一起去图书馆看书。"
TITLE = "明天一起去图书馆的同学请在这里报名"


def damaged(text: str) -> str:
    return text.encode("gbk").decode("latin-1")


def article(**fields: object) -> items.Article:
    defaults: dict[str, Any] = {
        "id": "bbs.example.com:7",
        "site": "bbs.example.com",
        "url": "https://bbs.example.com/thread-7-1-1.html",
        "tid": 7,
        "pid": 9,
        "board": items.Board(2, "新闻"),
        "title": TITLE,
        "thread_type": None,
        "author": None,
        "published": None,
        "edited": None,
        "text": TEXT,
        "pictures": [],
        "attachments": [],
        "views": None,
        "reply_count": None,
        "flags": [],
        "encoding": items.Encoding("gbk", "gb18030", "declared", 0),
        "harvested": "2026-07-08T00:00:00+00:00",
    }
    return items.Article(**defaults | fields)


def reply(text: str, author: str | None = None) -> items.Reply:
    return items.Reply(11, 2, items.Author(author) if author else None, None, text)


def crawler(**settings: object) -> Crawler:
    made = Crawler(Spider, {"HARVESTER_DIR": "harvest", **settings})
    made.stats = MemoryStatsCollector(made)
    return made


def pipeline(**settings: object) -> tuple[RepairPipeline, Crawler]:
    made = crawler(**settings)
    return RepairPipeline.from_crawler(made), made


def stats(made: Crawler) -> dict[str, Any]:
    assert made.stats
    return made.stats.get_stats()


def test_a_clean_article_goes_through_untouched() -> None:
    repairs, made = pipeline()
    assert repairs.process_item(article()) == article()
    assert stats(made) == {}


def test_every_text_is_repaired_and_logged_with_its_place() -> None:
    repairs, made = pipeline()
    raw = article(
        title=damaged(TITLE),
        text=damaged(TEXT),
        replies=[reply(TEXT), reply(damaged(TEXT), damaged("图书馆的小王同学"))],
    )
    item = repairs.process_item(raw)
    assert (item.title, item.text) == (TITLE, TEXT)
    assert item.replies == [reply(TEXT), reply(TEXT, "图书馆的小王同学")]
    assert [logged.where for logged in item.repairs] == ["text", "title", "replies[1].text", "replies[1].author.name"]
    assert item.repairs[0].before == damaged(TEXT)
    assert stats(made) == {f"harvester/repairs/{item.repairs[0].kind}": 4}


def test_names_are_repaired() -> None:
    repairs, _ = pipeline()
    name = damaged("图书馆的小王同学")
    item = repairs.process_item(article(author=items.Author(name, 3), edited=items.Edited(name, None)))
    assert item.author == items.Author("图书馆的小王同学", 3)
    assert item.edited == items.Edited("图书馆的小王同学", None)


def test_the_original_is_kept_where_asked_for() -> None:
    repairs, _ = pipeline(HARVESTER_KEEP_ORIGINAL=True)
    item = repairs.process_item(article(text=damaged(TEXT)))
    assert (item.text, item.original_text) == (TEXT, damaged(TEXT))
    assert pipeline()[0].process_item(article()).original_text is None


@pytest.mark.parametrize("kinds", ["noise, shift", ["noise", "shift"]])
def test_kinds_can_be_chosen(kinds: object) -> None:
    repairs, _ = pipeline(HARVESTER_REPAIR_KINDS=kinds)
    assert repairs.process_item(article(text=damaged(TEXT))).text == damaged(TEXT)


@pytest.mark.parametrize("kinds", ["", None, []])
def test_no_kinds_are_all_kinds(kinds: object) -> None:
    repairs, _ = pipeline(HARVESTER_REPAIR_KINDS=kinds)
    assert repairs.process_item(article(text=damaged(TEXT))).text == TEXT


def test_a_wrong_setting_stops_the_crawl_at_its_start() -> None:
    with pytest.raises(ValueError, match="noize"):
        pipeline(HARVESTER_REPAIR_KINDS="noize")


def test_it_can_be_switched_off() -> None:
    with pytest.raises(NotConfigured):
        pipeline(HARVESTER_REPAIR=False)


def test_a_sites_own_noise_strings_are_dropped() -> None:
    made, _ = pipeline(HARVESTER_NOISE=["From the Jichuan bbs"])
    item = article(text=f"{TEXT}From the Jichuan bbs\n{TEXT}")
    assert made.process_item(item).text == f"{TEXT}\n{TEXT}"


def test_what_is_known_of_a_site_helps_and_is_not_added_to(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text('{"strings": {"From the Jichuan bbs": 5}}', encoding="utf-8")
    made, _ = pipeline(HARVESTER_REPAIR_PROFILE=str(path))
    for _ in range(2):
        assert made.process_item(article(text=f"{TEXT}From the Jichuan bbs")).text == TEXT
    assert made.options.profile.strings == {"From the Jichuan bbs": 5}


class TestFailing:
    """A repair that raises costs no article: an accident made up for the purpose can't read one text."""

    @pytest.fixture(autouse=True)
    def accident(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = importlib.import_module("harvester.text.repair")

        def undo(text: str, _profile: Profile, _options: Options, _work: Work) -> list[Repair]:
            if "图书馆看书" in text:
                raise ValueError("made up")
            return []

        monkeypatch.setattr(
            module, "ACCIDENTS", (*module.ACCIDENTS, Accident({}, lambda text, *_: text, undo, lambda *_: True))
        )

    def test_the_text_is_written_unrepaired_and_the_others_are_repaired(self) -> None:
        repairs, _ = pipeline()
        item = repairs.process_item(
            article(title=damaged(TITLE), text=TEXT, replies=[reply(damaged("借书证还没有办好"))])
        )
        assert (item.title, item.text) == (TITLE, TEXT)
        assert item.replies is not None
        assert item.replies[0].text == "借书证还没有办好"
        assert {made.where for made in item.repairs} == {"title", "replies[0].text"}

    def test_a_notice_says_so(self, caplog: pytest.LogCaptureFixture) -> None:
        repairs, made = pipeline()
        seen: list[Record] = []

        def take(record: Record) -> None:
            seen.append(record)

        made.signals.connect(take, signal=signals.notice)
        repairs.process_item(article())
        [record] = seen
        assert (record.kind, record.tid, record.text) == ("not_repaired", 7, "text: ValueError: made up")
        assert not record.failure
        assert "bbs.example.com, thread 7: text is not repaired" in caplog.text


def test_a_repair_that_the_damage_does_not_explain_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("harvester.text.repair")

    def undo(text: str, _profile: Profile, _options: Options, _work: Work) -> list[Repair]:
        return [Repair("noise", 0, text[0], "", "certain", 9.0, "made up")]

    accident = Accident({}, lambda text, *_: text, undo, lambda *_: False)
    monkeypatch.setattr(module, "ACCIDENTS", (accident,))
    repairs, made = pipeline()
    item = repairs.process_item(article(title=TITLE, text=TEXT))
    assert (item.title, item.text) == (TITLE, TEXT)
    assert made.stats is not None
    assert made.stats.get_value("harvester/unexplained_repairs/noise") >= 2


@pytest.mark.parametrize(
    ("kinds", "text"), [("", "灯会\n开始"), ("noise", "灯\x07会\x0b开始"), ("control", "灯会\n开始")]
)
def test_control_characters_are_taken_out_last(kinds: str, text: str) -> None:
    made, _ = pipeline(HARVESTER_REPAIR_KINDS=kinds)
    item = made.process_item(article(title="灯\x0b会", text="灯\x07会\x0b开始"))
    assert item.text == text
    assert item.title == ("灯\x0b会" if kinds == "noise" else "灯 会")
    assert [each.kind for each in item.repairs] == ([] if kinds == "noise" else ["control"] * 3)
