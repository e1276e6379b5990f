"""The report in a real browser: what an editor does with it, and what hostile forums try to do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no stubs
from harvested import SITE, Line, article, made, put
from playwright.sync_api import Browser, Locator, Page, expect

from harvester.report.write import write, write_folder
from harvester.site_folder.articles import folders

EVIL = "</script><script>window.ran=1</script><img src=x onerror='window.ran=1'>"
EVIL_URL = "javascript:window.ran=1"
TURN = "\u202e"

LINES = [
    article(
        1,
        text="干净的正文，没有修复。",
        title="干净的文章",
        published="2026-01-01T10:00:00+08:00",
        revision=2,
        duplicate_of="a.example:5",
        pictures=[
            {"url": f"https://{SITE}/a.jpg", "aid": 3, "caption": "老街", "file": "media/ab.jpg", "sha256": None}
        ],
        attachments=[{"url": None, "aid": 4, "name": "表.xls", "size": "1 KB", "file": None, "sha256": None}],
    ),
    article(
        2,
        text="产业发展\n第二段",
        title="修复的文章",
        repairs=[made(0, "产(chan)", "产"), made(7, "业(ye)", "业", "guess", kind="shift")],
        replies=[{"pid": 3, "floor": 2, "author": None, "published": None, "text": "回帖也修好了", "quotes": []}],
    ),
    article(
        3,
        text=f"{EVIL}\u2028<!--\u2029 {TURN}倒着 \ud83d 😀",
        title=f"敌意{EVIL}{TURN}",
        author={"name": EVIL, "uid": 1},
        board={"fid": 9, "name": EVIL},
        url=EVIL_URL,
        encoding={"declared": EVIL, "used": EVIL, "method": EVIL, "bad_bytes": 0},
        repairs=[made(0, EVIL, EVIL, "likely", kind=EVIL, why=EVIL), made(len(EVIL), "", "", "certain")],
    ),
    *(article(tid, text=f"第{tid}篇的正文", title=f"文章{tid}") for tid in range(100, 400)),
]
# The empty repair takes a noise away that stood between the tag and the separator.
LINES[2]["repairs"][1] |= {"before": "x7 k,"}
NOTICES: list[Line] = [
    {"kind": EVIL, "url": EVIL_URL, "text": EVIL, "failure": True},
    {"kind": "deleted", "url": "https://a/1", "text": ""},
]


@pytest.fixture(scope="module", params=["page", "folder"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a report that is one page, and of one that loads its articles from files beside it: both do the same."""
    folder = tmp_path_factory.mktemp("report")
    sites = folders(put(folder / "harvest", LINES, NOTICES))
    if request.param == "page":
        write(sites, folder / "report.html", most=1000)
        return (folder / "report.html").as_uri()
    write_folder(sites, folder / "report")
    return (folder / "report" / "index.html").as_uri()


