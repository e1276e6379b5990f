import pytest

from harvester.discuz.about import kind_of, missing, version_of
from harvester.forum.page import Page


@pytest.mark.parametrize(
    ("html", "version"),
    [
        ('<meta name="generator" content="Discuz! X3.4" />', "X3.4"),
        ('<meta name="generator" content="Discuz! 7.2" />', "7.2"),
        ("<p>Powered by <strong><a href='https://www.discuz.vip/'>Discuz!</a></strong> <em>X3.5</em></p>", "X3.5"),
        ("<p>Powered by <strong><a href='http://www.discuz.net'>Discuz!</a></strong> <em>6.0.0</em></p>", "6.0.0"),
        ('<meta name="generator" content="WordPress 6" />', None),
        ("", None),
    ],
)
def test_version(html: str, version: str | None) -> None:
    assert version_of(Page(html, "http://h/")) == version


def test_missing_says_what_was_looked_for_and_what_the_page_is() -> None:
    page = Page("<title>门户</title><p id='post_1'></p><div id='post_2'></div>", "http://h/")
    line = missing(page, "thread")
    assert "div[id^=post_] (1)" in line
    assert "'门户'" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<div id='post_7'></div><div id='category_1'></div>", "thread"),
        ("<table id='pid7'></table>", "thread"),
        ("<section id='postmessage_7'></section>", "thread"),
        ("<div id='category_1'></div><div id='normalthread_7'></div>", "board"),
        ("<table id='threadlisttableid'></table>", "board"),
        ("<div id='category_1'></div>", "index"),
        ("<div id='post_new'></div>", None),
        ("", None),
    ],
)
def test_kind(html: str, kind: str | None) -> None:
    assert kind_of(Page(html, "http://h/")) == kind
