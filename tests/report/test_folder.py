"""A report that is a folder: what is in it, and what becomes of what was there."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from harvested import Line, article, made, put

from harvester.disk.lock import LockedError, SiteLock
from harvester.report import folder as report_folder
from harvester.report import words
from harvester.report.folder import OtherFilesError
from harvester.report.write import NothingHarvestedError, write_folder
from harvester.site_folder.articles import folders


def unpacked(path: Path) -> Any:  # noqa: ANN401 - JSON
    name, packed = path.read_text(encoding="ascii").removeprefix('harvestPart("').removesuffix('")\n').split('","')
    assert path.as_posix().endswith(f"/{name}.js")
    raw = gzip.decompress(base64.b64decode(packed))
    return list(memoryview(raw).cast("I")) if name.startswith("columns/") else json.loads(raw)


def parts(path: Path) -> dict[str, Any]:
    (folder,) = path.glob("parts-*")
    return {part.relative_to(folder).with_suffix("").as_posix(): unpacked(part) for part in folder.rglob("*.js")}


def written(tmp_path: Path, *lines: Line) -> dict[str, Any]:
    write_folder(folders(put(tmp_path / "harvest", lines)), tmp_path / "report")
    return parts(tmp_path / "report")


def test_every_article_is_in_one_part_of_each_sort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_folder, "ROWS", 2)
    monkeypatch.setattr(report_folder, "TEXTS", 1200)
    monkeypatch.setattr(words, "MOST", 8)
    guess = made(0, "甲", "甲字", "guess")
    found = written(
        tmp_path, *(article(tid, f"{'甲乙丙丁戊'[tid]}字", repairs=[guess] * (tid == 0)) for tid in range(5))
    )
    assert [len(found[f"rows/{number}"]) for number in range(3)] == [2, 2, 1]
    texts = [found[f"texts/{number}"] for number in range(sum(name.startswith("texts/") for name in found))]
    assert [each["id"] for part in texts for each in part["articles"]] == [f"bbs.example.com:{tid}" for tid in range(5)]
    assert found["columns/tid"] == [0, 1, 2, 3, 4]
    assert found["columns/doubt"] == [20, 0, 0, 0, 0]
    segments = {name: part for name, part in found.items() if name.startswith("words/")}
    assert len(segments) > 1
    assert segments["words/0-0"]["甲字"] == [0]


def test_words_are_listed_by_the_steps_between_articles(tmp_path: Path) -> None:
    found = written(tmp_path, article(1, "創新"), article(2, "别的"), article(3, "创新Harvest"), article(4, "创新"))
    part = found["words/0-0"]
    assert part["创新"] == [0, 2, 1]
    assert part["har"] == [2]
    assert "新，" not in part


def test_the_new_report_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    first = written(tmp_path, article(1))
    index = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert len(written(tmp_path, article(2))["columns/tid"]) == len(first["columns/tid"]) + 1
    assert (tmp_path / "report" / "index.html").read_text(encoding="utf-8") != index
    assert sorted(each.name[:6] for each in (tmp_path / "report").iterdir()) == ["index.", "parts-"]


def test_the_old_report_stays_where_the_new_one_fails(tmp_path: Path) -> None:
    old = written(tmp_path, article(1))
    with (tmp_path / "harvest" / "bbs.example.com" / "articles-2026-02-01.jsonl").open("w") as file:
        file.write("{]\n")
    with pytest.raises(ValueError, match=r"articles-2026-02-01\.jsonl, line 1"):
        write_folder(folders(tmp_path / "harvest"), tmp_path / "report")
    assert parts(tmp_path / "report") == old


def test_what_a_killed_one_left_is_taken_over(tmp_path: Path) -> None:
    left = tmp_path / "report" / "parts-000000000000" / "rows"
    left.mkdir(parents=True)
    (tmp_path / "report" / ".lock").touch()
    written(tmp_path, article(1))
    assert not left.exists()


@pytest.mark.parametrize("name", ["index.html", "notes.txt"])
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / name).write_text("mine")
    with pytest.raises(OtherFilesError, match="name a folder of its own"):
        written(tmp_path, article(1))
    assert [each.name for each in (tmp_path / "report").iterdir()] == [name]


def test_one_at_a_time(tmp_path: Path) -> None:
    written(tmp_path, article(1))
    lock = SiteLock(tmp_path / "report" / ".lock")
    with pytest.raises(LockedError):
        write_folder(folders(tmp_path / "harvest"), tmp_path / "report")
    lock.close()


def test_nothing_is_made_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "harvest").mkdir()
    with pytest.raises(NothingHarvestedError):
        write_folder(folders(tmp_path / "harvest"), tmp_path / "report")
    assert not (tmp_path / "report").exists()
