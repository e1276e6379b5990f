"""Folders that two sites shared are parted, and nothing of either is lost."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from saving import Saved, article, at_once, save

from harvester.disk.lock import LockedError, SiteLock
from harvester.site_folder import articles
from harvester.site_folder.parting import SITE, parted

ONE, OTHER = "例え.jp", "中文.jp"
OWN = {ONE: "xn--r8jz45g.jp", OTHER: "xn--fiq228c.jp"}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that two sites share, with a packed file, a picture and notices."""
    folder = tmp_path / "jp"
    harvest = Saved(folder)
    for tid in (1, 2, 3, 4):
        site = ONE if tid % 2 else OTHER
        save(harvest, article(tid, id=f"{site}:{tid}", site=site))
    at_once(harvest.finish())
    harvest.close()
    plain = next(folder.glob("articles-*.jsonl"))
    more = b"".join(
        raw.replace(b'"tid":', b'"tid":1').replace(b".jp:", b".jp:1")
        for raw in plain.read_bytes().splitlines(keepends=True)
    )
    (folder / "articles-2025-01-01.jsonl.gz").write_bytes(gzip.compress(more))
    (folder / "media" / "ab").mkdir(parents=True)
    (folder / "media" / "ab" / "ab12.jpg").write_bytes(b"picture")
    notices = "".join(json.dumps({"site": site, "kind": "robots"}) + "\n" for site in (ONE, OTHER))
    (folder / "notices-20260131T120000Z.ndjson").write_text(notices, "utf-8")
    return tmp_path


def tids(folder: Path) -> list[int]:
    return sorted(line["tid"] for path in articles.files(folder) for line in articles.lines_of(path))


def check(base: Path) -> None:
    assert sorted(path.name for path in base.iterdir()) == sorted(OWN.values())
    for site, name in OWN.items():
        folder = base / name
        assert tids(folder) == ([1, 3, 11, 13] if site == ONE else [2, 4, 12, 14])
        assert (folder / "media" / "ab" / "ab12.jpg").read_bytes() == b"picture"
        (notice,) = articles.lines_of(folder / "notices-20260131T120000Z.ndjson")
        assert notice["site"] == site
        harvest = Saved(folder)
        assert harvest.store.articles == 4
        assert harvest.wanted() == []
        harvest.close()


def test_each_site_gets_its_own(shared: Path) -> None:
    (message,) = parted(shared, OTHER)
    assert "several sites shared the folder" in message
    assert parted(shared, ONE) == []
    check(shared)


def test_a_parting_that_was_killed_goes_on(shared: Path) -> None:
    aside = shared / ".parting-jp"
    (shared / "jp").rename(aside)  # the first step
    (aside / "parted" / OWN[ONE]).mkdir(parents=True)  # half of the second
    assert articles.folders(shared) == []
    parted(shared, ONE)
    check(shared)


def test_a_parting_that_was_killed_at_its_end_goes_on(shared: Path) -> None:
    copy = shared / "copy"
    shutil.copytree(shared / "jp", copy / "jp")
    parted(copy, ONE)
    aside = shared / ".parting-jp"
    (shared / "jp").rename(aside)
    (aside / "parted").mkdir()
    (aside / "parted.done").touch()
    (copy / OWN[ONE]).rename(shared / OWN[ONE])
    (copy / OWN[OTHER]).rename(aside / "parted" / OWN[OTHER])
    shutil.rmtree(copy)
    parted(shared, OTHER)
    check(shared)


def test_one_site_alone_moves_with_its_store(tmp_path: Path) -> None:
    harvest = Saved(tmp_path / "example")
    save(harvest, article(1, id="论坛.example:1", site="论坛.example"))
    harvest.store.keep_form("thread", "t/{id}")
    at_once(harvest.finish())
    harvest.close()
    parted(tmp_path, "论坛.example")
    harvest = Saved(tmp_path / "xn--kfsr23j.example")
    assert harvest.store.forms() == {"thread": "t/{id}"}
    assert not (tmp_path / "example").exists()
    harvest.close()


def test_a_folder_of_one_site_under_its_name_is_left_alone(tmp_path: Path) -> None:
    harvest = Saved(tmp_path / "site_8080")
    save(harvest, article(1, id="site:8080:1", site="site:8080"))
    at_once(harvest.finish())
    harvest.close()
    before = sorted(path.name for path in (tmp_path / "site_8080").iterdir())
    assert parted(tmp_path, "site:8080") == []
    assert parted(tmp_path, "site/8080") == []
    assert sorted(path.name for path in (tmp_path / "site_8080").iterdir()) == before


def test_a_store_that_names_its_site_is_not_looked_at_again(tmp_path: Path) -> None:
    harvest = Saved(tmp_path / "site_8080")
    save(harvest, article(1, id="site/8080:1", site="site/8080"))  # as if another had put a line there
    harvest.store.keep_form(SITE, "site:8080")
    at_once(harvest.finish())
    harvest.close()
    assert parted(tmp_path, "site:8080") == []


def test_a_folder_at_work_is_not_parted(shared: Path) -> None:
    lock = SiteLock(shared / "jp" / "lock")
    with pytest.raises(LockedError):
        parted(shared, ONE)
    lock.close()
