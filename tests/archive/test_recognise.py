"""Which pages are taken for a forum's, by their bytes."""

from __future__ import annotations

import pytest

from harvester.archive.recognise import engine_of
from harvester.demo.forum import DemoForum
from harvester.demo.versions import VERSIONS

#: Pages of other software, and pages that only speak of ours or show its source.
OTHERS = {
    "a page of MyBB": """<meta name="generator" content="MyBB"><div id="post_7" class="post">
        <a href="forumdisplay.php?fid=2">News</a><div id="pid_7">discuz</div>""",
    "a page of XMB, whose scripts have the same names": """<title>Board - Powered by XMB</title>
        <a href="viewthread.php?tid=7"></a><a href="forumdisplay.php?fid=2">discuz</a><a name="pid7"></a>""",
    "how to take the name out of a template": """<title>去掉 Powered by Discuz! 的方法</title><pre>
        &lt;title&gt;{$navtitle} - Powered by Discuz!&lt;/title&gt; &lt;div id="append_parent"&gt;
        discuz_uid = '{$_G[uid]}'; ="forum.php?mod=viewthread" data/cache/style_ www.discuz.net Comsenz</pre>""",
    "a skin of WordPress that looks like it": """<meta name="generator" content="WordPress 6.5">
        <div id="append_parent"></div><div id="ajaxwaitid"></div><table class="t_f" id="postmessage_9">Discuz!""",
    "source as data of a script": r"""<script>
        {"body": "\u003cdiv id=\"append_parent\"\u003e Discuz! discuz_uid"}</script>""",
    "its relative in .NET": """<meta name="generator" content="Discuz!NT 3.6"><title>N - Powered by Discuz!NT</title>
        <div id="append_parent"></div><div id="ajaxwaitid"></div>""",
    "a page about phpwind": """<title>phpwind 8.7 下载</title>
        <p>phpwind images/pw_core.js js/pw_ajax.js www.phpwind.net</p>""",
    "a blog that was written with something else": """<meta name="generator" content="Typecho">
        <title>x - Powered by phpwind</title><div id="read_tpc">""",
    "nothing": "",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_pages_of_every_version_are(version: str) -> None:
    forum = DemoForum(version=version, most=8)
    addresses = ["", forum.links.board(2, 1), *(forum.links.thread(entry["tid"], 1) for entry in forum.truth())]
    answers = [answer for address in addresses if (answer := forum.answer(f"/{address}")).status == 200]
    expected = "phpwind" if VERSIONS[version].software == "phpwind" else "discuz"
    found = [engine_of(answer.body) for answer in answers]
    assert len(answers) > 5
    assert {engine.name if engine else None for engine in found} == {expected}


@pytest.mark.parametrize("page", OTHERS.values(), ids=OTHERS)
def test_others_are_not(page: str) -> None:
    assert engine_of(page.encode("gb18030")) is None
    assert engine_of((page + "<p>a long page</p>" * 2000).encode()) is None


def test_zeros_of_utf_16_do_not_hide_a_page() -> None:
    page = '<title>T - Powered by Discuz!</title><div id="append_parent"></div>'
    found = engine_of(page.encode("utf-16"))
    assert found is not None
    assert found.name == "discuz"


def test_a_large_page_is_told_by_its_ends() -> None:
    page = b"<p>x</p>" * 50_000
    foot = b'<div id="poweredby">Powered By phpwind</div><a href="index.php?a=login"></a></body></html>'
    found = engine_of(page + foot)
    assert found is not None
    assert found.name == "phpwind"


OLD = "<title>A thread - powered by phpwind.net</title><div class='t2'></div><a href=\"read.php?tid=7\"></a>"
OLD_WITH_A_FOOT = (
    """<title>A thread</title><a name=tpc></a><div class="tpc_content">A text.</div>
Powered by <a href="./"><b>PHPWind</b></a> <b>v6.0</b>"""
    + "<a href='x'>About us</a>" * 70
)


@pytest.mark.parametrize("page", [OLD, OLD_WITH_A_FOOT])
def test_pages_of_the_oldest_are(page: str) -> None:
    found = engine_of((page if page is OLD else "<br>" * 2000 + page).encode())
    assert found is not None
    assert found.name == "phpwind"
