"""What a person put right, through runs: it stays, it is handed on, and where the forum says otherwise that is said."""

from __future__ import annotations

from pathlib import Path

import feedparser
from crawling import scrapy
from harvests import Harvests
from receiving import Receiver, listening

from harvester.site_folder.corrections import latest

SAID = "corrections  those of 1 article stay over a text that has changed since"


def test_a_correction_lasts_through_runs_and_edits(harvests: Harvests, tmp_path: Path) -> None:
    harvests.run()
    kept, edited = harvests.tids[:2]
    log = tmp_path / "log"
    for tid in (kept, edited):
        words = ["correct", f"{harvests.site.name}:{tid}", "--field", f"title=改对的标题{tid}", "--by", "顾念"]
        assert scrapy([*words, "-s", f"HARVESTER_DIR={harvests.path.parent}"], log) == 0, log.read_text("utf-8")
    with listening(Receiver()) as receiver:
        handing = (f"HARVESTER_HOOK={receiver.address}", "HARVESTER_FEED=feed.xml")
        assert "corrections  " not in harvests.run("full=1", settings=handing).output
        harvests.forum.edit(edited, title="论坛改的标题")
        assert SAID in harvests.run("full=1", settings=handing).output
        assert SAID in harvests.run(settings=handing).output
    assert receiver.got == [f"{harvests.site.name}:{edited}#2+1"]
    assert receiver.lines[0]["title"] == f"改对的标题{edited}"
    titles = {line["tid"]: line["title"] for line in latest(harvests.path)}
    assert [titles[tid] for tid in (kept, edited)] == [f"改对的标题{tid}" for tid in (kept, edited)]
    feed = feedparser.parse((harvests.path / "feed.xml").read_bytes())
    assert {f"改对的标题{tid}" for tid in (kept, edited)} <= {entry.title for entry in feed.entries}
    rerepair = ["rerepair", harvests.site.name, "-s", f"HARVESTER_DIR={harvests.path.parent}"]
    scrapy(rerepair, log)
    assert "1 corrected by hand say something else now" in log.read_text("utf-8")
