"""Which servers a crawl asks: those of its forum, and those of files that the user names."""

from __future__ import annotations

import pytest
from crawling import RunCrawl
from scrapy import Request
from serving import Answer, served

from harvester.discuz.site import DiscuzSite
from harvester.middlewares.reach import FILE, FileHosts, OffSiteError, ReachMiddleware

QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=0")
GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


def files(base: str, names: str) -> FileHosts:
    return FileHosts(lambda: DiscuzSite(base), names.split(","))


@pytest.mark.parametrize(
    ("names", "url", "allowed"),
    [
        ("", "https://www.example.com/data/a.jpg", True),
        ("", "http://example.com:8080/a.jpg", False),
        ("", "http://img.example.com/a.jpg", False),
        ("img.example.com", "https://IMG.example.com/a.jpg", True),
        ("img.example.com", "http://img.example.com:8080/a.jpg", False),
        ("img.example.com:8080, x", "http://img.example.com:8080/a.jpg", True),
        ("img.example.com:8080", "http://img.example.com/a.jpg", False),
        ("example.com:8080", "http://example.com:8080/a.jpg", True),
        ("[2001:db8::1]:81", "http://[2001:db8::1]:81/a.jpg", True),
        ("*", "https://cdn.example.net:444/a.jpg", True),
        ("*", "http://a:b@cdn.example.net/a.jpg", False),
        ("*", "http://169.254.169.254/latest/meta-data/", False),
        ("*", "http://localhost:6800/a.jpg", False),
        ("*", "http://[::ffff:127.0.0.1]/a.jpg", False),
        ("*", "http://2130706433/a.jpg", False),
        ("*", "http://127.1/a.jpg", False),
        ("*,10.0.0.7", "http://10.0.0.7/a.jpg", True),
        ("*", "http://[::1", False),
    ],
)
def test_where_files_may_come_from(names: str, url: str, *, allowed: bool) -> None:
    assert files("http://example.com/bbs/", names).allow(url) is allowed


def test_a_forum_of_a_private_network_may_have_its_files_there() -> None:
    assert files("http://10.0.0.1/", "*").allow("http://10.0.0.2/a.jpg")


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("http://example.com/bbs/thread-1-1-1.html", True),
        ("https://www.example.com/robots.txt", True),
        ("data:,x", True),
        ("http://example.com:8080/bbs/", False),
        ("http://name:pass@example.com/bbs/", False),
        ("http://other.example.com/", False),
        ("http://example.com./bbs/", False),
        ("http://example%2ecom/bbs/", False),
    ],
)
def test_no_request_leaves_the_site(url: str, *, passes: bool) -> None:
    site = DiscuzSite("http://example.com/bbs/")
    reach = ReachMiddleware(lambda: site, FileHosts(lambda: site, ["other.example.com"]))
    if passes:
        reach.process_request(Request(url))
        return
    with pytest.raises(OffSiteError) as raised:
        reach.process_request(Request(url))
    assert "pass" not in str(raised.value)


def test_only_a_file_comes_from_where_files_may_come_from() -> None:
    site = DiscuzSite("http://example.com/bbs/")
    reach = ReachMiddleware(lambda: site, FileHosts(lambda: site, ["img.example.com"]))
    reach.process_request(Request("http://img.example.com/a.jpg", meta={FILE: True}))
    with pytest.raises(OffSiteError):
        reach.process_request(Request("http://img.example.com/a.jpg"))


# --- in a crawl ---------------------------------------------------------------------------


def thread(*pictures: str) -> str:
    shown = "<br />".join(f'<img class="zoom" src="{address}" />' for address in pictures)
    return (
        '<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>'
        '<span id="thread_subject">渡口开了</span><div id="postlist"><div id="post_7"><div class="authi">'
        '<a class="xw1" href="space-uid-3.html">记者</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>'
        f'<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。<br />{shown}</td></tr></table>'
        "</div></div></body></html>"
    )


def test_pictures_of_another_port_or_behind_a_redirect(run_crawl: RunCrawl) -> None:
    with served({"/a.gif": GIF, "/b.gif": GIF}) as (other, asked_there):
        port = other.rpartition(":")[2]
        pictures = (f"{other}/a.gif", "c.gif", f"http://a:s3cret@127.0.0.1:{port}/b.gif")
        answers: dict[str, Answer] = {"/thread-9-1-1.html": thread(*pictures), "/c.gif": f"->{other}/b.gif"}
        settings = (*QUICK, "HARVESTER_MEDIA=pictures", "HARVESTER_RECHECK=")
        with served(answers) as (url, _):
            first = run_crawl(f"{url}/thread-9-1-1.html", settings=(*settings, "MEDIA_ALLOW_REDIRECTS=1"))
            assert asked_there == []
            assert [each["file"] for each in first.articles[0]["pictures"]] == [None, None, None]
            assert "s3cret" not in first.output + str(first.articles) + str(first.notices)
            named = (*settings, f"HARVESTER_MEDIA_HOSTS=127.0.0.1:{port}")
            second = run_crawl(f"{url}/thread-9-1-1.html", settings=named)
    assert asked_there == ["/robots.txt", "/a.gif"]
    assert second.articles[-1]["pictures"][0]["file"] is not None, second.output


