"""What a site is that is not a forum of ours."""

from __future__ import annotations

import pytest

from harvester.engines.others import OTHERS, other
from harvester.forum.page import Page

ADDRESS = "http://127.0.0.1/"


def what(text: str, headers: tuple[str, ...] = (), cookies: tuple[str, ...] = ()) -> str | None:
    found = other(Page(f"<html><head>{text}</head></html>", ADDRESS), headers, cookies)
    return None if found is None else found.what


def generator(name: str) -> str:
    return f'<meta name="generator" content="{name}">'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (generator("WordPress 6.5.2"), "a WordPress site"),
        (generator("vBulletin 4.2.5"), "a vBulletin forum"),
        (generator("Discourse 3.4.0.beta1 - https://github.com/discourse/discourse"), "a Discourse forum"),
        ("<link rel='stylesheet' href='/wp-content/themes/a/style.css'>", "a WordPress site"),
        ('<body id="phpbb" class="nojs">', "a phpBB forum"),
        ('Powered by <a href="https://www.phpbb.com/">phpBB</a>', "a phpBB forum"),
        ('<html id="XF" lang="en-US">', "a XenForo forum"),
        ('<html id="XenForo" lang="zh-CN" class="Public">', "a XenForo forum"),
        ('<script src="/a/vbulletin-core.js"></script>', "a vBulletin forum"),
        ("<title>Welcome to nginx!</title>", "a new web server's page"),
        ("<h1>400</h1>The plain HTTP request was sent to HTTPS port", "a server that speaks https there"),
        # What a page says of itself goes before what it has in it.
        (generator("Hugo 0.120") + "<img src='/wp-content/a.png'>", "a Hugo site"),
        ("<p>How WordPress, phpBB and XenForo compare.</p>", None),
        ("", None),
    ],
)
def test_pages(text: str, expected: str | None) -> None:
    assert what(text) == expected


def test_headers_and_cookies() -> None:
    assert what("", headers=("x-discourse-route",)) == "a Discourse forum"
    assert what("", cookies=("theme", "xf_csrf")) == "a XenForo forum"
    assert what("", headers=("Content-Type",), cookies=("PHPSESSID",)) is None


def test_forums_come_first() -> None:
    kinds = [each.kind.value for each in OTHERS]
    assert kinds == sorted(kinds, key=["a forum", "no forum", "nothing yet", "https"].index)
