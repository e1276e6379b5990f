"""Whose page it is, and the form to log in by."""

from __future__ import annotations

import pytest

from harvester.forum.engine import Viewer
from harvester.forum.page import Page
from harvester.phpwind.login import PhpwindLogin

LOGIN = PhpwindLogin()
GUEST = Viewer(member=False)
SHORT_8 = """<div id="header"><form action="login.php?" method="post"><input name="ajax" type="hidden" value="1" />
<input name="step" type="hidden" value="2" /><input name="pwuser" />
<input name="pwpwd" type="password" /></form></div>"""
FORM_8 = """<form action="login.php?" method="post"><input type="hidden" name="forward" value="" />
<input type="hidden" value="http://h/index.php" name="jumpurl" /><input type="hidden" value="2" name="step" />
<input type="radio" name="lgt" value="0" checked /><input type="radio" name="lgt" value="1" />
<input name="pwuser" type="text" value="" /><input name="pwpwd" type="password" />{more}
<input type="radio" name="hideid" value="1" /><input type="radio" name="hideid" value="0" checked />
<input type="checkbox" name="cktime" value="31536000" checked />
<select name="question"><option value="0">无安全问题</option><option value="1">我爸爸的出生地</option></select>
<input type="submit" value="登录" /></form>"""
FORM_9 = """<form id="J_u_login_form" action="index.php?m=u&amp;c=login&amp;a=dorun" method="post">
<input name="username" type="text" /><input name="password" type="password" />{more}
<input type="hidden" name="backurl" value="http://h/" /><input type="hidden" name="csrf_token" value="d3c5" />
<button type="submit">登录</button></form>"""


def page(body: str, url: str = "http://h/read.php?tid=7") -> Page:
    return Page(f"<html><head></head><body>{body}</body></html>", url)


@pytest.mark.parametrize(
    ("body", "viewer"),
    [
        ("<script>var winduid = '4';</script>", Viewer(member=True, uid=4)),
        ("<script>var winduid = '';\nvar windid\t= '';</script>", GUEST),
        ("<script>var GV = {U_ID : '12'};</script>", Viewer(member=True, uid=12)),
        ("<script>var GV = {U_ID : parseInt('12'),};</script>", Viewer(member=True, uid=12)),
        ("<script>var GV = {U_ID : parseInt('0'),};</script>", GUEST),
        ("<script>var GV = {U_ID : 0};</script>", GUEST),
        ("<a href='login.php?action=quit&amp;verify=1f2e'>退出</a>", Viewer(member=True)),
        ("<a href='index.php?m=u&amp;c=login&amp;a=logout'>退出</a>", Viewer(member=True)),
        ("<a href='u-login-logout'>退出</a>", Viewer(member=True)),
        ("<a href='login.php'>登录</a>", GUEST),
        ("<a href='u-login-run'>登录</a>", GUEST),
        (SHORT_8, GUEST),
        (FORM_9.format(more=""), GUEST),
        ("<script>var GV = {U_ID : other};</script>", None),
        ("<p>no word of it</p>", None),
        ("", None),
    ],
)
def test_who_a_page_is_made_for(body: str, viewer: Viewer | None) -> None:
    assert LOGIN.viewer_of(page(body)) == viewer


@pytest.mark.parametrize("kind", ["tpc_content", "editor_content", "signature"])
def test_what_members_write_says_nothing_of_the_visitor(kind: str) -> None:
    post = f"<div class='{kind}'>winduid = '7'; <a href='login.php?action=quit'>退出</a><a href='login.php'>x</a></div>"
    assert LOGIN.viewer_of(page(post)) is None
    assert LOGIN.viewer_of(page(SHORT_8 + post)) == GUEST


def test_the_whole_form_is_taken_and_filled_in_as_a_browser_would() -> None:
    form = LOGIN.form(page(SHORT_8 + FORM_8.format(more="")))
    assert form is not None
    assert form.action == "http://h/login.php"
    assert form.fields == {
        "forward": "", "jumpurl": "http://h/index.php", "step": "2", "lgt": "0", "hideid": "0", "question": "0",
    }  # fmt: skip
    assert (form.user, form.password, form.asks) == ("pwuser", "pwpwd", None)


def test_the_form_of_nine() -> None:
    form = LOGIN.form(page(FORM_9.format(more="")))
    assert form is not None
    assert form.action == "http://h/index.php?m=u&c=login&a=dorun"
    assert form.fields == {"backurl": "http://h/", "csrf_token": "d3c5"}
    assert (form.user, form.password, form.asks) == ("username", "password", None)


@pytest.mark.parametrize(
    ("form", "asks"),
    [
        (FORM_8.format(more="<input name='gdcode' />"), "a code"),
        (FORM_8.format(more="<input name='qanswer' />"), "a question"),
        (FORM_9.format(more="<input name='code' />"), "a code"),
    ],
)
def test_a_form_that_asks_for_more_says_so(form: str, asks: str) -> None:
    found = LOGIN.form(page(form))
    assert found is not None
    assert found.asks == asks


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("<a href='login.php'>登录</a>", "http://h/login.php"),
        (SHORT_8, "http://h/login.php"),
        ("<a href='index.php?m=u&amp;c=login'>登录</a>", "http://h/index.php?m=u&c=login"),
        ("<a href='u-login-run'>登录</a>", "http://h/u-login-run"),
        ("<a href='login.php?action=quit'>退出</a>", None),
        ("<form action='search.php?login'><input name='q' /></form>", None),
    ],
)
def test_where_the_login_page_is(body: str, address: str | None) -> None:
    assert LOGIN.address(page(body)) == address


def test_what_is_said_to_a_login_that_is_not_taken() -> None:
    said = "<div class='regIgnore'><ul><li>密码错误，您还可以尝试 5 次</li></ul></div>"
    assert LOGIN.refusal(page(said)) == "密码错误，您还可以尝试 5 次"
    assert LOGIN.refusal(page("")) == ""


def test_the_cookie_of_a_member() -> None:
    assert [name for name in ("38f66_winduser", "aSA_winduser", "38f66_lastvisit") if LOGIN.is_cookie(name)] == [
        "38f66_winduser",
        "aSA_winduser",
    ]
