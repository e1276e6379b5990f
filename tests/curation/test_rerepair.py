"""Today's repair over a harvest of before: from the log, without a request, and never over what people did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from crawling import scrapy
from saving import Saved, article, at_once, save

from harvester import __version__
from harvester.config.program import ExitCode
from harvester.items import MaskedData, Repair
from harvester.show.fields import fields
from harvester.site_folder import articles

CLEAN = "本报讯（通讯员 顾念一）随州市的产业园区昨日开工，\n第一批企业已经签约入驻。"
DAMAGED = CLEAN.encode().decode("latin-1")
#: What an older repair made of it: a part, and a part wrongly.
HALF = DAMAGED[:3] + CLEAN[1:5] + DAMAGED[15:]


def old() -> Repair:
    """The log of an older repair."""
    return Repair("text", "old", 3, DAMAGED[3:15], CLEAN[1:5], "likely", 1.0, "as it was then")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    harvest = Saved(tmp_path / "harvest" / "site")
    save(harvest, article(1, "从来就干净的正文。"))
    save(harvest, article(2, DAMAGED))
    save(harvest, article(3, HALF, repairs=[old()]))
    save(harvest, article(4, "手机[PHONE]", masked=[MaskedData("phones", 1)]))
    save(harvest, article(5, "改过了的正文。", repairs=[old()]))
    save(harvest, article(6, DAMAGED))
    at_once(harvest.finish())
    harvest.close()
    path = next((tmp_path / "harvest" / "site").glob("articles-*.jsonl"))
    lines = path.read_bytes().splitlines(keepends=True)
    edited = json.loads(lines[5]) | {"text": f"{DAMAGED}有人改过。"}
    path.write_bytes(b"".join([*lines[:5], json.dumps(edited, ensure_ascii=False).encode() + b"\n"]))
    return tmp_path / "harvest"


def run(base: Path, *words: str) -> tuple[int, str]:
    log = base.parent / "log"
    code = scrapy(["rerepair", "-s", f"HARVESTER_DIR={base}", *words], log)
    return code, log.read_text(encoding="utf-8")


def latest(base: Path) -> dict[int, dict[str, Any]]:
    return {line["tid"]: line for line in articles.latest(base / "site")}


def test_what_todays_repair_makes_otherwise_is_a_new_revision(base: Path) -> None:
    before = latest(base)
    code, said = run(base, "--dry-run")
    assert (code, latest(base)) == (ExitCode.FAILURES, before)
    assert "site: 6 articles, 2 would be revised" in said
    code, said = run(base)
    assert code == ExitCode.FAILURES
    assert "site: 6 articles, 2 revised" in said
    for reason, name in {
        "personal data was masked": "site:4",
        "the log of its repairs does not fit its texts": "site:5",
        "it was edited by hand": "site:6",
    }.items():
        assert f"1 left as they are, {reason}: {name}" in said
    after = latest(base)
    for tid in (2, 3):
        line = after[tid]
        assert (line["text"], line["revision"], line["changed"]) == (CLEAN, 2, ["text"])
        assert next(each.original() for each in fields(line) if each.where == "text") == DAMAGED
        assert all(repair["kind"] != "old" for repair in line["repairs"])
        assert (line["program"], line["harvested"]) == (__version__, before[tid]["harvested"])
        assert line["byline"]["names"] == ["顾念一"]
    assert all(after[tid] == before[tid] for tid in (1, 4, 5, 6))


def test_the_next_visit_and_another_rerepair_find_nothing_new(base: Path) -> None:
    run(base)
    written = latest(base)
    _, said = run(base)
    assert "0 revised" in said
    harvest = Saved(base / "site")
    assert harvest.messages == []
    for tid in (2, 3):
        assert not save(harvest, article(tid, CLEAN))  # as a crawl of today reads it
    harvest.close()
    assert latest(base) == written
