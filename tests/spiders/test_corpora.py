"""Two forums with the same articles, harvested for a corpus."""

from __future__ import annotations

from pathlib import Path

from crawling import RunCrawl
from harvests import FEW, QUICK

from harvester.demo.forum import DemoForum

SETTINGS = (*QUICK, "HARVESTER_DUPLICATES=1")


def test_copies_are_marked_across_sites_and_settings_make_no_revision(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum(most=FEW) as first, DemoForum(charset="utf-8", addresses="dynamic", most=FEW) as second:
        one = run_crawl(first.url, settings=SETTINGS)
        assert one.exit_code == 0, one.output
        assert {line["text_hant"] for line in one.articles} == {None}
        # As after a crash or without the setting: the next run makes it anew from the lines.
        (tmp_path / "harvest" / "duplicates.sqlite").unlink()
        two = run_crawl(second.url, settings=SETTINGS)
        again = run_crawl(
            first.url, "full=1", settings=(*SETTINGS, "HARVESTER_CONVERT=hant", "HARVESTER_NORMALISE=nfc")
        )
    known = {line["id"]: line for line in one.articles}
    copies = [line for line in two.articles if line["id"] not in known]
    marked = [line for line in copies if line["duplicate_of"]]
    assert len(marked) > len(copies) / 2
    for line in marked:
        assert known[line["duplicate_of"]]["tid"] == line["tid"]
    assert (again.exit_code, len(again.articles)) == (0, len(two.articles))
    assert "seen unchanged" in again.output
