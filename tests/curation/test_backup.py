"""A backup that is taken while a run is at work, restored: nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from crawling import scrapy
from saving import Saved, article, at_once, save

from harvester.config.program import ExitCode
from harvester.curation.backup import back_up
from harvester.site_folder import articles


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz"])
def test_a_backup_of_a_run_at_work_is_gone_on_from(tmp_path: Path, suffix: str) -> None:
    base, restored = tmp_path / "harvest", tmp_path / "restored"
    harvest = Saved(base / "site")
    for tid in (1, 2, 3):
        save(harvest, article(tid))
    harvest.store.settle(harvest.store.thread(1), {**_line(base), "revision": 2})  # type: ignore[arg-type]  # it is known
    output = tmp_path / f"backup{suffix}"
    code = scrapy(["backup", "-s", f"HARVESTER_DIR={base}", "site", "-o", str(output)], tmp_path / "log")
    assert code == ExitCode.DONE, (tmp_path / "log").read_text()
    save(harvest, article(4))
    at_once(harvest.finish())
    harvest.close()
    shutil.unpack_archive(output, restored)
    harvest = Saved(restored / "site")
    assert len(harvest.messages) == 1
    assert "1 articles were written before a crash, and are kept" in harvest.messages[0]
    assert harvest.wanted() == []
    for tid in (1, 2, 3, 4):
        save(harvest, article(tid))
    at_once(harvest.finish())
    harvest.close()
    lines = (line for path in articles.files(restored / "site") for line in articles.lines_of(path))
    written = Counter((line["tid"], line["revision"]) for line in lines)
    assert written == Counter([(1, 1), (1, 2), (2, 1), (3, 1), (4, 1)])
    assert {path.name for path in (restored / "site").iterdir()} >= {"store.sqlite"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_only_others_may_write_to_is_backed_up_at_rest(tmp_path: Path) -> None:
    folder = tmp_path / "harvest" / "site"
    harvest = Saved(folder)
    save(harvest, article(1))
    at_once(harvest.finish())
    harvest.close()
    folder.chmod(0o555)
    try:
        assert back_up(folder, tmp_path / "site.tar") > 1
    finally:
        folder.chmod(0o755)
    shutil.unpack_archive(tmp_path / "site.tar", tmp_path / "restored")
    assert Saved(tmp_path / "restored" / "site").messages == []


def _line(base: Path) -> dict[str, object]:
    (path,) = articles.files(base / "site")
    return next(articles.lines_of(path))


@pytest.mark.parametrize("words", [(), ("site",), ("site", "-o", "x.zip"), ("nothing", "-o", "x.tar")])
def test_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    Saved(tmp_path / "harvest" / "site").close()
    code = scrapy(["backup", "-s", f"HARVESTER_DIR={tmp_path / 'harvest'}", *words], tmp_path / "log")
    assert code == ExitCode.USAGE
