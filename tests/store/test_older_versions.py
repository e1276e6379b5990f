"""Folders of every version of the store are opened and gone on with: nothing asked again, twice or taken back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

import pytest
from saving import Saved, article, at_once, save

from harvester.article.options import RepairOptions
from harvester.corpora.options import CorporaOptions
from harvester.curation.correction import Correcting
from harvester.curation.rerepair import rerepair
from harvester.items import to_dict
from harvester.site_folder import articles, corrections
from harvester.site_folder.folder import Layout
from harvester.visits.digest import field_hashes, text_hash

SCRIPTS = sorted((files("harvester.store") / "migrations").iterdir(), key=lambda path: path.name)
NAME = "articles-2026-01-01.jsonl"
#: Fields that later versions added: a line of the first one lacks them.
ADDED = (
    "engine",
    "layout",
    "language",
    "script",
    "corrected",
    "program",
    "model",
    "continues",
    "continued_by",
    "masked",
)


def folder_of(path: Path, version: int, text: str = "正文") -> None:
    """A folder as a run of that version left it, with three articles and a thread to visit."""
    path.mkdir()
    lines = []
    with closing(sqlite3.connect(path / "store.sqlite")) as store:
        for script in SCRIPTS[:version]:
            store.executescript(script.read_text(encoding="utf-8"))
        store.execute(f"PRAGMA user_version = {version}")
        end = 0
        for tid in (1, 2, 3):
            line = {name: value for name, value in to_dict(article(tid, text)).items() if name not in ADDED}
            lines.append(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            end += len(lines[-1])
            hashes = (text_hash(line["text"]), field_hashes(line)[:36])
            store.execute(
                "INSERT INTO thread (tid, fid, state, visited, revision, text_hash, field_hashes, file, line_end) "
                "VALUES (?, 2, 'harvested', 1, 1, ?, ?, 1, ?)",
                (tid, *hashes, end),
            )
        store.execute("INSERT INTO thread (tid, fid, state) VALUES (9, 2, 'wanted')")
        store.execute("INSERT INTO wanted (tid) VALUES (9)")
        store.execute("INSERT INTO file (id, name, committed, lines) VALUES (1, ?, ?, 3)", (NAME, end))
        store.commit()
    (path / NAME).write_bytes(b"".join(lines))


@pytest.mark.parametrize("version", range(1, len(SCRIPTS) + 1))
def test_a_harvest_of_an_older_version_goes_on(tmp_path: Path, version: int) -> None:
    folder = tmp_path / "site"
    folder_of(folder, version)
    before = (folder / NAME).read_bytes()
    harvest = Saved(folder)
    assert harvest.messages == []
    assert [each.tid for each in harvest.wanted()] == [9]
    for tid in (1, 2, 3, 9):
        save(harvest, article(tid))
    save(harvest, article(2, "改过的正文"))
    at_once(harvest.finish())
    harvest.close()
    assert (folder / NAME).read_bytes() == before
    lines = (line for path in articles.files(folder) for line in articles.lines_of(path))
    written = Counter((line["tid"], line["revision"]) for line in lines)
    assert written == Counter([(1, 1), (2, 1), (2, 2), (3, 1), (9, 1)])
    harvest = Saved(folder)
    assert (harvest.messages, harvest.wanted()) == ([], [])
    harvest.close()


class Corrected:
    """A harvest of an older version in which a person corrected articles, and what became of that."""

    CLEAN = "本报讯（通讯员 顾念一）随州市的产业园区昨日开工，\n第一批企业已经签约入驻。"
    DAMAGED = CLEAN.encode().decode("latin-1")
    VALUES: ClassVar = {(1, "title"): "改过的标题", (2, "text"): "人写的正文。", (3, "text"): "人写的另一篇。"}

    def __init__(self, folder: Path, version: int) -> None:
        self.folder = folder
        self.now = datetime(2026, 2, 1, tzinfo=UTC)
        folder_of(folder, version, self.DAMAGED)
        for (tid, field), value in self.VALUES.items():
            Correcting(folder, tid, "顾念").put({field: value})
        Correcting(folder, 1, "顾念").put({"text": "写错的。"})
        Correcting(folder, 1, "顾念").undo(2)
        self.made = corrections.corrections(folder)

    def visit(self, *texts: str) -> None:
        """A run, a day later, that reads these texts of the threads 1, 2 and 3."""
        self.now += timedelta(days=1)
        harvest = Saved(self.folder, layout=Layout(packed=".gz"), clock=lambda: self.now)
        for tid, text in enumerate(texts, 1):
            save(harvest, article(tid, text))
        at_once(harvest.finish())
        harvest.close()
        self.check()

    def check(self) -> None:
        """All that was corrected is so, and nothing else."""
        assert corrections.corrections(self.folder) == self.made
        lines = {line["tid"]: line for line in corrections.latest(self.folder)}
        assert {key: lines[key[0]][key[1]] for key in self.VALUES} == self.VALUES
        assert [[mark["where"] for mark in lines[tid]["corrected"]] for tid in (1, 2, 3)] == [
            ["title"], ["text"], ["text"],
        ]  # fmt: skip


@pytest.mark.parametrize("version", range(1, len(SCRIPTS) + 1))
def test_corrections_outlive_runs_edits_repairs_and_versions(tmp_path: Path, version: int) -> None:
    harvest = Corrected(tmp_path / "site", version)
    damaged, edited = harvest.DAMAGED, "作者改过的正文。"
    for _ in range(5):
        harvest.visit(damaged, damaged, damaged)
    assert corrections.conflicts(harvest.folder) == []
    for _ in range(5):
        harvest.visit(damaged, edited, damaged)
    assert corrections.conflicts(harvest.folder) == ["site:2"]
    found = rerepair(harvest.folder, RepairOptions(), CorporaOptions(), Layout())
    assert (sorted(found.revised), found.skipped) == (["site:1", "site:3"], {})
    harvest.check()
    assert sorted(corrections.conflicts(harvest.folder)) == ["site:2", "site:3"]  # of 1 the title was corrected
    harvest.visit(harvest.CLEAN, edited, harvest.VALUES[3, "text"])
    assert corrections.conflicts(harvest.folder) == ["site:2"]  # the forum says now what the person said
