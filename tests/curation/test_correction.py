"""What a person put right: in every export, never lost, and said where the harvested text has changed since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from crawling import scrapy
from harvested import article, made, put

from harvester.config.program import ExitCode
from harvester.show.fields import fields
from harvester.site_folder.corrections import conflicts, corrections, latest

SITE = "bbs.example.com"
TEXT = "第一段有渔火。\n第二段有柑橘。"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    repaired = article(7, TEXT, repairs=[made(4, "yu火", "渔火"), made(13, "gan橘", "柑橘")])
    return put(tmp_path / "harvest", [repaired, article(8, "别的")])


def run(base: Path, *words: str, code: int = ExitCode.DONE, environment: dict[str, str] | None = None) -> str:
    log = base.parent / "log"
    command, *rest = words
    assert scrapy([command, "-s", f"HARVESTER_DIR={base}", *rest], log, environment) == code, log.read_text("utf-8")
    return log.read_text(encoding="utf-8")


def now(base: Path, tid: int = 7) -> dict[str, Any]:
    return next(line for line in latest(base / SITE) if line["tid"] == tid)


def test_a_field_that_is_put_right_is_so_in_exports_reports_and_shown(base: Path) -> None:
    before = {path: path.read_bytes() for path in (base / SITE).iterdir()}
    run(base, "correct", f"{SITE}:7", "--field", "title=改过的标题", "--by", "顾念")
    run(base, "export", "-o", str(base.parent / "all.jsonl"))
    (line, other) = map(json.loads, (base.parent / "all.jsonl").read_text("utf-8").splitlines())
    assert (line["title"], line["text"]) == ("改过的标题", TEXT)
    (mark,) = line["corrected"]
    assert (mark["where"], mark["by"], mark["outdated"]) == ("title", "顾念", False)
    assert other.get("corrected") is None
    assert "{+改过的+}标题" in run(base, "show", f"{SITE}:7")
    assert {path: path.read_bytes() for path in before} == before  # what the forum says stays


def test_the_log_goes_on_to_the_correction_and_back_to_the_page(base: Path) -> None:
    original = {each.where: each.original() for each in fields(now(base))}
    for value in ("第一段没有火。\n第二段有柑橘。", "", "全新", TEXT + "末"):
        run(base, "correct", f"{SITE}:7", "--field", f"text={value}")
        line = now(base)
        assert line["text"] == value
        assert {each.where: each.original() for each in fields(line)} == original
        assert any("correction" in repair["kind"] for repair in line["repairs"])


def test_one_repair_is_put_right_or_taken_back(base: Path) -> None:
    run(base, "correct", f"{SITE}:7", "--repair", "2=甘橘")
    assert now(base)["text"] == "第一段有渔火。\n第二段有甘橘。"
    run(base, "correct", f"{SITE}:7", "--repair", "1=")
    assert now(base)["text"] == "第一段有yu火。\n第二段有柑橘。"  # of the forum's text
    said = run(base, "correct", f"{SITE}:7", "--repair", "3=x", code=ExitCode.FAILED)
    assert "there is no repair 3; the article has 2" in said


def test_corrections_are_undone_by_number(base: Path) -> None:
    run(base, "correct", f"{SITE}:7", "--field", "title=一", "--field", "text=二")
    run(base, "correct", f"{SITE}:7", "--field", "title=三")
    assert now(base)["title"] == "三"
    run(base, "correct", f"{SITE}:7", "--undo", "3")
    assert (now(base)["title"], now(base)["text"]) == ("一", "二")
    run(base, "correct", f"{SITE}:7", "--undo", "3", code=ExitCode.FAILED)
    assert [each.undone is None for each in corrections(base / SITE)[7]] == [True, True, False]
    states = [said.split("  ")[-1] for said in run(base, "correct", "--list").splitlines()]
    assert states == ["in force", "in force", "undone"]


def test_a_text_that_changed_since_is_said(base: Path) -> None:
    run(base, "correct", f"{SITE}:7", "--field", "title=改过的标题")
    put(base, [article(7, TEXT, title="论坛也改了", revision=2)], day="2026-02-01")
    line = now(base)
    assert (line["title"], line["revision"]) == ("改过的标题", 2)
    assert [mark["outdated"] for mark in line["corrected"]] == [True]
    assert "but the harvested title has changed since" in run(base, "correct", "--list", SITE)
    assert "what was corrected has changed since" in run(base, "show", f"{SITE}:7")


def test_an_editor_gets_title_and_text(base: Path) -> None:
    script = base.parent / "edit"
    script.write_text('#!/bin/sh\nsed -i "s/渔火/鱼火/; 1s/$/！/" "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    run(base, "correct", f"{SITE}:7", environment={"EDITOR": str(script), "VISUAL": None})  # type: ignore[dict-item]
    assert (now(base)["title"], now(base)["text"]) == ("标题！", TEXT.replace("渔火", "鱼火"))
    assert "nothing was changed" in run(base, "correct", f"{SITE}:7", environment={"EDITOR": "true", "VISUAL": ""})
    failed = {"EDITOR": "false", "VISUAL": ""}
    assert "ended with 1" in run(base, "correct", f"{SITE}:7", code=ExitCode.FAILED, environment=failed)


def test_a_torn_line_of_corrections_costs_only_itself(base: Path) -> None:
    run(base, "correct", f"{SITE}:7", "--field", "title=一")
    path = base / SITE / "corrections.ndjson"
    own = json.loads(path.read_bytes())
    for odd in ({"at": 7}, {"at": "昨天"}, {"field": "url"}, {"value": None}, {"tid": "7"}):
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(own | {"number": 9, **odd}) + "\n")
    assert now(base)["title"] == "一"
    assert conflicts(base / SITE) == []
    path.write_bytes(path.read_bytes() + b'{"tid": 7, "num')
    run(base, "correct", f"{SITE}:7", "--field", "text=二")
    assert (now(base)["title"], now(base)["text"]) == ("一", "二")


@pytest.mark.parametrize(
    "words", [(), (SITE,), (f"{SITE}:7", "--field", "title"), (f"{SITE}:7", "--repair", "x"), (f"{SITE}:7", "--what")]
)
def test_wrong_usage(base: Path, words: tuple[str, ...]) -> None:
    run(base, "correct", *words, code=ExitCode.USAGE)


@pytest.mark.parametrize(
    ("words", "said"),
    [((f"{SITE}:9", "--field", "title=x"), "no article"), ((f"{SITE}:7", "--field", "url=x"), "can't be corrected")],
)
def test_what_cannot_be_done(base: Path, words: tuple[str, ...], said: str) -> None:
    assert said in run(base, "correct", *words, code=ExitCode.FAILED)
