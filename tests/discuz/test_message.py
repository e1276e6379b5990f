import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.discuz.message import read_message
from harvester.forum.model import Message
from harvester.forum.page import Page

ZONE = ZoneInfo("Asia/Shanghai")


def read(html: str) -> Message:
    page = Page(f'<div id="m">{html}</div>', "http://h/bbs/thread-1-1-1.html")
    return read_message(page.ids["m"], page, ZONE)


TEXTS = json.loads(Path(__file__).with_name("cases").joinpath("messages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TEXTS, ids=[case["label"] for case in TEXTS])
def test_text(case: dict[str, str]) -> None:
    assert read(case["html"]).text == case["text"]


@pytest.mark.parametrize(
    ("line", "by", "at"),
    [
        ("本帖最后由 甲 于 2026-7-8 00:58 编辑", "甲", "2026-07-08T00:58:00+08:00"),
        ("本帖最後由 甲 於 2026-7-8 00:58 編輯", "甲", "2026-07-08T00:58:00+08:00"),
        ("[ 本帖最后由 甲 乙 于 2007-10-6 09:01 编辑 ]", "甲 乙", "2007-10-06T09:01:00+08:00"),
        ("本帖最后由 于 于 2026-7-8 00:58:01 编辑", "于", "2026-07-08T00:58:01+08:00"),
    ],
)
@pytest.mark.parametrize(
    "html", ["<i class='pstatus'> {} </i><br />正文", "{}<br />正文", "正文<br /><i>{}</i>", "正文<br />{}"]
)
def test_edit_lines(html: str, line: str, by: str, at: str) -> None:
    message = read(html.format(line))
    assert message.text == "正文"
    assert message.edit is not None
    assert (message.edit.by, message.edit.at and message.edit.at.isoformat()) == (by, at)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("本帖最后由 甲 于 6&nbsp;分钟前 编辑", "2026-11-23T17:07:12+08:00"),
        ("本帖最後由 甲 於 半&nbsp;小時前 編輯", "2026-11-23T16:43:12+08:00"),
        ("本帖最后由 甲 于 昨天&nbsp;12:30 编辑", "2026-11-22T12:30:00+08:00"),
        ("本帖最后由 甲 于 3&nbsp;天前 编辑", "2026-11-20T00:00:00+08:00"),
        ("本帖最后由 甲 于 <span title='2026-11-20 09:08:07'>3&nbsp;天前</span> 编辑", "2026-11-20T09:08:07+08:00"),
    ],
)
def test_edit_lines_with_relative_times(line: str, at: str) -> None:
    page = Page(f"<div id='m'><i class='pstatus'> {line} </i><br />正文</div>", "http://h/")
    message = read_message(page.ids["m"], page, ZONE, datetime(2026, 11, 23, 17, 13, 12, tzinfo=ZONE))
    assert message.text == "正文"
    assert message.edit is not None
    assert (message.edit.by, message.edit.at and message.edit.at.isoformat()) == ("甲", at)


@pytest.mark.parametrize(
    ("html", "url", "aid"),
    [
        ("<img class='zoom' src='http://e.org/a.jpg'>", "http://e.org/a.jpg", None),
        ("<img class='zoom' file='//e.org/a.jpg' id='aimg_aB1cD' lazyloadthumb='1'>", "http://e.org/a.jpg", None),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", "http://h/a.jpg", None),
        (
            "<img src='static/image/common/none.gif' file='a.thumb.jpg' zoomfile='a.jpg' aid='5'>",
            "http://h/bbs/a.jpg",
            5,
        ),
        ("<img src='images/common/none.gif' file='a.jpg' id='aimg_55'>", "http://h/bbs/a.jpg", 55),
        (
            "<ignore_js_op><dl class='tattl attm'><dd><img src='a.jpg' alt=''></dd></dl></ignore_js_op>",
            "http://h/bbs/a.jpg",
            None,
        ),
    ],
)
def test_pictures(html: str, url: str, aid: int | None) -> None:
    assert [(picture.url, picture.aid) for picture in read(html).pictures] == [(url, aid)]


@pytest.mark.parametrize(
    "html",
    [
        "<img src='static/image/smiley/default/a.gif'>",
        "<img src='images/smilies/a.gif'>",
        "<img src='static/image/filetype/pdf.gif'>",
        "<img src='images/common/back.gif' onload='thumbImg(this)'>",
        "<a href='redirect.php?pid=1'><img src='images/common/back.gif' onclick='zoom(this, this.src)'></a>",
        "<img src=''><img>",
        "<img src='data:image/gif;base64,R0lGOD'>",
        "<div class='a_pr'><img src='http://e.org/ad.jpg'></div>",
        "<div class='rnd_ai_pr'><img src='http://e.org/ad.jpg'></div>",
    ],
)
def test_ornaments_are_no_pictures(html: str) -> None:
    assert read(html).pictures == ()


