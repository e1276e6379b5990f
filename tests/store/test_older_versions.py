"""Folders of every version of the store are opened and gone on with: nothing asked again, nothing twice."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from saving import Saved, article, at_once, save

from harvester.items import to_dict
from harvester.site_folder import articles
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


def folder_of(path: Path, version: int) -> None:
    """A folder as a run of that version left it, with three articles and a thread to visit."""
    path.mkdir()
    lines = []
    with closing(sqlite3.connect(path / "store.sqlite")) as store:
        for script in SCRIPTS[:version]:
            store.executescript(script.read_text(encoding="utf-8"))
        store.execute(f"PRAGMA user_version = {version}")
        end = 0
        for tid in (1, 2, 3):
            line = {name: value for name, value in to_dict(article(tid)).items() if name not in ADDED}
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
