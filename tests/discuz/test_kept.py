"""What of a post is kept where it is asked for: which links are the author's, the blanks of code, and ratings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.discuz.message import read_message
from harvester.discuz.ratings import read_ratings
from harvester.forum.clock import clock_of
from harvester.forum.model import Link, Member, Message, Rating, Score, Struck
from harvester.forum.page import Page

POST = "http://h/bbs/thread-1-1-1.html"


def read(html: str) -> Message:
    page = Page(f'<div id="m">{html}</div>', POST)
    return read_message(page.ids["m"], page, UTC)


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("见<a href='http://e.org/?a=1&amp;b=2'>计<b>划</b></a>。", [("http://e.org/?a=1&b=2", "计划")]),
        ("<a href='thread-7-1-1.html'>旧文</a>", [("http://h/bbs/thread-7-1-1.html", "旧文")]),
        ("<a href='http://e.org/post.php?id=1'>一</a>", [("http://e.org/post.php?id=1", "一")]),
        ("<a href='http://e.org/'>一<span style='display:none'>x9q</span>二<br>三</a>", [("http://e.org/", "一二 三")]),
        ("<a href='http://e.org/'><img class='zoom' src='http://e.org/a.jpg'></a>", [("http://e.org/", "")]),
        ("<a href='http://e.org/'></a>无", []),
        ("<a href='http://e.org/'>一</a><a href='http://e.org/'>一</a>", [("http://e.org/", "一")]),
        ("<table><tr><td><a href='http://e.org/1'>一</a><td>二</table>", [("http://e.org/1", "一")]),
        # The forum's own.
        ("<a href='javascript:;'>一</a><a href='#top'>顶</a><a href='mailto:a@e.org'>信</a>", []),
        ("<a href='http://h/bbs/x' class='relatedlink' target='_blank'>词</a>", []),
        ("<div class='locked'>游客，<a href='forum.php?mod=post&amp;action=reply'>回复</a></div>", []),
        ("本主题需向作者支付 5 金币 <a href='forum.php?mod=misc&amp;action=pay&amp;tid=1'>购买主题</a>", []),
        ("<ignore_js_op><a href='forum.php?mod=attachment&amp;aid=N3w='>a.zip</a></ignore_js_op>", []),
        (
            "<a href='forum.php?mod=viewthread&amp;tid=1&amp;aid=5&amp;from=album'><img src='a.jpg' data-aid='5'></a>",
            [],
        ),
        (
            (
                "<div class='quote'><blockquote><a href='forum.php?mod=redirect&amp;goto=findpost&amp;pid=3'>甲"
                " 发表于 2026-7-7</a><br>引<a href='http://e.org/q'>文</a></blockquote></div>"
            ),
            [("http://e.org/q", "文")],
        ),
    ],
)
def test_links(html: str, links: list[tuple[str, str]]) -> None:
    assert read(html).links == tuple(Link(*each) for each in links)


@pytest.mark.parametrize(
    ("html", "text", "verbatim"),
    [
        (
            "看<div class='blockcode'><li>def f():<br />\r\n<li>&nbsp; &nbsp; return&nbsp;&nbsp;1<br /></div>完",
            "看\ndef f():\nreturn  1\n完",
            "看\ndef f():\n    return  1\n完",
        ),
        (
            "<div class='blockcode'><h5>代码:</h5><code>if x<br />\r\n&nbsp;&nbsp;y<br />\r\n</code></div>",
            "if x\ny",
            "if x\n  y",
        ),
        (
            "<div class='quote'><blockquote>引</blockquote></div><div class='blockcode'><ol><li>&nbsp; a</ol></div>",
            "引\na",
            "引\n  a",
        ),
        ("<div class='blockcode'><ol><li>a<li>b</ol></div>", "a\nb", None),
        ("<p>&nbsp; &nbsp; 四格</p>", "四格", None),
    ],
)
def test_code(html: str, text: str, verbatim: str | None) -> None:
    message = read(html)
    assert message.text == text
    assert (message.verbatim and message.verbatim.text) == verbatim


def test_code_without_what_is_quoted() -> None:
    html = "<div class='quote'><blockquote>引</blockquote></div><div class='blockcode'><ol><li>&nbsp; a</ol></div>"
    assert (verbatim := read(html).verbatim) is not None
    assert (read(html).own, verbatim.own) == ("a", "  a")


COMMENT = (
    "<div class='pstl xs1 cl'><div class='psta vm'><a href='space-uid-7.html' c='1'><img src='a.gif'></a>"
    "<a href='space-uid-7.html' class='xi2 xw1'>甲</a></div><div class='psti'>桥 好&nbsp;"
    "<a class='xi2' href='x'>详情</a>"
    "<span class='xg1'>发表于 2026-7-7 12:00</span></div></div>"
)
OF_GUEST = "<div class='pstl xs1 cl'><div class='psta vm'>游客</div><div class='psti'>看<b>看</b></div></div>"
BEFORE_X2 = (
    "<div class='pstl'><div class='psta avt'></div><div class='psti'><p class='unf'><a href='space-uid-7.html'"
    ">甲</a> 发表于 2026-7-7 12:00</p>\n桥 好</div></div>"
)
TOUCH = (
    "<div id='commentdetail_5'><ul><li class='mtit'><a href='space-uid-7.html'>甲</a></li>"
    "<li class='mtime'>发表于 2026-7-7 12:00</li><li class='mtxt'>桥 好</li></ul></div>"
)
BY_MEMBER = Rating(Member("甲", 7), datetime(2026, 7, 7, 12, tzinfo=UTC), "桥 好")
RATED = (
    "<dl id='ratelog_1'><dd><table class='ratl'><tr><th><a href='x'>参与人数 <span>2</span></a></th>"
    "<th>威望 <i><span>+2</span></i></th><th>金钱 <i><span>-3</span></i></th><th><a>收起</a><i>理由</i></th></tr>"
    "<tbody class='ratl_l'><tr id='rate_1_7'><td><a href='suid-7'><img></a> <a href='suid-7'>甲</a></td><td> + 2</td>"
    "<td></td><td>好文</td></tr><tr id='rate_1_8'><td><a href='suid-8'>乙</a></td><td></td><td>- 3</td><td></td></tr>"
    "</tbody></table></dd></dl>"
)


@pytest.mark.parametrize(
    ("html", "ratings"),
    [
        ("<p>正文</p>", None),
        ("<div id='comment_1' class='cm'></div>", ()),
        ("<div id='comment_2' class='cm'></div>", None),
        (
            f"<div id='comment_1' class='cm'><h3>点评</h3><div class='pstl'>综合 5</div>{COMMENT}{OF_GUEST}</div>",
            (BY_MEMBER, Rating(None, None, "看看")),
        ),
        (f"<div id='comment_1'>{TOUCH}</div>", (BY_MEMBER,)),
        (f"<div id='comment_1'>{BEFORE_X2}</div>", (BY_MEMBER,)),
        (
            RATED,
            (
                Rating(Member("甲", 7), None, "好文", (Score("威望", 2),)),
                Rating(Member("乙", 8), None, "", (Score("金钱", -3),)),
            ),
        ),
    ],
)
def test_ratings(html: str, ratings: tuple[Rating, ...] | None) -> None:
    page = Page(html, POST)
    assert read_ratings(page, 1, clock_of(page, UTC, None)) == ratings


@pytest.mark.parametrize(
    ("html", "text", "struck"),
    [
        ("价<strike>三元</strike><s>四元</s><del>五元</del>六元", "价三元四元五元六元", ["三元", "四元", "五元"]),
        ("<p>　　价<s> 三 元</s> 整</p>", "价 三 元 整", ["三 元"]),
        ("<s>　　首段<br>\r\n二<b>段</b></s><br>三", "首段\n二段\n三", ["首段\n二段"]),
        ("<s>一<del>二</del></s>三<s></s><s> </s>", "一二三", ["一二"]),
        ("<span style='text-decoration: line-through;'>旧</span><u>新</u>", "旧新", ["旧"]),
        (
            "<table><tr><td><s>一</s></td><td>二</td></tr><tr><td></td><td><s>三</s></td></tr></table>",
            "一\t二\n\t三",
            ["一", "三"],
        ),
        ("<s><table><tr><td>一</td><td>二</td></tr></table></s>三", "一\t二\n三", ["一\t二"]),
        ("<s>价<span style='display:none'>x9q</span>三元</s>", "价三元", ["价三元"]),
        ("<s><i class='pstatus'> 本帖最后由 甲 于 2026-7-7 12:00 编辑 </i><br>旧</s>", "旧", ["旧"]),
        ("<div class='quote'><blockquote><s>引</s></blockquote></div>文<s>旧</s>", "引\n文旧", ["引", "旧"]),
        ("<s>没有合上的", "没有合上的", ["没有合上的"]),
        ("字﷐<s>旧</s>", "字﷐旧", []),
        ("<b>无</b>", "无", []),
    ],
)
def test_what_is_struck_out(html: str, text: str, struck: list[str]) -> None:
    message = read(html)
    assert (message.text, [each.text for each in message.struck or ()]) == (text, struck)
    assert all(message.text.startswith(each.text, each.start) for each in message.struck or ())


def test_what_is_struck_out_of_code_has_its_place_there() -> None:
    message = read("<div class='blockcode'><ol><li>&nbsp; <s>a</s><li>b</ol></div>").verbatim
    assert message is not None
    assert (message.text, message.struck) == ("  a\nb", (Struck("a", 2),))
