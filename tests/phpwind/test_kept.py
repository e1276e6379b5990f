"""What of a post is kept where it is asked for: its author's links, and the blanks of code."""

from __future__ import annotations

from datetime import UTC

from harvester.forum.model import Link
from harvester.forum.page import Page
from harvester.phpwind.message import read_message


def test_links_and_code() -> None:
    page = Page(
        "<div id='m'>见<a href='http://e.org/'>文</a><a href='job.php?action=download&amp;aid=1'>附件</a>"
        "<pre>if x:<br>\n    y\n</pre></div>",
        "http://h/bbs/read.php?tid=1",
    )
    message = read_message(page.ids["m"], page, UTC)
    assert message.links == (Link("http://e.org/", "文"),)
    assert message.text == "见文附件\nif x:\ny"
    assert message.verbatim is not None
    assert message.verbatim.text == "见文附件\nif x:\n    y"
