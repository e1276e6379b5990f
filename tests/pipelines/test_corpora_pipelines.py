"""Articles made ready for a corpus on their way to disk."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from articles import article, crawler
from scrapy.exceptions import NotConfigured

from harvester import items
from harvester.items import to_dict
from harvester.pipelines.convert import ConvertPipeline
from harvester.pipelines.duplicates import DuplicatesPipeline
from harvester.pipelines.language import LanguagePipeline
from harvester.pipelines.mask import MaskPipeline
from harvester.pipelines.normalise import NormalisePipeline
from harvester.pipelines.repair import RepairPipeline
from harvester.text.edits import Repair, revert

TEXT = "霁川江边的渔火一盏接一盏亮了起来，岸上的人们说这里从来没有这样热闹过。"
PHONE, MAIL = "13812345678", "lin@example.com"


@pytest.mark.parametrize("pipeline", [MaskPipeline, NormalisePipeline, ConvertPipeline, DuplicatesPipeline])
def test_none_is_used_unless_asked_for(
    pipeline: type[MaskPipeline | NormalisePipeline | ConvertPipeline | DuplicatesPipeline],
) -> None:
    with pytest.raises(NotConfigured) as stopped:
        pipeline.from_crawler(crawler())
    assert not stopped.value.args, "Scrapy would warn of it in each run"


def test_language_and_script() -> None:
    item = LanguagePipeline().process_item(article(TEXT))
    assert (item.language, item.script) == ("zh", "Hans")
    item = LanguagePipeline().process_item(article("川辺の漁り火がひとつ、またひとつと灯っていった。"))
    assert (item.language, item.script) == ("ja", None)


def test_the_text_stays_and_the_normal_form_stands_beside_it() -> None:
    item = article(f"\u3000\u3000{TEXT}")
    NormalisePipeline.from_crawler(crawler(HARVESTER_NORMALISE="space, nfc")).process_item(item)
    assert (item.text, item.text_normalised) == (f"\u3000\u3000{TEXT}", TEXT)


def test_both_scripts_are_made_of_the_normal_form() -> None:
    item = article(f"\u3000\u3000{TEXT}", text_normalised=TEXT, language="zh")
    ConvertPipeline.from_crawler(crawler(HARVESTER_CONVERT="hans,hant-tw")).process_item(item)
    assert item.text_hans == TEXT
    assert item.text_hant == "霽川江邊的漁火一盞接一盞亮了起來，岸上的人們說這裡從來沒有這樣熱鬧過。"


def test_a_text_in_another_language_is_not_converted() -> None:
    item = article("川辺の漁り火", language="ja")
    ConvertPipeline.from_crawler(crawler(HARVESTER_CONVERT="hans")).process_item(item)
    assert item.text_hans is None


def test_a_text_has_one_traditional_form() -> None:
    with pytest.raises(ValueError, match="HARVESTER_CONVERT=hant,hant-tw: a text can have one traditional form"):
        ConvertPipeline.from_crawler(crawler(HARVESTER_CONVERT="hant,hant-tw"))


def masked(item: items.Article, kinds: str = "phones,emails,ids") -> items.Article:
    return MaskPipeline.from_crawler(crawler(HARVESTER_MASK=kinds)).process_item(item)


def test_personal_data_is_masked_wherever_the_line_has_it() -> None:
    item = article(
        f"{TEXT}电话{PHONE}",
        title=f"联系{MAIL}",
        author=items.Author(PHONE),
        edited=items.Edited(by=PHONE),
        original_text=f"{TEXT}电话{PHONE}",
        pictures=[items.Picture("https://bbs.example.com/a.jpg", 1, f"扫码或拨{PHONE}")],
        attachments=[items.Attachment(None, 2, f"名单 {PHONE} 收")],
        replies=[items.Reply(11, 2, items.Author(MAIL), None, f"加我{PHONE}")],
    )
    line = json.dumps(to_dict(masked(item)), ensure_ascii=False)
    assert PHONE not in line
    assert MAIL not in line
    assert item.text == item.original_text == f"{TEXT}电话[PHONE]"
    assert item.masked == [items.MaskedData("emails", 2), items.MaskedData("phones", 6)]


def test_a_line_without_personal_data_says_so() -> None:
    item = masked(article(TEXT))
    assert (item.text, item.masked) == (TEXT, [])


def test_the_log_of_repairs_is_that_of_the_masked_text() -> None:
    item = article(f"&ldquo;{TEXT}&rdquo;电话{PHONE}，&ldquo;{TEXT}&rdquo;", title="&ldquo;渔火&rdquo;")
    RepairPipeline.from_crawler(crawler(HARVESTER_KEEP_ORIGINAL=True)).process_item(item)
    masked(item)
    log = [
        Repair(made.kind, made.start, made.before, made.after, "certain", made.bits, made.why)
        for made in item.repairs
        if made.where == "text"
    ]
    assert log
    assert revert(item.text, log) == item.original_text
    assert item.original_text is not None
    assert "[PHONE]" in item.original_text
    assert {made.where for made in item.repairs} == {"text", "title"}


def test_repairs_of_other_fields_stay() -> None:
    repair = items.Repair("board.name", "entity", 0, "&amp;", "&", "certain", 1.0, "an entity")
    assert masked(article(TEXT, repairs=[repair])).repairs == [repair]


def test_only_kinds_and_counts_are_told() -> None:
    made = crawler(HARVESTER_MASK="phones")
    assert made.stats is not None
    item = MaskPipeline.from_crawler(made).process_item(article(f"电话{PHONE}，{MAIL}"))
    assert [asdict(each) for each in item.masked or []] == [{"kind": "phones", "count": 1}]
    assert made.stats.get_value("harvester/masked/phones") == 1
    assert PHONE not in str(made.stats.get_stats())
