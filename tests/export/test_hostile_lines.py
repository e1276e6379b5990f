"""Lines that somebody edited, or that a forum's member wrote to harm whoever opens an export."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from harvested import SITE, article, put
from lxml import etree
from markdown_it import MarkdownIt
from pyarrow import parquet

from harvester.export.run import add_options, run
from harvester.site_folder.articles import folders


def export(base: Path, output: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return run(folders(base), parser.parse_args(["-o", str(output), *words]))


def one(tmp_path: Path, name: str, text: str = "正文", **fields: Any) -> Path:  # noqa: ANN401 - any JSON value
    base = put(tmp_path / "harvest", [article(7, text, **fields)])
    assert export(tmp_path / "harvest", tmp_path / name) == 0, base
    return tmp_path / name


SCRIPT = "<script>alert(1)</script>"
HOSTILE: dict[str, Any] = {
    "title": f"{SCRIPT}\n# 二",
    "text": f"{SCRIPT}\r# 三\n[链接](javascript:alert(2))",
    "url": "javascript:alert(3)",
    "pictures": [{"url": "javascript:alert(4)", "aid": None, "caption": f"[{SCRIPT}](x)", "file": None}],
}


def links(html: etree._Element) -> list[str]:
    found = html.xpath("//@href | //@src")
    assert isinstance(found, list)
    return [str(each) for each in found if not str(each).startswith("#")]


@pytest.mark.parametrize("name", ["x.html", "x.md", "x.epub"])
def test_no_script_of_a_member_runs(tmp_path: Path, name: str) -> None:
    path = one(tmp_path, name, **HOSTILE)
    if name == "x.epub":
        with zipfile.ZipFile(path) as book:
            text = book.read("a1.xhtml").decode()
    else:
        text = path.read_text(encoding="utf-8")
    page = etree.HTML(MarkdownIt("commonmark").render(text) if name == "x.md" else text.encode())
    assert not page.xpath("//script")
    assert links(page) == []
    assert len(list(page.iter("h1", "h2"))) == 1
    assert SCRIPT in "".join(map(str, page.itertext()))


@pytest.mark.parametrize("outside", ["../../secret.jpg", "pictures/../../../secret.jpg", "{absolute}"])
@pytest.mark.parametrize("name", ["x.html", "x.epub", "x.md"])
def test_no_file_outside_of_the_site_s_folder_gets_into_an_export(tmp_path: Path, name: str, outside: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "harvest" / SITE / "pictures").mkdir(parents=True)
    file = outside.format(absolute=tmp_path / "secret.jpg")
    pictures = [{"url": "https://bbs.example.com/a.jpg", "aid": None, "caption": None, "file": file}]
    path = one(tmp_path, name, pictures=pictures)
    if name == "x.epub":
        with zipfile.ZipFile(path) as book:
            assert not [each for each in book.namelist() if each.endswith(".jpg")]
    else:
        said = path.read_text(encoding="utf-8")
        assert "https://bbs.example.com/a.jpg" in said
        assert "data:" not in said
        assert "secret" not in said


def test_a_book_of_odd_articles_is_sound(tmp_path: Path) -> None:
    path = one(tmp_path, "x.epub", title=" \n", harvested="<gestern>", url='https://bbs.example.com/a b<">')
    with zipfile.ZipFile(path) as book:
        pages = {name: etree.fromstring(book.read(name)) for name in ("a1.xhtml", "nav.xhtml", "package.opf")}
    (link,) = pages["nav.xhtml"].iter("{http://www.w3.org/1999/xhtml}a")
    assert link.text == "-"
    assert links(pages["a1.xhtml"]) == ["https://bbs.example.com/a%20b%3C%22%3E"]
    modified = pages["package.opf"].findtext(".//{http://www.idpf.org/2007/opf}meta")
    assert modified == "1970-01-01T00:00:00Z"


def test_numbers_of_more_than_64_bits_are_null_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = parquet.read_table(one(tmp_path, "x.parquet", views=1 << 63, author={"name": "甲", "uid": 1 << 70}))
    assert (table["views"].to_pylist(), table["author"].to_pylist()) == ([None], [{"name": "甲", "uid": None}])
    assert export(tmp_path / "harvest", tmp_path / "x.sqlite") == 0
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        assert database.execute("SELECT views, author_uid, tid FROM articles").fetchall() == [(None, None, 7)]
    assert capsys.readouterr().err.count("author.uid is null 1 time: the number has more than 64 bits") == 2


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet", "x.sqlite", "x.md", "m.jsonl"])
def test_lone_surrogates_are_ufffd_everywhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / "harvest" / SITE / "articles-2026-01-31.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(article(7, "甲\ud800乙", title="\udfff")) + "\n", encoding="utf-8")
    words = ["--format", "mnbvc"] if name == "m.jsonl" else []
    assert export(tmp_path / "harvest", tmp_path / name, *words) == 0
    if name == "x.parquet":
        assert parquet.read_table(tmp_path / name)["text"].to_pylist() == ["甲\ufffd乙"]
    else:
        assert "甲\ufffd乙".encode() in (tmp_path / name).read_bytes()


@pytest.mark.parametrize("name", ["x.csv", "x.md"])
def test_nothing_in_a_file_of_text_steers_a_terminal(tmp_path: Path, name: str) -> None:
    steering = "\x1b[2J\x9b\u202e\u2028"
    board, author = {"fid": 2, "name": f"板{steering}"}, {"name": f"甲{steering}", "uid": 5}
    pictures = [{"url": "https://bbs.example.com/a.jpg", "aid": None, "caption": steering, "file": None}]
    path = one(tmp_path, name, steering, title=steering, board=board, author=author, pictures=pictures)
    assert not set(steering) - set("[2J") & set(path.read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8").count("U+001B") >= 3


ODD: list[tuple[dict[str, Any], str]] = [
    ({"text": None}, "text must be string"),
    ({"author": "甲"}, "author"),
    ({"tid": []}, "tid must be integer"),
    ({"replies": [5]}, "replies"),
    ({"pictures": [{}]}, "pictures"),
    ({"revision": "1"}, "revision must be integer"),
    ({"revision": 1.0}, "revision must be integer"),
]


@pytest.mark.parametrize("form", ["jsonl", "mnbvc", "csv", "parquet", "md", "html", "epub", "sqlite"])
def test_a_line_that_somebody_broke_is_named(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for odd, says in ODD:
        shutil.rmtree(tmp_path / "harvest", ignore_errors=True)
        put(tmp_path / "harvest", [article(6), article(7) | odd])
        code = export(tmp_path / "harvest", tmp_path / f"x.{form}", "--format", form)
        said = capsys.readouterr().err
        if code:
            assert f"articles-2026-01-31.jsonl, line 2: {says}" in said
            assert "nothing was written" in said
