"""Pages of the templates before 8.0, which many forums still have."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.forum.model import IndexPage, ListPage, Member, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Said
from harvester.phpwind.about import is_of_phpwind, kind_of
from harvester.phpwind.site import PhpwindSite

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2012, 7, 7, tzinfo=ZONE)
FOOT = "<div id='footer'>Powered by <b>PHPWind</b> <b>v7.5</b></div>"

INDEX = """<table><tr class="tr3 f_one"><td class="icon"><img src="images/wind/new.gif"></td>
<th><a class="bklogo" href="thread.php?fid-2.html"></a><h2>
<a href="thread.php?fid-2.html" class="fnamecolor"><b>News</b></a></h2></th>
<td>12/120</td><th><a href="read.php?tid-7.html">Re: A thread</a></th></tr></table>"""
LIST = """<table id="ajaxtable"><tr class="tr3 t_one"><td><img src="images/wind/thread/anc.gif"></td>
<td><h3><a href="notice.php?fid-2.html#1">An announcement</a></h3></td><td>admin</td><td>0 / 1</td><td></td></tr>
<tr class="tr3 t_one"><td><a href="read.php?tid-7.html"><img src="images/wind/thread/topichot.gif"></a></td>
<td id="td_7"><a href="thread.php?fid-2-type-3.html">[Town]</a><h3>
<a href="read.php?tid-7.html" id="a_ajax_7"><b>A thread</b></a></h3>
<img src="images/wind/file/headtopic_1.gif">
<span class="tpage">( <a href="read.php?tid-7-page-2.html">2</a> )</span></td>
<td class="tal y-style"><a class="bl" href="u.php?action-show-uid-5.html">Ann</a><div class="f10">2009-06-03</div></td>
<td class="tal f10 y-style"><span class="s8">8</span> / 100</td>
<td class="tal y-style"><a href="read.php?tid-7-page-e.html#a" class="f10">2009-06-04 12:30</a>
<br/><span>by: Bob</span></td></tr>
<tr class="tr3 t_one"><td></td><td><h3><a href="read.php?tid-8.html">Another</a></h3></td>
<td class="tal y-style">匿名<div>2009-06-02</div></td><td class="y-style">0</td>
<td class="tal y-style"><a href="read.php?tid-8-page-e.html#a">Cid</a>
<br/><span>2009-06-02 09:15</span></td></tr></table>
<div class="pages"><a href="thread.php?fid-2-page-1.html">&laquo;</a><b> 1 </b>
<a href="thread.php?fid-2-page-2.html">2</a>
<span class="pagesone">Pages: ( 1/5 total )<input type="text"></span></div>"""
POST = """<table class="js-post"><tr class="tr1"><th class="r_two" rowspan="2"><div class="user-pic">
<a href="u.php?action-show-uid-5.html"><img src="images/face/a6.gif"></a></div>
<a href="u.php?action-show-uid-5.html"><strong>Ann</strong></a></th><th class="r_one" id="td_{pid}"><div class="tiptop">
<span class="fl"><a class="s3">{floor}</a></span><span class="fl gray"{title}>{time}</span></div>{head}
<div class="tpc_content"><div class="f14" id="read_{pid}">{text}</div></div></th></tr>
<tr class="tr1 r_one"><th><div class="signature">2001-01-01 Mine</div></th></tr></table>"""
THREAD = POST.format(
    pid="tpc", floor="GF", title="", time="发表于: 2009-06-03 10:00", text="The first.<br>Its second.",
    head="<h1 id='subject_tpc'>A thread</h1>",
) + POST.format(
    pid="12", floor="B1F", title=" title='发表于: 2009-06-03 11:00'", time="2009-06-03 11:00", text="A reply.", head=""
)  # fmt: skip

TRAIL = """<div class="t3"><a href="index.php">Forum</a> &raquo; <a href="thread.php?fid=2">News</a> &raquo;
<a href="read.php?tid=7">A thread</a></div>"""
#: A post of 6.x and 7.x: the author is no link, the time is below the text.
SEVEN = """<a name={pid}></a><div class="t t2"><table><tr class="tr1"><th rowspan="2" class="r_two">
<img src="offline.gif"> <b>{name}</b><div class="user-pic"><table><tr><td><span title="Offline">
</span></td></tr></table></div><a href="profile.php?action=show&uid={uid}"><img src="p.gif"></a>
<span class="gray">Joined: 2001-01-01<br>
Seen: 2002-02-02</span></th><th class="r_one" id="td_{pid}"><div class="tiptop">
<a href="post.php?action=quote&fid=2&tid=7&pid={pid}" title="Quote"></a></div><h1 id="subject_{pid}">&nbsp;{title}</h1>
<table><tr><td><div class="tpc_content" id="read_{pid}">{text}</div></td></tr></table></th></tr>
<tr class="tr1 r_one"><th><div class="signature">2003-03-03 Mine</div><div class="tipad">
<span class="gray">Posted: {time} | </span><a class="s3" onclick="postreply('{floor}({name})');">[{floor}]</a>
</div></th></tr></table></div>"""
#: A post of 5.x, whose body has no name.
FIVE = """<a name={pid}></a><div class="t t2"><table><tr class="tr1"><th rowspan="2">
<font face="Gulim">{name}</font><br>Posts: 12</th><th height="100%"><table><tr><td>
<div class="tiptop"><a href="profile.php?action=show&uid={uid}">Profile</a></div><h4>{title}</h4>
<div class="tpc_content do_not_catch">{text}</div></td></tr></table></th></tr>
<tr class="tr1"><th><div class="tipad">Posted: {time} | <a class="s3" onclick="postreply('{floor}({name})');">
{floor}</a></div></th></tr></table></div>"""
OLD_POSTS = (
    {"pid": "tpc", "name": "Ann", "uid": 5, "title": "A thread", "time": "2008-06-03 10:00", "floor": "楼 主"},
    {"pid": "12", "name": "Bob", "uid": 6, "title": "", "time": "2008-06-03 11:00", "floor": "1 楼"},
)
OLD_TEXTS = ("The first.<br>Its second.", "A reply.")


def old(template: str, *texts: str) -> str:
    return TRAIL + "".join(
        template.format(text=text, **post) for post, text in zip(OLD_POSTS, texts or OLD_TEXTS, strict=False)
    )


def read(body: str, path: str) -> Said:
    site = PhpwindSite.of("http://h/")
    url = "http://h/" + path
    page = Page(f"<html><head><title>x</title></head><body>{body}{FOOT}</body></html>", url)
    return site.read(page, Asked(site.parse(url) or PageName("index"), ZONE, NOW)).said


def test_an_index() -> None:
    said = read(INDEX, "index.php")
    assert isinstance(said, IndexPage)
    assert [(board.fid, board.name) for board in said.boards] == [(2, "News")]


def test_a_list() -> None:
    said = read(LIST, "thread.php?fid-2.html")
    assert isinstance(said, ListPage)
    first, second = said.rows
    assert (first.tid, first.title, first.thread_type, first.author) == (7, "A thread", "Town", Member("Ann", 5))
    assert (first.replies, first.views) == (8, 100)
    assert first.posted is not None
    assert first.posted.date() == datetime(2009, 6, 3, tzinfo=ZONE).date()
    assert (first.last_poster, first.last_reply) == ("Bob", datetime(2009, 6, 4, 12, 30, tzinfo=ZONE))
    assert first.flags == ("sticky", "highlight", "hot")
    assert (second.tid, second.title, second.author, second.replies, second.views) == (8, "Another", None, 0, None)
    assert (second.last_poster, second.last_reply) == ("Cid", datetime(2009, 6, 2, 9, 15, tzinfo=ZONE))
    assert (said.fid, said.page, said.pages) == (2, 1, 5)


def test_a_list_below_boards_of_its_own() -> None:
    said = read(INDEX + LIST, "thread.php?fid-9.html")
    assert isinstance(said, ListPage)
    assert [board.fid for board in said.sub_boards] == [2]
    assert [row.tid for row in said.rows] == [7, 8]


def test_a_thread() -> None:
    said = read(THREAD, "read.php?tid-7.html")
    assert isinstance(said, ThreadPage)
    first, reply = said.posts
    assert (said.tid, said.title) == (7, "A thread")
    assert (first.pid, first.floor, first.author) == (0, 1, Member("Ann", 5))
    assert first.published == datetime(2009, 6, 3, 10, tzinfo=ZONE)
    assert first.message.text == "The first.\nIts second."
    assert (reply.pid, reply.floor, reply.published) == (12, 2, datetime(2009, 6, 3, 11, tzinfo=ZONE))
    assert reply.message.text == "A reply."


@pytest.mark.parametrize(("before", "kind"), [("Before.", "hidden_part"), ("", "payment")])
def test_a_part_for_sale(before: str, kind: str) -> None:
    sold = (
        f"{before}<h6 class='quote jumbotron'><span class='s3 f12 fn'>此帖售价 5 铜币,已有 8 人购买</span></h6>"
        "<blockquote class='blockquote'>若发现会员采用欺骗的方法获取财富,请立刻举报!</blockquote>"
    )
    said = read(POST.format(pid="tpc", floor="GF", title="", time="2009-06-03", text=sold, head=""), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    message = said.posts[0].message
    assert message.text == before
    assert [notice.kind for notice in message.notices] == [kind]


@pytest.mark.parametrize("template", [SEVEN, FIVE])
def test_a_thread_of_the_oldest(template: str) -> None:
    said = read(old(template), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    assert (said.tid, said.fid, said.board, said.title) == (7, 2, "News", "A thread")
    found = [(post.pid, post.floor, post.author, post.published, post.message.text) for post in said.posts]
    assert found == [
        (0, 1, Member("Ann", 5), datetime(2008, 6, 3, 10, tzinfo=ZONE), "The first.\nIts second."),
        (12, 2, Member("Bob", 6), datetime(2008, 6, 3, 11, tzinfo=ZONE), "A reply."),
    ]


def test_a_later_page_of_the_oldest() -> None:
    said = read(TRAIL + SEVEN.format(text="A reply.", **OLD_POSTS[1]), "read.php?tid=7&page=2")
    assert isinstance(said, ThreadPage)
    assert [(post.pid, post.floor) for post in said.posts] == [(12, 2)]
    assert said.title == "A thread"


def test_an_old_page_is_recognised_by_its_title() -> None:
    page = Page("<title>A thread - powered by phpwind.net</title><body></body>", "http://h/")
    assert is_of_phpwind(page)
    assert kind_of(Page(old(FIVE), "http://h/")) == "thread"


@pytest.mark.parametrize("name", ["匿名", "楼主"])
def test_who_posts_without_a_name(name: str) -> None:
    said = read(FIVE.format(text="x", **{**OLD_POSTS[0], "name": name}), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    assert said.posts[0].author is None


@pytest.mark.parametrize(
    "heading",
    [
        "<b>引用第1楼<i>Cid</i>于<i>2008-06-03 10:30</i>发表的“”</b>",
        "<b>Quoting floor 1, <i>Cid</i>, <i>2008-06-03 10:30</i></b>",
    ],
)
def test_an_old_quotation(heading: str) -> None:
    quoted = f"<h6 class='quote'>Quote:</h6><blockquote>{heading}:<br>Quoted.</blockquote>My answer."
    said = read(old(SEVEN, "A text.", quoted), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    assert said.posts[1].message.text == "My answer."
    own = "<h6 class='quote'>Quote:</h6><blockquote>A saying.</blockquote>My text."
    said = read(old(SEVEN, own), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    assert said.posts[0].message.text == "A saying.\nMy text."


@pytest.mark.parametrize("noise", ['7"q<hM]v0i', "<!x a'b>c&d", "</span<b x", "a</p><q\nbc"])
def test_noise_that_is_not_escaped(noise: str) -> None:
    line = f'<span style="display:none"> {noise} </span>&nbsp;<br />'
    said = read(old(SEVEN, f"One.{line}Two.{line}Three.", "A reply."), "read.php?tid=7")
    assert isinstance(said, ThreadPage)
    assert [post.message.text for post in said.posts] == ["One.\nTwo.\nThree.", "A reply."]
    assert said.posts[0].message.jammers == 2


def test_the_trail_of_an_old_list_is_not_its_pager() -> None:
    pager = "<div class='t3'><div class='pages'><a href='thread.php?fid=2&page=2'>&raquo;</a></div></div>"
    trail = "<div class='t3'><a href='index.php'>Forum</a> &raquo; <a href='thread.php?fid=2'>News</a></div>"
    said = read(pager + trail + LIST, "thread.php?fid=2")
    assert isinstance(said, ListPage)
    assert said.name == "News"
