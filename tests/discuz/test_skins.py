"""A skin in the user's own selectors: what it finds is read by it, all else as before; what can't be is said."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scrapy.settings import Settings

from harvester.config.declaring import ConfigurationError
from harvester.crawl.sites import runs
from harvester.discuz.site import DiscuzSite
from harvester.forum.model import ListPage, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Said
from harvester.forum.skin import skin_of

ZONE = ZoneInfo("Asia/Shanghai")
HERE = "http://127.0.0.1/"
LIST = (
    "<div class='cards'>"
    + "".join(
        f"<div class='card'><h3 class='t'><a href='thread-{tid}-1-1.html'>题 {tid}</a></h3><b class='w'>甲</b>"
        f"<time title='2026-7-{tid} 07:20'>前天</time><i class='n'>{tid} 回</i></div>"
        for tid in (7, 8, 9)
    )
    + "</div><nav class='pp'><strong>1</strong><a href='forum-2-2.html'>2</a></nav></html>"
)
THREAD = "<h2 class='t'>题</h2>" + "".join(
    f"<div class='say'><b class='w'>{name}</b><time>2026-7-7 07:2{at}</time><div class='x'>第 {at} 段</div></div>"
    for at, name in enumerate("甲乙丙")
)
SKIN = {
    "rows": ".card", "title": ".t", "author": ".w", "time": "time", "replies": ".n", "post": ".say", "body": ".x",
    "pager": ".pp",
}  # fmt: skip


def read(html: str, name: PageName, skin: dict[str, str]) -> Said:
    site = DiscuzSite(HERE)
    site.lay(skin_of(skin))
    page = "thread-7-1-1.html" if name.kind == "thread" else "forum-2-1.html"
    return site.read(Page(html, HERE + page), Asked(name, ZONE)).said


def test_lists_and_threads_without_any_id() -> None:
    listed = read(LIST, PageName("board", fid=2), SKIN)
    assert isinstance(listed, ListPage)
    assert (listed.layout, listed.page, listed.pages) == ("own", 1, 2)
    rows = [(row.tid, row.title, row.author and row.author.name, row.replies) for row in listed.rows]
    assert rows == [(tid, f"题 {tid}", "甲", tid) for tid in (7, 8, 9)]
    assert [row.posted and row.posted.day for row in listed.rows] == [7, 8, 9]
    thread = read(THREAD, PageName("thread", tid=7), SKIN)
    assert isinstance(thread, ThreadPage)
    assert (thread.layout, thread.title, thread.posts[0].floor) == ("own", "题", 1)
    posts = [(post.pid, post.author and post.author.name, post.message.text) for post in thread.posts]
    assert posts == [(0, name, f"第 {at} 段") for at, name in enumerate("甲乙丙")]


def test_a_page_without_what_is_looked_for_is_read_as_before() -> None:
    path = Path(__file__).parent / "pages" / "x34-thread.html"
    html = path.read_text(encoding="utf-8")
    assert read(html, PageName("thread", tid=7), SKIN) == read(html, PageName("thread", tid=7), {})


@pytest.mark.parametrize(
    ("layout", "line", "said"),
    [
        ('rows = "li >"', 6, "rows = 'li >' is not a CSS selector"),
        ('row = "li"', 6, "did you mean rows?"),
        ('base = "x9"', 6, "base = 'x9' is not a layout; there are x, x5,"),
        ('rows = ""', 6, "rows = '' is not a CSS selector"),
        ("rows = 3", 5, "layout = "),
    ],
)
def test_what_can_not_be_is_said_with_its_line(tmp_path: Path, layout: str, line: int, said: str) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(f'[bbs]\naddress = "{HERE}"\n\n\n[bbs.layout]\n{layout}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        runs({"site": "bbs"}, Settings({"HARVESTER_SITES": str(file)}))
    assert f"{file}, line {line}: " in str(raised.value)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
