"""``scrapy duplicates``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from crawling import scrapy

TEXT = "十二月的霁川江风很硬，栈桥边的渔火却一盏接一盏亮了起来，船工们收网回家。"
OTHER = "山里的采茶人天不亮就上山，背篓里装着干粮和水，一直忙到太阳落山才回来。"


def harvest(folder: Path, site: str, texts: list[tuple[str, str]]) -> None:
    (folder / site).mkdir(parents=True)
    lines = [
        json.dumps(
            {
                "kind": "article",
                "id": f"{site}:{tid}",
                "tid": tid,
                "text": text,
                "revision": 1,
                "published": published,
                "harvested": "2026-01-31T00:00:00+00:00",
            }
        )
        for tid, (text, published) in enumerate(texts, 1)
    ]
    (folder / site / "articles-2026-01-31.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def run(tmp_path: Path, *words: str) -> tuple[int, str]:
    log = tmp_path / "log"
    code = scrapy(["duplicates", "-s", f"HARVESTER_DIR={tmp_path / 'harvest'}", *words], log)
    return code, log.read_text(encoding="utf-8")


def test_the_groups_of_all_sites(tmp_path: Path) -> None:
    times = ["2026-01-03T08:00:00+08:00", "2026-01-03T01:00:00+01:00", "2026-01-03T09:00:00+08:00"]
    harvest(tmp_path / "harvest", "a.example", [(TEXT, times[0]), (OTHER, times[0])])
    harvest(tmp_path / "harvest", "b.example", [(f"转载：{TEXT}全文完", times[2]), (TEXT, times[1])])
    output = tmp_path / "duplicates.ndjson"
    code, said = run(tmp_path, "-o", str(output))
    (group,) = map(json.loads, output.read_text(encoding="utf-8").splitlines())
    assert (code, group["earliest"], group["longest"]) == (0, "a.example:1", "b.example:1")
    assert [member["id"] for member in group["members"]] == ["a.example:1", "b.example:1", "b.example:2"]
    assert said == f"4 articles in {tmp_path / 'harvest'}: 1 group, 2 duplicates\n"


def test_an_empty_harvest(tmp_path: Path) -> None:
    harvest(tmp_path / "harvest", "a.example", [])
    assert run(tmp_path) == (0, f"0 articles in {tmp_path / 'harvest'}: 0 groups, 0 duplicates\n")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    harvest(tmp_path / "harvest", "a.example", [])
    path = tmp_path / "harvest" / "a.example" / "articles-2026-01-31.jsonl"
    path.write_text("{]\n", encoding="utf-8")
    code, said = run(tmp_path)
    assert code == 1
    assert said.startswith(f"scrapy duplicates: {path}, line 1")