def test_another_server_s_robots_txt_is_for_its_files(run_crawl: RunCrawl) -> None:
    rules: dict[str, Answer] = {"/robots.txt": b"User-agent: *\nDisallow: /a\n", "/a.gif": GIF, "/b.gif": GIF}
    with served(rules) as (other, asked_there):
        answers: dict[str, Answer] = {"/thread-9-1-1.html": thread(f"{other}/a.gif", f"{other}/b.gif")}
        with served(answers) as (url, _):
            settings = (*QUICK, "HARVESTER_MEDIA=pictures", f"HARVESTER_MEDIA_HOSTS={other.removeprefix('http://')}")
            crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=settings)
            assert asked_there == ["/robots.txt", "/b.gif"]
            assert [notice["kind"] for notice in crawl.notices] == ["robots"]
            assert crawl.exit_code == 0, crawl.output
            asked_there.clear()
            rules["/robots.txt"] = 500
            crawl = run_crawl(f"{url}/thread-9-1-1.html", "full=1", settings=settings)
    assert asked_there == ["/robots.txt"]
    assert [notice["kind"] for notice in crawl.notices if notice["failure"]] == ["robots_unreachable"]
    assert crawl.exit_code == 3, crawl.output


def test_no_picture_ends_a_run_or_costs_its_article(run_crawl: RunCrawl) -> None:
    """Whoever writes a post chooses its pictures: of a scheme that nothing answers, that fail, with odd addresses."""
    failing = [f"x{number}.gif" for number in range(12)]
    answers: dict[str, Answer] = {"/a%20b.gif": GIF, **{f"/{name}": 500 for name in failing}}
    with served(answers) as (url, asked):
        there = url.removeprefix("http://")
        pictures = (f"https://{there}/s.gif", f"https://{there}/t.gif", "a b.gif", "\u2028.gif", "http://[x/", *failing)
        answers["/thread-9-1-1.html"] = thread(*pictures, "view-source:http://x/", f"http://{there}\x85/c.gif")
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=(*QUICK, "HARVESTER_MEDIA=pictures"))
    assert "Spider closed (finished)" in crawl.output
    (article,) = crawl.articles
    kept = [each["url"] for each in article["pictures"] if each["file"]]
    assert kept == [f"{url}/a%20b.gif"], crawl.output
    assert {path.strip("/") for path in asked} >= set(failing)
    assert crawl.exit_code == 3
    assert {notice["kind"] for notice in crawl.notices} == {"download", "missing_file"}, crawl.notices


def test_a_name_and_a_password_in_an_address(run_crawl: RunCrawl) -> None:
    page = thread("a.gif") + '<link rel="canonical" href="http://n:s3cret@127.0.0.1:0/thread-9-1-1.html" />'
    answers: dict[str, Answer] = {
        "/thread-9-1-1.html": "->http://n:s3cret@127.0.0.1:0/thread-9-1-1.html",
        "/thread-8-1-1.html": page,
    }
    with served(answers) as (url, asked):
        for given in (url.replace("//", "//n:s3cret@"), "n:s3cret@127.0.0.1", url.replace("//", "//n:s3/cret@")):
            crawl = run_crawl(f"{given}/thread-9-1-1.html", settings=QUICK)
            assert crawl.exit_code == 2
            assert "cret" not in crawl.output
        assert asked == []
        for tid in (8, 9):
            crawl = run_crawl(f"{url}/thread-{tid}-1-1.html", settings=QUICK)
        assert asked[-1] == "/thread-9-1-1.html"
    assert [notice["kind"] for notice in crawl.notices] == ["bad_redirect"]
    assert "cret" not in crawl.output + str(crawl.notices) + str(crawl.articles)


@pytest.mark.parametrize("place", ["http://[::1", "http://127.0.0.1:99999/", "/" + "a" * 15_000, "ftp://127.0.0.1/"])
def test_a_redirect_to_nowhere_is_a_failure(run_crawl: RunCrawl, place: str) -> None:
    with served({"/thread-9-1-1.html": f"->{place}"}) as (url, _):
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=QUICK)
    assert [(notice["kind"], notice["failure"]) for notice in crawl.notices] == [("bad_redirect", True)]
    assert "Traceback" not in crawl.output
    assert crawl.exit_code == 1


def test_a_redirect_that_does_not_say_where_to_is_no_loop(run_crawl: RunCrawl) -> None:
    with served({"/thread-9-1-1.html": 304}) as (url, asked):
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=QUICK)
    assert [(notice["kind"], notice["text"]) for notice in crawl.notices] == [
        ("bad_redirect", "status 304, which does not say where to")
    ]
    assert asked == ["/robots.txt", "/thread-9-1-1.html"]


def test_a_redirect_to_the_login_form_asks_for_a_login(run_crawl: RunCrawl) -> None:
    to = "->/member.php?mod=logging&action=login&referer=x"
    with served({"/": to, "/robots.txt": "User-agent: *\nDisallow: /member.php"}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=QUICK)
    assert asked == ["/robots.txt", "/"]
    assert [notice["kind"] for notice in crawl.notices] == ["login_needed"]
    assert crawl.exit_code == 4
