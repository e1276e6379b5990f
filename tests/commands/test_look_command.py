"""``scrapy look``: a page asked for once, or a saved one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from crawling import scrapy

from harvester.demo.forum import DemoForum

PACE = ("-s", "DOWNLOAD_DELAY=0.001", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")
PAGES = Path(__file__).parents[1] / "discuz" / "pages"


def look(folder: Path, *words: str) -> tuple[int, str]:
    """The exit code and what is printed."""
    log = folder / "look.log"
    return scrapy(["look", *words], log), log.read_text(encoding="utf-8")


def test_a_page_of_a_forum_is_asked_for_once(tmp_path: Path) -> None:
    with DemoForum() as forum:
        code, printed = look(tmp_path, f"{forum.url}forum-2-1.html", *PACE)
        assert [path for _, path in forum.requests] == ["/robots.txt", "/forum-2-1.html"]
    assert code == 0, printed
    assert "a list of threads" in printed
    assert "differs" not in printed


def test_a_saved_page(tmp_path: Path) -> None:
    name = str(PAGES / "x34-board.html")
    code, printed = look(tmp_path, name, "--json", "--as", "http://127.0.0.1/forum-7-2.html")
    assert code == 0, printed
    assert json.loads(printed)["read"]["layout"] == "x"
    code, page = look(tmp_path, name, "--anonymise")
    assert code == 0
    assert "normalthread_90" in page


def test_a_page_by_the_selectors_of_a_sites_file(tmp_path: Path) -> None:
    """As docs/layouts.md has it."""
    doc = (PAGES.parents[2] / "docs" / "layouts.md").read_text(encoding="utf-8")
    [page], [sites] = (re.findall(rf"```{language}\n(.*?)```", doc, re.DOTALL) for language in ("html", "toml"))
    (tmp_path / "saved.html").write_text(page, encoding="utf-8")
    (tmp_path / "sites.toml").write_text(sites, encoding="utf-8")
    words = ("--as", "https://bbs.example.com/thread-7-1-1.html", "-s", f"HARVESTER_SITES={tmp_path / 'sites.toml'}")
    code, printed = look(tmp_path, str(tmp_path / "saved.html"), "--site", "example", "--json", *words)
    assert code == 0, printed
    read = json.loads(printed)["read"]
    assert (read["layout"], read["title"], read["posts"][0]["author"]["name"]) == ("own", "古桥修缮完工", "青溪晚报")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name one page"),
        (("no-such-page.html",), 1, "no-such-page.html: No such file"),
        (("/dev/null",), 1, "/dev/null: the file is empty"),
        (("/tmp",), 1, "/tmp: that is a folder"),  # noqa: S108 - nothing is written there
        (("http://user@127.0.0.1/",), 2, "names a user"),
        (("http://127.0.0.1:9/", *PACE), 1, "127.0.0.1:9 refuses connections: check the address"),
    ],
)
def test_what_can_not_be_looked_at(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    got, printed = look(tmp_path, *words)
    assert (got, printed.count("\n")) == (code, 1), printed
    assert said in printed
