"""Where a page stops: at its end, or in the middle of something."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.discuz.ending import ending
from harvester.forum.ending import Stop

THREAD = (
    "<html><head><title>题</title><script>var a = '<div>';</script></head><body><div id='wp'><div id='postlist'>"
    "<div id='post_1'><table id='pid1'><tr><td class='t_f' id='postmessage_1'>一段，A&amp;B。</td></tr></table></div>"
    "<div id='post_2'><table id='pid2'><tr><td class='t_f' id='postmessage_2'>二段。</td></tr></table></div>"
    "</div></div><!-- foot --><p>尾</p></body></html>"
)
LIST = (
    "<html><body><table id='threadlisttableid'><tbody id='normalthread_1'><tr><th>一</th></tr></tbody>"
    "<tbody id='normalthread_2'><tr><th>二</th></tr></tbody></table>"
    "<ul><li id='normalthread_3'>三<li>四</ul></body></html>"
)


@pytest.mark.parametrize("more", ["", "\r\n", "<script>go()</script>", "<div id='ad'><img src='a.gif'>", "<!-- 0.1 s"])
def test_what_follows_the_end_does_not_matter(more: str) -> None:
    assert ending(THREAD + more).stop is Stop.END


def test_an_end_tag_that_somebody_posted_is_not_the_pages_own() -> None:
    posted = THREAD.replace("一段", "</body></html>一段")
    assert ending(posted).stop is Stop.END
    assert ending(posted[: posted.index("二段")]).stop is Stop.CONTENT


@pytest.mark.parametrize(
    ("before", "stop"),
    [
        ("</body></html>", Stop.NOTHING),
        ("<p>尾", Stop.MIDDLE),  # the comment before it is cut, too
        ("</div></div><!--", Stop.BETWEEN),
        ("<div id='post_2'>", Stop.BETWEEN),
        ("二段", Stop.CONTENT),
        ("amp;B", Stop.MIDDLE),
        ("='postmessage_1'", Stop.MIDDLE),
        ("div>';</script>", Stop.MIDDLE),
        ("</title>", Stop.MIDDLE),
    ],
)
def test_where_a_thread_is_cut(before: str, stop: Stop) -> None:
    text = THREAD[: THREAD.index(before)]
    assert ending(text.replace("<!-- foot -->", "<!-- foot") if before == "<p>尾" else text).stop is stop


@pytest.mark.parametrize(
    ("before", "stop"),
    [
        ("<tbody id='normalthread_2'", Stop.BETWEEN),
        ("二", Stop.CONTENT),
        ("<ul>", Stop.NOTHING),
        ("<li>四", Stop.CONTENT),
    ],
)
def test_where_a_list_is_cut(before: str, stop: Stop) -> None:
    assert ending(LIST[: LIST.index(before)]).stop is stop


def test_a_box_that_a_template_leaves_open() -> None:
    assert ending("<body><div class='wp'><p>正文").stop is Stop.BOX
    assert ending("<body><ul><li>一<li>二</ul></div></table>").stop is Stop.NOTHING


def test_half_a_character_at_the_end() -> None:
    assert ending("<p>正文\U0010f8d6").stop is Stop.MIDDLE


@pytest.mark.parametrize("text", ["", "  ", "busy", '{"Variables": {"a": "<b', "404 not found & so on"])
def test_what_is_no_document_is_not_cut(text: str) -> None:
    assert ending(text).stop is Stop.NO_DOCUMENT


def test_a_part_of_a_page_is_not_cut_unless_in_the_middle_of_something() -> None:
    part = THREAD[THREAD.index("<div id='post_1'>") : THREAD.index("二段")]
    assert ending(part).stop is Stop.NO_DOCUMENT
    assert ending(part + "<a href='").stop is Stop.MIDDLE


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "pages").glob("*.html")), ids=lambda path: path.stem)
def test_pages_of_all_versions_end(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ending(text).stop is Stop.END
    assert ending(text.replace("</body>", "").replace("</html>", "")).stop is Stop.NOTHING


def test_the_work_grows_with_the_page() -> None:
    """So deep, and with so many end tags of nothing, that looking back at each would take minutes."""
    assert ending("<body>" + "<div>" * 100_000 + "</table>" * 100_000).stop is Stop.BOX
