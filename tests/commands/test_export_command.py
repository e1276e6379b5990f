"""``scrapy export``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawling import scrapy
from harvested import SITE, article, put


def export(folder: Path, *words: str) -> tuple[int, str]:
    put(folder / "harvest", [article(7), article(8, site="b.example")])
    log = folder / "export.log"
    code = scrapy(["export", "-s", f"HARVESTER_DIR={folder / 'harvest'}", *words], log)
    return code, log.read_text(encoding="utf-8")


def test_all_sites_or_one(tmp_path: Path) -> None:
    output = tmp_path / "all.jsonl"
    code, said = export(tmp_path, "-o", str(output))
    assert (code, said) == (0, f"scrapy export: 2 articles of 2 sites in {output}\n")
    assert [json.loads(raw)["tid"] for raw in output.read_text(encoding="utf-8").splitlines()] == [8, 7]
    code, said = export(tmp_path, SITE)
    assert (code, json.loads(said)["id"]) == (0, f"{SITE}:7")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--sicne", "2026-01-31"), 2, "no such option: --sicne"),
        (("--since", "yesterday"), 2, "yesterday: give a day such as 2026-01-31"),
        (("c.example",), 2, "no harvest of c.example"),
        (("-o", "none/all.jsonl"), 1, "nothing was written"),
    ],
)
def test_what_goes_wrong_is_said(tmp_path: Path, words: tuple[str, ...], code: int, says: str) -> None:
    found, said = export(tmp_path, *words)
    assert found == code
    assert says in said
    assert "Traceback" not in said
