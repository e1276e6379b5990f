"""Pages of the templates before 8.0, which many forums still have."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.forum.model import IndexPage, ListPage, Member, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Said
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
