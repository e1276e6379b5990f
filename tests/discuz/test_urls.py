import pytest

from harvester.discuz.site import DiscuzSite, parse
from harvester.forum.names import PageName

ADDRESSES = [
    ("http://h/", PageName("index")),
    ("http://h/bbs/forum.php", PageName("index")),
    ("index.php", PageName("index")),
    ("forum.php?gid=1", PageName("category", gid=1)),
    ("index.php?gid=3", PageName("category", gid=3)),
    ("forum.php?mod=forumdisplay&fid=2", PageName("board", fid=2)),
    ("forum.php?mod=forumdisplay&amp;fid=2&page=3", PageName("board", fid=2, page=3)),
    ("forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=4", PageName("board", fid=2, typeid=4)),
    ("forum.php?mod=forumdisplay&fid=news", PageName("board", name="news")),
    ("forumdisplay.php?fid=2&filter=author&orderby=dateline", PageName("board", fid=2)),
    ("/bbs/forum-2-3.html", PageName("board", fid=2, page=3)),
    ("forum-2.html", PageName("board", fid=2)),
    ("forum-news-2.html", PageName("board", name="news", page=2)),
    ("forum.php?mod=viewthread&tid=9", PageName("thread", tid=9)),
    ("forum.php?mod=viewthread&amp;tid=9&amp;amp;page=2&extra=page%3D4", PageName("thread", tid=9, page=2)),
    (
        "forum.php?mod=viewthread&tid=9&authorid=3&ordertype=1&highlight=%B9%C5&mobile=2&fromuid=1",
        PageName("thread", tid=9),
    ),
    ("forum.php?mod=viewthread&tid=9&page=abc", PageName("thread", tid=9)),
    ("viewthread.php?tid=9&extra=page%3D1&page=2", PageName("thread", tid=9, page=2)),
    ("http://h/thread-9-1-4.html", PageName("thread", tid=9)),
    ("thread-9-2-1.html#pid33", PageName("thread", tid=9, page=2, pid=33)),
    ("thread-9-2-1.html#lastpost", PageName("thread", tid=9, page=2)),
    ("forum.php?mod=viewthread&tid=9&action=printable", PageName("printable", tid=9)),
    ("viewthread.php?action=printable&tid=9", PageName("printable", tid=9)),
    ("forum.php?mod=redirect&tid=9&goto=lastpost#lastpost", PageName("redirect", tid=9)),
    ("redirect.php?tid=9&goto=nextnewset", PageName("redirect", tid=9)),
    ("forum.php?mod=redirect&goto=findpost&ptid=9&pid=33", PageName("post", tid=9, pid=33)),
    ("redirect.php?goto=findpost&pid=33&ptid=9", PageName("post", tid=9, pid=33)),
    ("archiver/", PageName("archiver-index")),
    ("archiver/?fid-2.html", PageName("archiver-board", fid=2)),
    ("archiver/?fid-2.html&page=3", PageName("archiver-board", fid=2, page=3)),
    ("archiver/fid-2.html?page=3", PageName("archiver-board", fid=2, page=3)),
    ("archiver/?fid-2-page-3.html", PageName("archiver-board", fid=2, page=3)),
    ("archiver/?tid-9.html", PageName("archiver-thread", tid=9)),
    ("archiver/tid-9.html?page=2", PageName("archiver-thread", tid=9, page=2)),
    ("archiver/tid-9-page-2.html", PageName("archiver-thread", tid=9, page=2)),
    ("forum.php?mod=rss&fid=2&auth=0", PageName("rss", fid=2)),
    ("rss.php?fid=2", PageName("rss", fid=2)),
    ("api/mobile/index.php?version=4&module=viewthread&tid=9", PageName("mobile-api", tid=9)),
    ("forum.php?mod=post&action=reply&fid=2&tid=9", PageName("other")),
    ("forum.php?mod=viewthread&tid=99999999999", PageName("thread")),
    ("home.php?mod=space&uid=1", None),
    ("member.php?mod=logging&action=login", None),
    ("space-uid-1.html", None),
    ("mythread-9-1-1.html", None),
    ("http://[h/thread-9-1-1.html", None),
]


@pytest.mark.parametrize(("url", "address"), ADDRESSES, ids=[url for url, _ in ADDRESSES])
def test_parse(url: str, address: PageName | None) -> None:
    assert parse(url) == address


