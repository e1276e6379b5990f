"""What a report that is a folder does other than a page does: parts that are missing, searches by pairs, long lists."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from harvested import article, put
from playwright.sync_api import Page, expect

from harvester.report import folder as report_folder
from harvester.report import page as report_page
from harvester.report import words
from harvester.report.write import write_folder
from harvester.site_folder.articles import folders

TEXTS = {
    1: "民生为本，人民满意",  # has 人民 and 民生, but not 人民生
    2: "人民生活，Harvest 報道",
    3: "末尾是橋",
    4: "桥",
    5: "😀好",
}
FAR = 2**40


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of many small parts; its list is "long" from a hundred rows on."""
    folder = tmp_path_factory.mktemp("report")
    lines = [article(FAR, "末位", title="远")]
    lines += [article(tid, TEXTS.get(tid, f"第{tid}篇"), title=f"文章{tid}") for tid in range(1, 500)]
    read = report_page._read
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_folder, "ROWS", 20)
        patch.setattr(report_folder, "TEXTS", 20_000)
        patch.setattr(words, "MOST", 1000)
        patch.setattr(report_page, "_read", lambda name: read(name).replace("HIGHEST = 8_000_000", "HIGHEST = 8_000"))
        write_folder(folders(put(folder / "harvest", lines)), folder / "report")
    return folder / "report"


@pytest.fixture
def page(tab: Page, report: Path) -> Page:
    return opened(tab, report)


def opened(page: Page, report: Path) -> Page:
    page.goto(f"{(report / 'index.html').as_uri()}#articles")
    page.wait_for_selector("html[data-state=searchable], html[data-state=failed]", state="attached")
    return page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("人民生", ["文章2"]),
        ("人民 民生", ["文章1", "文章2"]),
        ("橋", ["文章3", "文章4"]),
        ("harves", ["文章2"]),
        ("报道", ["文章2"]),
        ("bbs.example.com:499", ["文章499"]),
        ("499", ["文章499"]),
        ("😀", ["文章5"]),
        (f"bbs.example.com:{FAR}", ["远"]),
        ("，", None),
    ],
)
def test_search(page: Page, query: str, titles: list[str] | None) -> None:
    page.fill("#query", query)
    if titles is None:  # marks alone ask for nothing
        expect(page.locator("#hits")).to_have_text("500 articles")
    else:
        expect(page.locator("#hits")).to_have_text(f"{len(titles)} article{'s' * (len(titles) > 1)}")
        expect(page.locator(".row .row-title")).to_have_text(titles)


def test_a_board_is_found_by_its_name_and_filters_by_columns(page: Page) -> None:
    page.fill("#query", "新闻")
    expect(page.locator("#hits")).to_have_text("500 articles")
    page.locator("[name=until]").fill("2026-01-29")
    expect(page.locator("#hits")).to_have_text("0 articles")
    page.locator("[name=until]").fill("2026-01-30")
    expect(page.locator("#hits")).to_have_text("500 articles")


def test_a_list_that_is_higher_than_its_box_can_be(page: Page) -> None:
    box = page.locator("#list")
    assert page.evaluate("document.querySelector('.space').offsetHeight") == 8000
    box.focus()
    page.keyboard.press("End")
    expect(page.locator("[aria-posinset='500']")).to_be_in_viewport()
    expect(page.locator("[aria-posinset='500'] .row-title")).to_have_text("文章499")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-posinset='499']")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(page.locator("[aria-posinset='1']")).to_be_in_viewport()
    # A turn of the wheel goes by its own height, not by a share of the list.
    box.hover()
    page.mouse.wheel(0, 152)
    expect(page.locator("[aria-posinset='3']")).to_be_in_viewport()
    assert page.evaluate(
        "Number(document.querySelector('[aria-posinset=\"3\"]').getBoundingClientRect().top) <= "
        "document.querySelector('#list').getBoundingClientRect().top + 76"
    )
    # The bar leads anywhere.
    page.evaluate("document.querySelector('#list').scrollTop = 4000")
    middle = page.locator(".row:not([aria-busy])").first
    expect(middle).to_have_attribute("aria-posinset", re.compile(r"2\d\d"))
    expect(middle.locator(".row-title")).to_have_text(re.compile(r"文章2\d\d"))


def test_an_address_leads_to_an_article_of_any_part(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#article/bbs.example.com/444")
    expect(page.locator("#article h2")).to_have_text("文章444")
    page.keyboard.press("j")
    expect(page.locator("#article h2")).to_have_text("文章445")
    page.goto(f"{page.url.split('#')[0]}#article/bbs.example.com/9999")
    expect(page.locator("#article")).to_have_text("This article is not in the report.")


def test_a_page_without_its_parts_says_what_lacks(tab: Page, report: Path, tmp_path: Path) -> None:
    shutil.copy(report / "index.html", tmp_path / "index.html")
    page = opened(tab, tmp_path)
    expect(page.get_by_role("alert")).to_contain_text("is not beside the page")


def test_a_part_that_is_cut_off_is_said(tab: Page, report: Path, tmp_path: Path) -> None:
    shutil.copytree(report, tmp_path / "report")
    for part in (tmp_path / "report").glob("parts-*/texts/*.js"):
        part.write_bytes(part.read_bytes()[:-20])
    page = opened(tab, tmp_path / "report")
    page.locator(".row").last.click()
    expect(page.get_by_role("alert")).to_contain_text("or is not whole")


def test_nothing_else_can_be_loaded(page: Page) -> None:
    with pytest.raises(Exception, match="TrustedScriptURL"):
        page.evaluate("() => { document.createElement('script').src = 'https://a.example/x.js'; }")
    with pytest.raises(Exception, match="createPolicy"):
        page.evaluate("() => trustedTypes.createPolicy('harvest-parts', { createScriptURL: (name) => name })")
