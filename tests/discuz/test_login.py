"""Whose page it is, and the form to log in by."""

from __future__ import annotations

import pytest

from harvester.discuz.login import login_address, read_login_form, refusal_of, viewer_of
from harvester.forum.engine import Viewer
from harvester.forum.page import Page

URL = "https://bbs.example.com/thread-7-1-1.html"
GUEST, UNKNOWN = Viewer(member=False), None

WAY_IN = "member.php?mod=logging&amp;action=login&amp;loginsubmit=yes"
FIELDS = '<input type="text" name="username" /><input type="password" name="password" />'
FORM_X = f"""
<form method="post" name="login" id="loginform_Lx1" action="{WAY_IN}&amp;loginhash=Lx1">
<input type="hidden" name="formhash" value="d3c5e2a1" />
<input type="hidden" name="referer" value="https://bbs.example.com/" />{FIELDS}
<select name="questionid"><option value="0">安全提问</option><option value="1">母亲的名字</option></select>
<input type="text" name="answer" /><input type="checkbox" name="cookietime" value="2592000" />{{more}}
<button type="submit" name="loginsubmit" value="true">登录</button></form>
"""
FORM_7 = f"""
<form method="post" name="login" id="loginform" action="logging.php?action=login&amp;loginsubmit=yes">
<input type="hidden" name="formhash" value="0f1e2d3c" />
<select name="loginfield"><option value="uid">UID</option><option value="username">用户名</option></select>
{FIELDS}{{more}}<button type="submit" name="loginsubmit" value="true">登录</button></form>
"""
SHORT = f"""
<div id="hd"><form id="lsform" action="{WAY_IN}&amp;infloat=yes&amp;lssubmit=yes">{FIELDS}
<input type="hidden" name="formhash" value="d3c5e2a1" /></form></div>
"""
UM = """
<div id="um"><strong class="vwmy"><a href="home.php?mod=space&amp;uid=9">甲</a></strong>
<a href="member.php?mod=logging&amp;action=logout&amp;formhash=d3c5e2a1">退出</a></div>
"""
UMENU = """
<div id="umenu"><cite><a href="space-uid-9.html">甲</a></cite>
<a href="logging.php?action=logout&amp;formhash=d3c5e2a1">退出</a></div>
"""


def page(body: str) -> Page:
    return Page(f"<html><head></head><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "viewer"),
    [
        ("<script>var STYLEID = '1', discuz_uid = '5', cookiepre = 'x_';</script>", Viewer(member=True, uid=5)),
        ("<script>var STYLEID = '1', discuz_uid = '0', cookiepre = 'x_';</script>", GUEST),
        ("<script>var discuz_uid = 12;</script>", Viewer(member=True, uid=12)),
        ("<script>var discuz_uid = parseInt('0');</script>", GUEST),
        (UM, Viewer(member=True, uid=9)),
        (UMENU, Viewer(member=True, uid=9)),
        ("<div id='um'><p><strong class='vwmy'><a>甲</a></strong></p></div>", Viewer(member=True)),
        (SHORT, GUEST),
        (FORM_X.format(more=""), GUEST),
        (FORM_7.format(more=""), GUEST),
        ("<p>no word of it</p>", UNKNOWN),
        ("", UNKNOWN),
        ("<form action='search.php?action=login'><input name='q' /></form>", UNKNOWN),
    ],
)
def test_who_a_page_is_made_for(body: str, viewer: Viewer | None) -> None:
    assert viewer_of(page(body)) == viewer


def test_what_members_write_says_nothing_of_the_visitor() -> None:
    post = (
        "<div class='t_f' id='postmessage_1'>discuz_uid = '7' "
        "<a href='member.php?mod=logging&amp;action=logout&amp;formhash=d3c5e2a1'>退出</a></div>"
    )
    assert viewer_of(page(post)) is None
    assert viewer_of(page(SHORT + post)) == GUEST


def test_the_form_is_filled_in_as_a_browser_would() -> None:
    form = read_login_form(page(SHORT + FORM_X.format(more="")))
    assert form is not None
    assert form.asks is None
    assert form.action == "https://bbs.example.com/member.php?mod=logging&action=login&loginsubmit=yes&loginhash=Lx1"
    assert form.filled("甲", "secret") == {
        "formhash": "d3c5e2a1",
        "referer": "https://bbs.example.com/",
        "username": "甲",
        "password": "secret",
        "questionid": "0",
        "answer": "",
        "loginsubmit": "true",
    }


def test_the_form_of_the_versions_before_x_takes_a_name() -> None:
    form = read_login_form(page(FORM_7.format(more="")))
    assert form is not None
    assert form.fields["loginfield"] == "username"
    assert form.action == "https://bbs.example.com/logging.php?action=login&loginsubmit=yes"


@pytest.mark.parametrize(
    ("more", "asks"),
    [
        ("<span id='seccode_cSx1'></span><script>updateseccode('cSx1', '', 'member::logging');</script>", "a code"),
        ("<input name='seccodeverify' />", "a code"),
        ("<div id='secqaa_qSx1'></div>", "a question"),
        ("<input name='secqaaverify' />", "a question"),
        ("<div class='geetest_panel'></div>", "a code"),
        ("<input type='hidden' name='my_captcha_ticket' />", "a code"),
    ],
)
@pytest.mark.parametrize("form", [FORM_X, FORM_7])
def test_a_form_that_asks_for_more(form: str, more: str, asks: str) -> None:
    found = read_login_form(page(form.format(more=more)))
    assert found is not None
    assert (found.asks or "").startswith(asks)


def test_a_code_that_a_script_beside_the_form_asks_for() -> None:
    found = read_login_form(page(FORM_X.format(more="") + "<script>updateseccode('cSx1', '<sec>');</script>"))
    assert found is not None
    assert found.asks


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (SHORT, "https://bbs.example.com/member.php?mod=logging&action=login"),
        (
            "<a href='member.php?mod=logging&amp;action=login&amp;referer=x'>登录</a>",
            "https://bbs.example.com/member.php?mod=logging&action=login",
        ),
        ("<a href='logging.php?action=login'>登录</a>", "https://bbs.example.com/logging.php?action=login"),
        ("<a href='plugin.php?action=login'>登录</a>", None),
        ("<a href='member.php?mod=register'>注册</a>", None),
    ],
)
def test_where_the_form_is(body: str, address: str | None) -> None:
    assert login_address(page(body)) == address


def test_a_page_without_a_form() -> None:
    assert read_login_form(page("<p></p>")) is None


def test_the_forums_own_words_of_a_refusal() -> None:
    assert refusal_of(page("<div id='messagetext' class='alert_error'><p>登录失败，您还可以尝试 4 次</p></div>")) == (
        "登录失败，您还可以尝试 4 次"
    )
    assert refusal_of(page("")) == ""
