"""An article's own words about itself, on its way to disk."""

from __future__ import annotations

import pytest
from articles import article, crawler
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from harvester import items
from harvester.pipelines.finish import FinishPipeline
from harvester.pipelines.news import NewsPipeline
from harvester.pipelines.repair import RepairPipeline
from harvester.text.edits import Repair, revert

BODY = "十二月的霁川江风很硬，栈桥边的渔火却一盏接一盏亮了起来。"
TURNED = f"{BODY}（下转第二版） {BODY}"


def run(item: items.Article, **settings: object) -> items.Article:
    return NewsPipeline.from_crawler(crawler(**settings)).process_item(item)


def unrepaired(item: items.Article) -> str:
    log = [
        Repair(made.kind, made.start, made.before, made.after, "likely", made.bits, made.why)
        for made in item.repairs
        if made.where == "text"
    ]
    return revert(item.text, log)


def test_fields_are_filled() -> None:
    head = "渔火与柑橘\n——霁川老码头冬日手记\n霁川日报全媒记者 顾念一 通讯员 沈怀远"
    text = f"{head}\n{BODY}\n两成增量从哪里来\n12月30日，{BODY}\n责任编辑：陆川"
    item = run(article(text))
    assert (item.headline, item.subtitle) == ("渔火与柑橘", "——霁川老码头冬日手记")
    assert item.byline == items.Byline("霁川日报", "全媒记者", ["顾念一"])
    assert item.bylines == [item.byline, items.Byline(None, "通讯员", ["沈怀远"])]
    assert (item.source, item.dateline, item.editor) == (None, None, "陆川")
    assert (item.section_headings, item.event_dates) == (["两成增量从哪里来"], ["2025-12-30"])
    assert (item.text, item.repairs, item.page_turns) == (text, [], [])


def test_a_text_that_says_nothing_leaves_all_empty() -> None:
    item = run(article(BODY))
    assert [item.headline, item.subtitle, item.byline, item.source, item.dateline, item.editor] == [None] * 6
    assert [item.bylines, item.section_headings, item.event_dates, item.page_turns] == [[]] * 4


def test_a_lost_page_turn_is_restored_and_logged() -> None:
    item = run(article(TURNED))
    assert item.text == f"{BODY}\n（下转第二版）\n{BODY}"
    assert [(made.where, made.kind, made.start) for made in item.repairs] == [("text", "page-turn", len(BODY))]
    assert item.page_turns == ["（下转第二版）"]
    assert unrepaired(item) == TURNED


def test_its_place_is_that_of_the_unrepaired_text() -> None:
    damaged = f"&ldquo;{BODY}&rdquo;{TURNED}&hellip;"
    item = article(damaged)
    made = crawler()
    for pipeline in (RepairPipeline, FinishPipeline, NewsPipeline):
        pipeline.from_crawler(made).process_item(item)
    assert "\n（下转第二版）\n" in item.text
    assert {made.kind for made in item.repairs} == {"entity", "page-turn"}
    assert [made.start for made in item.repairs] == sorted(made.start for made in item.repairs)
    assert unrepaired(item) == damaged


@pytest.mark.parametrize("settings", [{"HARVESTER_REPAIR": False}, {"HARVESTER_REPAIR_KINDS": "noise,gloss"}])
def test_a_text_that_is_not_to_be_repaired_stays(settings: dict[str, object]) -> None:
    item = run(article(TURNED), **settings)
    assert (item.text, item.repairs) == (TURNED, [])
    assert item.page_turns == ["（下转第二版）"]


def test_page_turns_alone_can_be_asked_for() -> None:
    item = article(f"&ldquo;{TURNED}")
    made = crawler(HARVESTER_REPAIR_KINDS="page-turn")
    for pipeline in (RepairPipeline, NewsPipeline):
        pipeline.from_crawler(made).process_item(item)
    assert {repair.kind for repair in item.repairs} == {"page-turn"}


def test_repairs_are_counted() -> None:
    made = crawler()
    NewsPipeline.from_crawler(made).process_item(article(TURNED))
    assert made.stats is not None
    assert made.stats.get_value("harvester/repairs/page-turn") == 1


def test_an_edit_line_in_the_text_tells_of_the_edit() -> None:
    text = f"本帖最后由 霁川日报 于 2026-1-4 09:56 编辑\n{BODY}"
    assert run(article(text)).edited == items.Edited("霁川日报", "2026-01-04T09:56:00+08:00")
    assert run(article(text, published=None)).edited == items.Edited("霁川日报", None)
    known = items.Edited("陆川", None)
    assert run(article(text, edited=known)).edited == known


def test_it_runs_after_the_last_repair_and_before_the_revision_is_known() -> None:
    settings = Settings()
    settings.setmodule("harvester.settings")
    orders = {load_object(path): order for path, order in settings.getwithbase("ITEM_PIPELINES").items()}
    names = [pipeline.__name__ for pipeline in sorted(orders, key=lambda pipeline: orders[pipeline])]
    assert names.index("FinishPipeline") < names.index("NewsPipeline") < names.index("RevisePipeline")
