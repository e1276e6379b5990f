"""What addresses of phpwind name, and how a site's own are learned and written."""

import pytest

from harvester.engines import table
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.phpwind.addresses import is_plain, parse
from harvester.phpwind.site import PhpwindSite

ADDRESSES = [
    ("http://h/", PageName("index")),
    ("http://h/bbs/index.php?m=bbs", PageName("index")),
    ("index-htm-m-bbs.html", PageName("index")),
    ("index.php?m=bbs&c=forumlist", PageName("boards")),
    ("index.php?m=area", PageName("other")),
    ("index.php?m=u&c=login", PageName("other")),
    ("index.php?cateid=1", PageName("category", gid=1)),
    ("cate.php?cateid=1", PageName("category", gid=1)),
    ("index-htm-m-bbs-cateid-1.html", PageName("category", gid=1)),
    ("index.php?m=bbs&c=cate&fid=1", PageName("category", gid=1)),
    ("thread.php?fid=2", PageName("board", fid=2)),
    ("thread.php?fid=2&amp;page=3", PageName("board", fid=2, page=3)),
    ("thread.php?fid=2&type=4", PageName("board", fid=2, typeid=4)),
    ("thread.php?fid-2-page-3.html", PageName("board", fid=2, page=3)),
    ("/bbs/thread-htm-fid-2-page-3.html", PageName("board", fid=2, page=3)),
    ("thread-htm-fid-2-type-4.html#tabA", PageName("board", fid=2, typeid=4)),
    ("thread-htm-page-3-fid-2.html", PageName("board", fid=2, page=3)),
    ("thread_fid-2.shtml", PageName("board", fid=2)),
    ("index.php?m=bbs&c=thread&fid=2&page=3", PageName("board", fid=2, page=3)),
    ("index.php?c=thread&fid=2", PageName("board", fid=2)),
    ("thread-2", PageName("board", fid=2)),
    ("thread-2-3", PageName("board", fid=2, page=3)),
    ("thread-30.html", PageName("board", fid=30)),
    ("thread-2?type=4", PageName("board", fid=2, typeid=4)),
    ("read.php?tid=9", PageName("thread", tid=9)),
    ("read.php?tid=9&fpage=4&page=2", PageName("thread", tid=9, page=2)),
    ("read.php?tid=9&fid=2&uid=3&ordertype=desc&keyword=%B9%C5", PageName("thread", tid=9)),
    ("read.php?tid=9&page=2#145", PageName("thread", tid=9, page=2, pid=145)),
    ("read.php?tid=9&page=2#a", PageName("thread", tid=9, page=2)),
    ("read-htm-tid-9.html", PageName("thread", tid=9)),
    ("read-htm-tid-9-fpage-4-page-2.html", PageName("thread", tid=9, page=2)),
    ("read-htm-tid-9-ds-1-page-2.html", PageName("thread", tid=9, page=2)),
    ("read.php?tid-9-displayMode-1-page-2.html", PageName("thread", tid=9, page=2)),
    ("index.php?m=bbs&c=read&tid=9&fid=2&page=2", PageName("thread", tid=9, page=2)),
    ("read-9-2", PageName("thread", tid=9, page=2)),
    ("read-9.html", PageName("thread", tid=9)),
    ("https://h/read/3709549", PageName("thread", tid=3709549)),
    ("html/read/2/0905/9.html", PageName("thread", fid=2, tid=9)),
    ("htm_data/2/0905/9.html", PageName("thread", fid=2, tid=9)),
    ("read.php?tid=9&page=e#a", None),
    ("read-htm-tid-9-page-e.html", None),
    ("read-9-e", None),
    ("job.php?action=topost&tid=9&pid=33", PageName("post", tid=9, pid=33)),
    ("index.php?c=read&a=jump&tid=9&pid=33", PageName("post", tid=9, pid=33)),
    ("index.php?c=read&a=next&tid=9", PageName("redirect", tid=9)),
    ("link.php?action=previous&fid=2&tid=9&goto=next", PageName("redirect", tid=9)),
    ("simple/", PageName("simple-index")),
    ("simple/?t9.html", PageName("simple-thread", tid=9)),
    ("simple/index.php?t9_2.html", PageName("simple-thread", tid=9, page=2)),
    ("simple/?f2_3.html", PageName("simple-board", fid=2, page=3)),
    ("m/index.php?a=read&tid=9", PageName("mobile-thread", tid=9)),
    ("m/index.php?a=forum&fid=2", PageName("mobile-board", fid=2)),
    ("rss.php?fid=2", PageName("rss", fid=2)),
    ("rss-htm-tid-9.html", PageName("rss", tid=9)),
    ("u.php?uid=3", PageName("other")),
    ("read.php", PageName("other")),
    ("read.php?tid=99999999999", PageName("other")),
    ("searcher.php?digest=1", None),
    ("forum.php?mod=viewthread&tid=9", None),
    ("thread-9-1-1.html", None),
    ("bread-9-1", None),
    ("http://[h/read-9", None),
]


