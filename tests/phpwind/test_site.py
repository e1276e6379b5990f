"""What a page turns out to be, whatever it was asked for as."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.engines import table
from harvester.forum.engine import Software
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage, Unknown
from harvester.forum.names import DOOR, PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Reading
from harvester.forum.signs import sayings
from harvester.phpwind.site import PhpwindSite

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 7, tzinfo=ZONE)
NINE = "<meta name='generator' content='phpwind v9.1.0'><div class='main_wrap'>"
ROWS = (
    "<table id='J_posts_list'><tr><td class='subject'><p class='title'><a class='st' href='thread-2'>[News]</a>"
    "<a class='st' href='read-7'>A thread</a></p></td></tr></table>"
)
BOARDS = "<h3 class='fname'><a href='thread-2'>News</a></h3><h3 class='fname'><a href='thread-3'>Talk</a></h3>"
HEAD = "<div id='J_forum_info_box'><h3>News</h3></div>"
TRAIL = "<div class='bread_crumb'><a href='/'>Home</a><a href='thread-1'>All</a>{}</div>"


def read(html: str, url: str, status: int = 200, name: PageName | None = None) -> Reading:
    site = PhpwindSite.of("http://h/")
    asked = Asked(name or site.parse(url) or PageName("index"), ZONE, NOW, status)
    return site.read(Page(html, url), asked)


def test_the_front_page_of_nine_is_no_index_and_says_where_that_is() -> None:
    assert read(NINE + ROWS, "http://h/").said == IndexPage((), "http://h/index.php?m=bbs&c=forumlist", why=ANY)
    boards = read(NINE + BOARDS, "http://h/index.php?m=bbs&c=forumlist").said
    assert isinstance(boards, IndexPage)
    assert [(board.fid, board.name) for board in boards.boards] == [(2, "News"), (3, "Talk")]
    assert boards.front is None


def test_a_category_under_a_boards_address_is_a_page_of_boards() -> None:
    category = read(NINE + TRAIL.format("") + HEAD + BOARDS + ROWS, "http://h/thread-1").said
    assert isinstance(category, IndexPage)
    assert [board.fid for board in category.boards] == [2, 3]
    board = read(NINE + TRAIL.format("<a href='thread-9'>News</a>") + HEAD + BOARDS + ROWS, "http://h/thread-9").said
    assert isinstance(board, ListPage)
    assert [board.fid for board in board.sub_boards] == [2, 3]


def test_a_portal_of_eight_leads_to_the_index() -> None:
    portal = read("<title>X - Powered by phpwind</title><a href='read.php?tid=7'>A thread</a>", "http://h/").said
    assert portal == IndexPage((), "http://h/index.php?m=bbs", why=ANY)


def test_a_page_without_a_number_says_what_it_is() -> None:
    thread = "<form><input name='tid' value='7'></form><h1 id='subject_tpc'>T</h1><div id='read_tpc'>Text.</div>"
    said = read(thread, "http://h/news/", name=PageName("index")).said
    assert isinstance(said, ThreadPage)
    assert said.tid == 7


@pytest.mark.parametrize(("status", "name"), [(500, PageName("thread", tid=7)), (200, PageName(DOOR))])
def test_nothing_but_a_notice_is_read_of_a_failure_or_a_door(status: int, name: PageName) -> None:
    thread = "<h1 id='subject_tpc'>T</h1><div id='read_tpc'>Text.</div>"
    assert isinstance(read(thread, "http://h/read.php?tid=7", status, name).said, Unknown)
    guard = read("Forbidden, Please Refresh", "http://h/read.php?tid=7", status, name).said
    assert guard == Notice("flood_limit", "Forbidden, Please Refresh")


def test_rows_that_nobody_read_are_noticed() -> None:
    skin = "<div id='ajaxtable'>" + "".join(f"<a href='read.php?tid={tid}'>A</a>" for tid in range(1, 9)) + "</div>"
    reading = read(skin, "http://h/thread.php?fid=2")
    assert isinstance(reading.said, ListPage)
    said = [str(saying) for saying in sayings(reading.said, reading.signs) if saying.name == "empty"]
    assert said == ["0 rows were read; the list names 8 threads, and its pager 1 pages"]


def test_a_page_that_stops_in_a_post_shows_it() -> None:
    whole = "<html><body><div id='pw_content'><div id='readfloor_tpc'><div id='read_tpc'>Text, and"
    assert read(whole, "http://h/read.php?tid=7").signs.ending.what == "it stops in a post or a row"


@pytest.mark.parametrize(
    ("html", "known"),
    [
        ('<meta name="generator" content="phpwind v8.7(20110913)">', Software("phpwind", "8.7")),
        ('<meta name="generator" content="PHPWind v8.3(20101201)">', Software("phpwind", "8.3")),
        ('<meta name="generator" content="phpwind 8.7">', Software("phpwind", "8.7")),
        ('<meta name="generator" content="phpwind v9.1.0 20150924">', Software("phpwind", "9.1.0")),
        ('<meta name="generator" content="phpwind v">', Software("phpwind")),
        ("<title>X - Powered by phpwind</title>", Software("phpwind")),
        ('<p>Powered by <a href="http://www.phpwind.net/">phpwind v8.7</a></p>', Software("phpwind", "8.7")),
        ("<script>var pw_baseurl = 'http://h/';</script>", Software("phpwind")),
        ("<span id='subject_tpc'>T</span><div id='read_tpc'>Text.</div>", Software("phpwind")),
        ('<meta name="generator" content="Discuz! X3.4"><p>我们从 phpwind v8.7 转来</p>', None),
        ("<p>这里谈论 phpwind 论坛</p>", None),
    ],
)
def test_what_is_a_page_of_phpwind(html: str, known: Software | None) -> None:
    page = Page(html, "http://h/")
    assert table.named("phpwind").recognise(page) == known
    if known is not None:
        found = table.recognise(page)
        assert found is not None
        assert found[0].name == "phpwind"


class _Any(str):
    """Equal to whatever it is compared with."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


ANY = _Any()
