"""Forms for people: Markdown, HTML and a book, with the pictures that were kept."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from crawling import scrapy
from harvested import SITE, Line, article, put
from lxml import etree, html

#: The smallest PNG.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
KEPT = "media/ab/ab.png"


def picture(file: str | None, name: str) -> Line:
    return {"url": f"https://{SITE}/{name}", "aid": None, "caption": f"图 <{name}>", "file": file, "sha256": None}


def exported(folder: Path, name: str, *words: str) -> Path:
    reply: dict[str, Any] = {"pid": 9, "floor": 2, "author": {"name": "作者乙", "uid": 2}, "published": None}
    reply |= {"text": "1. 回复\n> 引", "quotes": []}
    shown = [picture(KEPT, "a.png"), picture(None, "b.gif")]
    lines = [
        article(7, "# 第一段 & <b>\n    第二段 *星* \x1b", title="开工 <1>", pictures=shown, replies=[reply]),
        article(8, "另一篇"),
    ]
    put(folder, lines)
    kept = folder / SITE / KEPT
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(PNG)
    output, log = folder / name, folder / "log"
    assert scrapy(["export", "-s", f"HARVESTER_DIR={folder}", "-o", str(output), *words], log) == 0, log.read_text()
    return output


def test_markdown_takes_nothing_of_a_text_for_its_own(tmp_path: Path) -> None:
    said = exported(tmp_path, "all.md", "--thread", "7").read_text(encoding="utf-8")
    assert said.startswith(
        "# 开工 \\<1\\>\n\n作者甲 · 2026-01-30 10:00 · 新闻 · bbs.example.com  \n<https://bbs.example.com/"
    )
    assert "\n\n\\# 第一段 \\& \\<b\\>\n\n第二段 \\*星\\*" in said
    assert f"![图 \\<a.png\\>](<{SITE}/{KEPT}>)\n\n![图 \\<b.gif\\>](<https://{SITE}/b.gif>)" in said
    assert said.endswith("> **#2 · 作者乙**\n>\n> 1\\. 回复\n>\n> \\> 引\n\n")


def test_a_page_of_html_needs_nothing_else(tmp_path: Path) -> None:
    page = html.parse(str(exported(tmp_path, "all.html")), html.HTMLParser(encoding="utf-8")).getroot()
    assert [each.text for each in page.findall(".//nav//a")] == ["开工 <1>", "标题"]
    assert [each.text_content() for each in page.findall(".//article/p")[1:3]] == [
        "# 第一段 & <b>",
        "    第二段 *星* \ufffd",
    ]
    assert [each.get("src", "")[:22] for each in page.findall(".//img")] == ["data:image/png;base64,"]
    assert f"https://{SITE}/b.gif" in [each.get("href") for each in page.findall(".//article//a")]


def test_a_book_holds_its_chapters_and_pictures(tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(tmp_path, "all.epub")) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert book.read("pictures/ab.png") == PNG
        package = etree.fromstring(book.read("package.opf"))
        named = {each.get("href") for each in package.iter("{*}item")}
        assert named == {"nav.xhtml", "a1.xhtml", "a2.xhtml", "pictures/ab.png"}
        assert len(list(package.iter("{*}itemref"))) == 2
        for name in ("nav.xhtml", "a1.xhtml", "a2.xhtml"):
            etree.fromstring(book.read(name))
        assert "第二段 *星* \ufffd" in book.read("a1.xhtml").decode()


@pytest.mark.parametrize(
    "words", [("--format", "epub"), ("-o", "all.epub.gz"), ("-o", "all.html", "--part-size", "1M")]
)
def test_what_a_form_can_not_be_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    put(tmp_path, [article(7)])
    log = tmp_path / "log"
    assert scrapy(["export", "-s", f"HARVESTER_DIR={tmp_path}", *words], log) == 2
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1