@pytest.mark.parametrize(("url", "name"), ADDRESSES, ids=[url for url, _ in ADDRESSES])
def test_parse(url: str, name: PageName | None) -> None:
    assert parse(url) == name


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://h/bbs/read.php?tid=9", "http://h/bbs/"),
        ("http://h/bbs/read-htm-tid-9.html", "http://h/bbs/"),
        ("http://h/bbs/simple/?t9.html", "http://h/bbs/"),
        ("http://h/bbs/m/index.php?a=read&tid=9", "http://h/bbs/"),
        ("http://h/bbs/html/read/2/0905/9.html", "http://h/bbs/"),
        ("https://h/read/3709549", "https://h/"),
        ("https://h/bbs/", "https://h/bbs/"),
    ],
)
def test_the_base_of_an_address(url: str, base: str) -> None:
    assert PhpwindSite.of(url).base == base


@pytest.mark.parametrize(
    ("links", "thread", "later", "board"),
    [
        ((), "read.php?tid=9", "read.php?tid=9&page=3", "thread.php?fid=2"),
        (
            ("read-htm-tid-7-fpage-2.html", "read-htm-tid-7.html", "read-htm-tid-8.html", "read-htm-tid-7-page-2.html",
             "thread-htm-fid-3.html"),
            "read-htm-tid-9.html", "read-htm-tid-9-page-3.html", "thread-htm-fid-2.html",
        ),
        (
            ("read.php?tid-7.html", "read.php?tid-7-fpage-2-page-2.html", "thread.php?fid-3.html"),
            "read.php?tid=9", "read.php?tid=9&page=3", "thread.php?fid=2",
        ),
        (
            ("read-7", "read-8", "read-7-2", "thread-3", "thread-3?type=4", "thread-3&amp;orderby=postdate"),
            "read-9", "read-9-3", "thread-2",
        ),
        (
            ("index.php?m=bbs&c=read&tid=7", "index.php?m=bbs&c=thread&fid=3"),
            "index.php?m=bbs&c=read&tid=9", "index.php?m=bbs&c=read&tid=9&page=3", "index.php?m=bbs&c=thread&fid=2",
        ),
        (("read/7", "read/8", "read/7/2", "thread/3"), "read/9", "read/9/3", "thread/2"),
    ],
)  # fmt: skip
def test_addresses_are_written_as_the_sites_links_are(
    links: tuple[str, ...], thread: str, later: str, board: str
) -> None:
    site = PhpwindSite.of("http://h/bbs/")
    site.learn(f"http://h/bbs/{link}" for link in links)
    assert [site.thread_url(9), site.thread_url(9, 3), site.board_url(2)] == [
        f"http://h/bbs/{each}" for each in (thread, later, board)
    ]
    assert site.key(site.thread_url(9, 3)) == ("thread", 9, 3)
    again = PhpwindSite.of("http://h/bbs/")
    again.recall(site.forms())
    assert again.thread_url(9) == site.thread_url(9)


def test_a_pager_shows_the_form_of_later_pages() -> None:
    pager = "<div class='pages'><b>1</b><a href='t7p2.html'>2</a></div>"
    site = PhpwindSite.of("http://h/")
    site.learn_pages(Page(pager, "http://h/t7p1.html"), PageName("thread", tid=7))
    assert site.thread_url(9, 4) == "http://h/t9p4.html"
    assert site.key("http://h/t9p4.html") == ("thread", 9, 4)


def test_all_aliases_of_a_page_are_one() -> None:
    site = PhpwindSite.of("http://h/")
    aliases = ("read.php?tid=9", "read-htm-tid-9-fpage-3.html", "index.php?m=bbs&c=read&tid=9", "read-9-1", "read/9")
    assert {site.key(f"http://h/{alias}") for alias in aliases} == {("thread", 9, 1)}
    assert site.key("http://h/elsewhere/") is None
    assert site.key("http://other/read-9") is None


def test_what_only_says_where_a_reader_came_from_is_not_learned() -> None:
    assert not any(map(is_plain, ("read-htm-tid-1-fpage-2.html", "read.php?tid=1&fpage=2", "thread-2&orderby=x")))
    assert all(map(is_plain, ("read-htm-tid-1.html", "thread.php?fid-2-page-3.html", "read-1-2", "t/7.html")))


def test_an_address_says_which_engine_to_try() -> None:
    assert table.of_address("http://h/bbs/read.php?tid=9").name == "phpwind"
    assert table.of_address("http://h/read-htm-tid-9.html").name == "phpwind"
    assert table.of_address("http://h/thread-9-1-1.html").name == "discuz"
    assert table.of_address("http://h/").name == "discuz"