@pytest.mark.parametrize(
    ("url", "base", "name"),
    [
        ("http://h", "http://h/", "h"),
        ("HTTP://H:80/", "http://h/", "h"),
        ("https://h:8443/bbs/thread-1-1-1.html", "https://h:8443/bbs/", "h:8443/bbs"),
        ("https://h/bbs/", "https://h/bbs/", "h/bbs"),
        ("https://h/a/b/forum.php?mod=viewthread&tid=1", "https://h/a/b/", "h/a/b"),
        ("https://h/bbs/archiver/?tid-1.html", "https://h/bbs/", "h/bbs"),
        ("https://h/bbs/archiver/tid-1.html", "https://h/bbs/", "h/bbs"),
        ("https://h/bbs/api/mobile/index.php?module=viewthread&tid=1", "https://h/bbs/", "h/bbs"),
        ("https://h/forum-news-1.html", "https://h/", "h"),
        ("https://h/t9-1-1", "https://h/", "h"),
        ("http://[::1]:8080/", "http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_site_of(url: str, base: str, name: str) -> None:
    site = DiscuzSite.of(url)
    assert (site.base, site.name) == (base, name)


@pytest.mark.parametrize(
    "url", ["", "h/bbs", "ftp://h/", "http://", "http:///thread-1-1-1.html", "http://h:x/", "javascript:;"]
)
def test_site_of_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the words are urlsplit's or ours
        DiscuzSite.of(url)


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://h/bbs/forum.php", True),
        ("http://www.h/bbs/x", True),
        ("https://H/bbs/", True),
        ("https://h/bbs", True),
        ("https://h/", False),
        ("https://h/bbsx/", False),
        ("https://h:444/bbs/", False),
        ("https://g/bbs/", False),
        ("mailto:a@h", False),
        ("https://h:x/bbs/", False),
    ],
)
def test_owns(url: str, owned: bool) -> None:  # noqa: FBT001  # a parameter of the test
    assert DiscuzSite("https://h/bbs/").owns(url) is owned


def test_a_site_writes_dynamic_addresses_until_its_links_show_others() -> None:
    site = DiscuzSite("http://h/")
    assert site.board_url(2) == "http://h/forum.php?mod=forumdisplay&fid=2"
    assert site.thread_url(9, 3) == "http://h/forum.php?mod=viewthread&tid=9&page=3"


def test_a_site_learns_from_its_links() -> None:
    site = DiscuzSite("http://h/bbs/")
    site.learn(
        [
            "http://h/bbs/thread-9-1-4.html",
            "http://h/bbs/thread-8-1-4.html",
            "http://h/bbs/forum.php?mod=viewthread&tid=8&extra=page%3D1&ordertype=1",
            "http://h/bbs/forum-2-1.html",
            "http://h/bbs/forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=1",
            "http://h/bbs/forum.php?mod=forumdisplay&fid=2&filter=heat&orderby=heats",
            "http://elsewhere/viewthread.php?tid=7",
        ]
    )
    assert site.thread_url(5, 2) == "http://h/bbs/thread-5-2-1.html"
    assert site.board_url(3) == "http://h/bbs/forum-3-1.html"


def test_a_site_before_x() -> None:
    site = DiscuzSite("http://h/")
    site.learn(["http://h/viewthread.php?tid=9&extra=page%3D1", "http://h/forumdisplay.php?fid=2&page=2"])
    assert site.thread_url(5) == "http://h/viewthread.php?tid=5"
    assert site.board_url(3, 2) == "http://h/forumdisplay.php?fid=3&page=2"


@pytest.mark.parametrize(
    ("links", "address", "named"),
    [
        (["t1009-1-1", "t1010-1-1"], "t5-2-1", (5, 2)),
        (["read-1009-1.html"], "read-5-2.html", (5, 2)),
        (["thread/1009/"], "forum.php?mod=viewthread&tid=5&page=2", (5, 2)),
        (["2026/t/1009_1.shtml"], "2026/t/5_2.shtml", (5, 2)),
    ],
)
def test_a_site_with_addresses_of_its_own(links: list[str], address: str, named: tuple[int, int]) -> None:
    site = DiscuzSite("http://h/")
    for link in links:
        site.learn_link("thread", 1009 + links.index(link), "http://h/" + link)
    assert site.thread_url(5, 2) == "http://h/" + address
    assert site.key("http://h/" + address) == ("thread", *named)


def test_other_doors_teach_nothing() -> None:
    site = DiscuzSite("http://h/")
    site.learn_link("thread", 9, "http://h/archiver/tid-9.html")
    site.learn_link("board", 2, "http://h/archiver/fid-2.html")
    assert site.thread_url(9) == "http://h/forum.php?mod=viewthread&tid=9"
    assert site.board_url(2) == "http://h/forum.php?mod=forumdisplay&fid=2"


def test_an_unpaged_form_takes_its_pages_from_another() -> None:
    site = DiscuzSite("http://h/")
    site.learn_link("thread", 123, "http://h/t/123.html")
    site.learn_link("thread", 124, "http://h/t/124.html")
    site.learn_link("thread", 124, "http://h/t/124_2.html", page=2)
    assert site.thread_url(5) == "http://h/t/5.html"
    assert site.thread_url(5, 3) == "http://h/t/5_3.html"
    assert site.key("http://h/t/7.html") == ("thread", 7, 1)


@pytest.mark.parametrize(
    ("aliases", "key"),
    [
        (
            [
                "http://h/thread-9-1-1.html",
                "https://www.h/thread-9-1-77.html#pid3",
                "http://h/forum.php?mod=viewthread&tid=9&extra=page%3D2",
                "http://h/forum.php?mod=viewthread&amp;tid=9&amp;page=1&authorid=4",
                "http://h/viewthread.php?tid=9",
            ],
            ("thread", 9, 1),
        ),
        (["http://h/forum-2-3.html", "http://h/forum.php?mod=forumdisplay&fid=2&page=3"], ("board", 2, 3)),
        (["http://h/forum-news-1.html", "http://h/forum.php?mod=forumdisplay&fid=news"], ("board", "news", 1)),
        (["http://h/", "http://h/forum.php", "http://h/index.php"], ("index", 0, 1)),
        (["http://h/news/", "http://h/news/7/"], None),
        (["http://h/forum.php?mod=redirect&goto=findpost&ptid=9&pid=3"], ("post", 3, 1)),
        (
            [
                "http://h/home.php?mod=space&uid=1",
                "http://g/thread-9-1-1.html",
                "http://h/forum.php?mod=viewthread&tid=",
            ],
            None,
        ),
    ],
)
def test_key_is_the_same_for_all_aliases(aliases: list[str], key: tuple[str, int | str, int] | None) -> None:
    assert {DiscuzSite("http://h/").key(alias) for alias in aliases} == {key}