def test_a_picture_that_is_shown_twice_is_one() -> None:
    assert len(read("<img src='http://e.org/a.jpg'>" * 2).pictures) == 1


@pytest.mark.parametrize(
    ("href", "aid"),
    [
        ("forum.php?mod=attachment&amp;aid=NzN8YWJjZHwxfDB8OTA%3D", 73),
        ("forum.php?mod=attachment&aid=NzN8YWJjZHwxfDB8OTA", 73),
        ("attachment.php?aid=44&nothumb=yes", 44),
        ("forum.php?mod=misc&action=attachpay&aid=9&tid=1", 9),
    ],
)
def test_attachments(href: str, aid: int) -> None:
    link = f"<a href='{href}'>表 1.xls</a> <em>(12.5 KB, 下载次数: 2)</em>"
    message = read(f"<ignore_js_op><span id='attach_1'>{link}</span></ignore_js_op>后")
    (file,) = message.attachments
    assert (file.aid, file.name, file.size, message.text) == (aid, "表 1.xls", "12.5 KB", "后")
    assert (file.url is None) == ("attachpay" in href)


@pytest.mark.parametrize("aid", ["", "!!!", "QQ==", "中文"])
def test_download_links_without_a_number_are_no_attachments(aid: str) -> None:
    assert read(f"<ignore_js_op><a href='forum.php?mod=attachment&aid={aid}'>x</a></ignore_js_op>").attachments == ()


def test_links_to_other_posts_are_quotations_only_in_quotations() -> None:
    link = "<a href='forum.php?mod=redirect&amp;goto=findpost&amp;pid=7&amp;ptid=1'>甲 发表于 2026-7-7</a>"
    assert read(f"<div class='quote'><blockquote>{link}</blockquote></div>").quotes == (7,)
    assert read(f"<b>回复 {link}</b>").quotes == (7,)
    assert read(f"详见 {link}").quotes == ()


def test_hidden_parts_are_reported_and_left_out() -> None:
    message = read("前<div class='locked'>游客，本帖隐藏的内容需要积分高于 5 才可浏览</div>后")
    assert message.text == "前\n后"
    assert [notice.kind for notice in message.notices] == ["hidden_part"]


def test_a_part_of_a_text_is_a_hidden_part_whatever_it_asks_for() -> None:
    part = "<div class='locked'>您需要登录后才可以查看此内容</div>"
    assert [notice.kind for notice in read("前" + part).notices] == ["hidden_part"]
    assert [notice.kind for notice in read(part).notices] == ["login_needed"]


@pytest.mark.parametrize(("body", "kinds"), [("正文", ["attachment_login"]), ("", ["payment", "attachment_login"])])
def test_what_stands_over_a_text_keeps_nothing_back(body: str, kinds: list[str]) -> None:
    page = Page(
        f"<div class='locked' id='a'>付费主题, 价格: 5 金钱, 购买记录</div><div id='m'>{body}</div>"
        "<div class='locked' id='b'>附件: 您需要登录才可以下载</div>",
        "http://h/",
    )
    message = read_message(page.ids["m"], page, ZONE, around=[page.ids["a"], page.ids["b"]])
    assert [notice.kind for notice in message.notices] == kinds


def test_jammers_are_counted() -> None:
    message = read(
        "一<font class='jammer'>a b</font><span style='display:none'>c&nbsp;</span><b style='display:none'>d</b>"
    )
    assert (message.text, message.jammers, message.jammer_chars) == ("一", 2, 5)


@pytest.mark.parametrize("depth", [300, 1900])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    assert read("<font>" * depth + "底" + "</font>" * depth + "<p>后</p>").text == "底\n后"


def test_hostile_depth_does_not_fail() -> None:
    assert isinstance(read("<div>" * 50_000 + "底").text, str)


PIECES = (
    *(
        "<p>",
        "</p>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<li>",
        "<br>",
        "<b>",
        "</b>",
        "字 ",
        "　",
    ),
    *("<font class='jammer'>x</font>", "<span style='display:none'>x</span>", "<div class='quote'>", "</div>"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_lines_are_never_empty_nor_indented(parts: list[str]) -> None:
    text = read("".join(parts)).text
    assert "x" not in text
    for line in text.split("\n") if text else []:
        assert line.strip("\t") == line.strip()
        assert line.strip()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read(text).text, str)
