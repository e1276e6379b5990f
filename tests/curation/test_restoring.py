"""An article that was removed, and a backup of before that is unpacked over the folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import RunCrawl, scrapy
from harvests import FEW, Harvests
from warcio.archiveiterator import ArchiveIterator

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.site_folder import tombstones

SETTINGS = ("HARVESTER_WARC=1", "HARVESTER_COMPRESS=zstd")


@dataclass(frozen=True)
class Restored:
    """A harvest; which article of it was corrected, then removed; and which was removed before the backup."""

    harvests: Harvests
    log: Path
    name: str
    earlier: str
    text: str

    def scrapy(self, *words: str) -> str:
        command, *rest = words
        code = scrapy([command, "-s", f"HARVESTER_DIR={self.harvests.path.parent}", *rest], self.log)
        said = self.log.read_text(encoding="utf-8")
        assert code in (ExitCode.DONE, ExitCode.FAILURES), said
        return said

    def files_that_say(self, piece: str) -> set[str]:
        """The names of files of the folder that say it."""
        raw = piece.encode()
        return {path.name for path in self.harvests.path.rglob("*") if path.is_file() and raw in _unpacked(path)}


def _unpacked(path: Path) -> bytes:
    if path.parent.name == "warc":
        with path.open("rb") as file:
            return b"".join(record.content_stream().read() for record in ArchiveIterator(file))
    return path.read_bytes()


@pytest.fixture
def restored(run_crawl: RunCrawl, tmp_path: Path) -> Restored:
    """Unpacked over the folder is a backup of before."""
    with DemoForum(charset="utf-8", most=FEW) as forum:
        harvests = Harvests(forum, run_crawl, tmp_path / "harvest")
        harvests.run(settings=SETTINGS, url=forum.url)
        lines = [json.loads(raw) for path in harvests.path.glob("*.jsonl") for raw in path.read_bytes().splitlines()]
        own, earlier, other = lines[:3]
        text = max(own["text"].split("\n"), key=len)
        made = Restored(harvests, tmp_path / "log", own["id"], earlier["id"], text)
        made.scrapy("remove", earlier["id"])
        made.scrapy("correct", own["id"], "--field", "title=改正以后的题目")
        site, backup = harvests.path.name, str(tmp_path / "site.tar")
        made.scrapy("backup", site, "-o", backup)
        made.scrapy("remove", own["id"], "--why", "a court's order")
        assert made.files_that_say(made.text) == set()
        made.scrapy("correct", other["id"], "--field", "title=别的")
        shutil.unpack_archive(backup, harvests.path.parent)
        assert len(made.files_that_say(made.text)) == 2  # its line, and its page
        return made


def test_no_reader_takes_it_for_an_article(restored: Restored, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for words in (
        ("export", "-o", str(out)), ("report", "-o", str(tmp_path / "report")), ("duplicates", "-o", str(out)),
    ):  # fmt: skip
        restored.scrapy(*words)
        assert restored.name.encode() not in out.read_bytes()
    tid = restored.name.rpartition(":")[2]
    assert not any(tid in path.name for path in (tmp_path / "report").rglob("*"))
    with pytest.raises(AssertionError, match="no article"):
        restored.scrapy("show", restored.name)
    with pytest.raises(AssertionError, match="no article"):
        restored.scrapy("correct", restored.name, "--field", "title=x")


def test_the_next_run_removes_all_that_came_back(restored: Restored) -> None:
    harvests = restored.harvests
    with DemoForum(charset="utf-8", most=FEW, port=int(harvests.path.name.rpartition("_")[2])) as forum:
        harvests.forum = forum
        crawl = harvests.run(settings=SETTINGS)
    assert f"{restored.name} was removed, and came back" in crawl.output
    assert restored.files_that_say(restored.text) == set()
    assert restored.files_that_say("改正以后的题目") == set()
    assert {each.id for each in tombstones.tombstones(harvests.path)} == {restored.name, restored.earlier}
    assert "court" in (harvests.path / tombstones.NAME).read_text(encoding="utf-8")
    assert not (harvests.path / tombstones.FROM_BACKUP).exists()
    assert {restored.name, restored.earlier}.isdisjoint(line["id"] for line in crawl.articles)


def test_tombstones_go_where_the_harvest_goes(restored: Restored, tmp_path: Path) -> None:
    """Unpacked on another machine, a backup brings those of its time."""
    site = restored.harvests.path.name
    restored.scrapy("backup", site, "-o", str(tmp_path / "later.tar"))
    shutil.unpack_archive(tmp_path / "later.tar", tmp_path / "elsewhere")
    found = {each.id for each in tombstones.tombstones(tmp_path / "elsewhere" / site)}
    assert found == {restored.name, restored.earlier}
