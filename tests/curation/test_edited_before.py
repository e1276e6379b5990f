"""What somebody did to the files is said by whichever command looks at them first, not by runs alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import scrapy
from saving import Saved, article, at_once, save

from harvester.site_folder import articles


@pytest.mark.parametrize("words", [("remove", "site:1"), ("rerepair",)])
def test_an_edited_line_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    base = tmp_path / "harvest"
    harvest = Saved(base / "site")
    for tid in (1, 2):
        save(harvest, article(tid))
    at_once(harvest.finish())
    harvest.close()
    (path,) = articles.files(base / "site")
    path.write_bytes(path.read_bytes().replace("正文".encode(), "改过的正文".encode()))
    command, *rest = words
    scrapy([command, "-s", f"HARVESTER_DIR={base}", *rest], tmp_path / "log")
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert f"{path} was changed by hand (articles: 2 edited), and stays as it is now" in said