class Visit:
    """The page as somebody opened it, with all that went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._heard: dict[str, Any] = {
            "pageerror": lambda error: self.errors.append(str(error)),
            "console": lambda message: self.errors.append(message.text),
            "request": lambda request: self.requests.append(request.url),
        }
        for event, hear in self._heard.items():
            page.on(event, hear)  # type: ignore[call-overload]  # one signature for each event

    def end(self) -> None:
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-state=searchable]", state="attached")

    def rows(self) -> Locator:
        return self.page.locator(".row")

    def marks(self) -> Locator:
        return self.page.locator("#article .mark")


@pytest.fixture
def visit(tab: Page, address: str) -> Iterator[Visit]:
    visit = Visit(tab)
    visit.open(f"{address}#articles")
    yield visit
    visit.end()
    assert visit.errors == []


def test_the_list_begins_with_what_is_most_doubtful_and_finds_by_text(visit: Visit) -> None:
    expect(visit.page.locator("#hits")).to_have_text("303 articles")
    expect(visit.rows().first).to_contain_text("修复的文章")
    assert visit.rows().count() < 40, "only the rows in sight are there"
    visit.page.fill("#query", "第 399篇的")
    expect(visit.rows()).to_have_count(1)
    expect(visit.rows()).to_have_attribute("aria-setsize", "1")
    visit.page.fill("#query", "回帖也修好了")
    expect(visit.rows()).to_contain_text(["修复的文章"])


def test_filters_and_orders(visit: Visit) -> None:
    visit.page.locator("[name=certainty]").select_option("guess")
    expect(visit.rows()).to_contain_text(["修复的文章"])
    visit.page.locator("[name=certainty]").select_option("however sure")
    visit.page.locator("[name=kind]").select_option("no repair")
    expect(visit.page.locator("#hits")).to_have_text("301 articles")
    visit.page.locator("[name=order]").select_option("oldest first")
    expect(visit.rows().first).to_contain_text("干净的文章")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("產業發展", "修复的文章"),
        (f"{SITE}:399", "文章399"),
        (f"https://{SITE}/forum.php?mod=viewthread&tid=398&extra=page%3D1", "文章398"),
    ],
)
def test_search_in_either_script_by_id_and_by_address(visit: Visit, query: str, title: str) -> None:
    visit.page.fill("#query", query)
    expect(visit.rows()).to_have_count(1)
    expect(visit.rows()).to_contain_text([title])
    expect(visit.page.locator("#article h2")).to_have_text(title)


def test_a_span_of_days_and_no_article_beside_a_search_that_found_none(visit: Visit) -> None:
    visit.page.locator("[name=until]").fill("2026-01-15")
    expect(visit.rows()).to_contain_text(["干净的文章"])
    expect(visit.page.locator("#article h2")).to_have_text("干净的文章")
    visit.page.locator("[name=from]").fill("2026-01-02")
    expect(visit.page.locator("#hits")).to_have_text("0 articles")
    expect(visit.page.locator("#article")).to_have_text("No article.")


def test_the_text_is_copied_clean(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.rows().first.click()
    visit.page.get_by_role("button", name="Copy text").click()
    expect(visit.page.get_by_role("button", name="Copied")).to_be_visible()
    assert visit.page.evaluate("navigator.clipboard.readText()") == "产业发展\n第二段"
    selected = "getSelection().selectAllChildren(document.getElementById('article')); getSelection().toString()"
    assert "Original beside" not in visit.page.evaluate(selected)


def test_pictures_files_and_what_became_of_an_article(visit: Visit) -> None:
    visit.page.fill("#query", "干净的文章")
    article = visit.page.locator("#article")
    expect(article).to_contain_text("revision 2")
    expect(article).to_contain_text("a copy of a.example:5")
    expect(article.locator(".attached")).to_contain_text(["Pictures 1", "Files 1"])
    expect(article.get_by_role("link", name="老街")).to_have_attribute("href", f"https://{SITE}/a.jpg")
    expect(article).to_contain_text("kept as media/ab.jpg")


def test_in_chinese_where_the_browser_is(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1200, "height": 800})
    visit = Visit(context.new_page())
    visit.open(f"{address}#articles")
    expect(visit.page.locator("#hits")).to_have_text("303 篇文章")
    visit.rows().first.click()
    expect(visit.page.locator(".chips")).to_contain_text("错位")
    expect(visit.page.locator(".chips")).to_contain_text("注音")
    visit.page.get_by_role("link", name="概况").click()
    expect(visit.page.locator("#overview")).to_contain_text("按采到的日统计。")
    assert visit.page.evaluate("document.documentElement.lang") == "zh-Hans"
    left = visit.page.evaluate(
        "document.querySelector('.bar').innerText + document.querySelector('#overview').innerText"
    )
    assert not {"articles", "Boards", "Repairs", "Notices", "notice"} & set(left.split())
    assert visit.errors == []
    context.close()


def test_both_languages_have_the_same_words() -> None:
    source = (files("harvester.report") / "data" / "words.js").read_text(encoding="utf-8")
    english, chinese = (source.split(f"const {name} = {{")[1].split("\n};")[0] for name in ("ENGLISH", "CHINESE"))
    names = [re.findall(r"(?:^|[,{]) *(\w+): [\"\[]", text, re.MULTILINE) for text in (english, chinese)]
    assert names[0] == names[1]
    assert len(names[0]) > 100


def test_filters_are_folded_away_where_it_is_narrow(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    visit.page.reload()
    expect(visit.page.locator("#choices")).to_be_hidden()
    visit.page.get_by_text("Filters").click()
    expect(visit.page.locator("[name=order]")).to_be_visible()


def test_a_kind_of_repair_leads_to_its_articles_and_back(visit: Visit) -> None:
    visit.page.get_by_role("link", name="Overview").click()
    visit.page.get_by_role("button", name="shifted bytes").click()
    expect(visit.page.locator("#hits")).to_have_text("1 article")
    visit.page.go_back()
    expect(visit.page.get_by_role("heading", name="Repairs")).to_be_visible()


def test_repairs_are_marked_explained_and_jumped_to(visit: Visit) -> None:
    visit.rows().first.click()
    expect(visit.page).to_have_url(f"{visit.page.url.split('#')[0]}#article/{SITE}/2")
    expect(visit.marks()).to_have_text(["产", "业"])
    visit.page.keyboard.press("n")
    visit.page.keyboard.press("n")
    expect(visit.page.locator(".mark.guess.current")).to_be_focused()
    card = visit.page.get_by_role("tooltip")
    for says in ("guess", "shifted bytes", "+12.5 bits", "业(ye)", "a reason"):
        expect(card).to_contain_text(says)
    expect(visit.page.locator("#step")).to_have_text("2 of 2 repairs")
    visit.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    visit.marks().first.hover()
    expect(card).to_contain_text("产(chan)")


def test_the_original_beside_is_what_stood_there(visit: Visit) -> None:
    visit.rows().first.click()
    visit.page.keyboard.press("o")
    original = visit.page.get_by_role("region", name="Original", exact=True)
    expect(original.locator("p")).to_have_text(["产(chan)业(ye)发展", "第二段"])
    visit.page.get_by_role("button", name="Changes").click()
    expect(visit.page.locator("del.mark")).to_have_text(["产(chan)", "业(ye)"])


def test_kinds_and_certainties_can_be_left_unmarked(visit: Visit) -> None:
    visit.rows().first.click()
    visit.page.get_by_role("button", name="shifted bytes 1").click()
    expect(visit.marks()).to_have_text(["产"])
    expect(visit.page.get_by_role("button", name="shifted bytes 1")).to_be_focused()
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("k")
    expect(visit.page.get_by_role("button", name="shifted bytes 1")).to_have_attribute("aria-pressed", "false")


def test_by_keyboard_alone(visit: Visit) -> None:
    visit.page.keyboard.press("/")
    expect(visit.page.locator("#query")).to_be_focused()
    visit.page.locator("#list").focus()
    visit.page.keyboard.press("End")
    box = visit.page.locator("#list")
    active = box.get_attribute("aria-activedescendant")
    assert active is not None
    expect(visit.page.locator(f"#{active}")).to_be_in_viewport()
    visit.page.keyboard.press("Home")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#article")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(box).to_be_focused()
    visit.page.keyboard.press("?")
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def test_hostile_text_stays_text(visit: Visit) -> None:
    visit.page.goto(f"{visit.page.url.split('#')[0]}#article/{SITE}/3")
    expect(visit.page.locator("#article .unseen").first).to_have_text("U+202E")
    expect(visit.page.locator("#article")).to_contain_text("</script><script>window.ran=1</script>")
    visit.page.keyboard.press("n")
    expect(visit.page.get_by_role("tooltip")).to_contain_text(EVIL)
    visit.page.keyboard.press("o")
    expect(visit.page.get_by_role("region", name="Original", exact=True)).to_contain_text("x7 k,U+2028<!--")
    visit.page.goto(f"{visit.page.url.split('#')[0]}#overview")
    visit.page.get_by_text("Examples").click()
    assert visit.page.evaluate("window.ran") is None
    assert visit.page.locator("img, main script, [href^=javascript]").count() == 0


def test_nothing_is_asked_of_anyone(visit: Visit) -> None:
    visit.page.goto(f"{visit.page.url.split('#')[0]}#overview")
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []


def test_the_policy_stops_what_might_get_in_all_the_same(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        "() => { const s = document.createElement('img'); s.src = 'http://127.0.0.1:9/x'; document.body.append(s); }"
    )
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("() => { document.body.innerHTML = '<b>x</b>'; }")
    assert any("violates the following Content Security Policy" in message for message in said)
    page.close()


def test_on_a_phone_it_is_the_list_or_the_article(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    visit = Visit(context.new_page())
    visit.open(f"{address}#articles")
    expect(visit.page.locator("#article")).to_be_hidden()
    visit.rows().first.tap()
    expect(visit.page.locator("#list")).to_be_hidden()
    visit.marks().first.tap()
    expect(visit.page.get_by_role("tooltip")).to_be_in_viewport(ratio=1)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    visit.page.get_by_role("button", name="List").tap()
    expect(visit.page.locator("#list")).to_be_visible()
    assert visit.errors == []
    context.close()


def test_the_theme_is_the_systems_until_one_is_chosen(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)

    def ground() -> Any:  # noqa: ANN401
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    dark = ground()
    page.get_by_role("button", name="Theme").click()
    assert ground() != dark
    page.reload()
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    context.close()


def test_axe_finds_nothing(chromium: Browser, address: str) -> None:
    # Without the page's policy: axe-core itself makes markup of strings.
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}#overview")
    page.wait_for_selector("html[data-state=searchable]", state="attached")
    found = _violations(page)
    page.goto(f"{address}#article/{SITE}/2")
    page.wait_for_selector(".mark")
    page.keyboard.press("o")
    page.keyboard.press("n")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += _violations(page)
    assert found == []
    context.close()


def _violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(violation["id"], node["html"]) for violation in found for node in violation["nodes"]]
