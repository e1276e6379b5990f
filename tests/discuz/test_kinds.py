"""Kinds of pages that skins, settings and languages make: what is wanted stands among other things, or elsewhere."""

# ruff: noqa: E501  # a page stands on a line

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.addresses import is_gone
from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.thread_page import read_thread
from harvester.forum.model import ListPage, ThreadPage
from harvester.forum.page import Page

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=ZONE)
HERE = "http://127.0.0.1:8088/"

AUTHOR = "<a href='space-uid-5.html' class='xw1'>甲</a>"
TRAIL = "<div id='pt'><a href='./'>站</a> <em>›</em> <a href='forum-2-1.html'>新闻</a> <em>›</em> 题</div>"


def post(
    pid: int, text: str = "正文。", *, at: str = "2018-4-3 10:00:00", floor: str = "", author: str = AUTHOR
) -> str:
    number = f"<strong><a id='postnum{pid}'>{floor}</a></strong>" if floor else ""
    return (
        f"<div id='post_{pid}'><table id='pid{pid}'><tr><td class='pls'><div class='authi'>{author}</div></td>"
        f"<td class='plc'><div class='pi'>{number}<em id='authorposton{pid}'>发表于 {at}</em></div><div class='pct'>"
        f"<div class='pcb'><div class='t_fsz'><table><tr><td class='t_f' id='postmessage_{pid}'>{text}</td></tr></table>"
        "</div></div></div></td></tr></table></div>"
    )


def thread(*posts: str, trail: str = TRAIL, head: str = "", address: str = "thread-7-1-1.html") -> ThreadPage:
    html = f"<html><body>{trail}<div id='postlist'><h1><span id='thread_subject'>题</span></h1>{head}{''.join(posts)}</div>"
    read = read_thread(Page(html, HERE + address), ZONE, NOW)
    assert read is not None
    return read


def listed(*rows: str, before: str = "") -> ListPage:
    html = f"<html><body>{before}<div id='threadlist'><table id='threadlisttableid'>{''.join(rows)}</table></div>"
    read = read_board(Page(html, HERE + "forum-2-1.html"), ZONE, NOW)
    assert read is not None
    return read


def row(tid: int, title: str) -> str:
    return (
        f"<tbody id='normalthread_{tid}'><tr><th><a href='thread-{tid}-1-1.html' class='s xst'>{title}</a></th>"
        "<td class='by'><cite><a href='space-uid-3.html'>甲</a></cite><em>2026-7-7</em></td>"
        "<td class='num'><a>3</a><em>18</em></td><td class='by'><cite><a href='u'>乙</a></cite><em>2026-7-8 09:05</em></td>"
        "</tr></tbody>"
    )


@pytest.mark.parametrize(
    "author",
    [
        "<a href='space-uid-5.html'><em class='d-none'>作者：</em>甲</a>",
        "<a href='space-uid-5.html'><span>楼主：</span>甲</a>",
        "<a href='space-uid-5.html'>作者: 甲</a>",
        "<a href='space-uid-5.html'><i style='display: none'>by</i>甲</a>",
        "<a href='space-uid-5.html'><b>甲</b></a>",
    ],
)
def test_a_label_in_the_link_is_not_of_the_name(author: str) -> None:
    written = thread(post(9, author=author)).posts[0].author
    assert written is not None
    assert (written.name, written.uid) == ("甲", 5)


@pytest.mark.parametrize(
    ("trail", "head", "fid", "board"),
    [
        ("<a href='forum.php?mod=forumdisplay&amp;fid=2&amp;filter=typeid&amp;typeid=9'>新闻</a>", "", 2, "新闻"),
        ("<a href='forum-news-1.html'>新闻</a>", "<script>var fid = parseInt('41');</script>", 41, "新闻"),
        ("<a href='forum-news-1.html'>新闻</a>", "<a href='forum.php?mod=post&amp;action=reply&amp;fid=41'>x</a>", 41, "新闻"),
        ("<a href='forum-news-1.html'>新闻</a>", "<input type='hidden' name='srhfid' value='41'>", 41, "新闻"),
        ("", "<script>fid = parseInt('41')</script><a href='forum-41-1.html'>新闻</a><a href='forum-41-1.html'>返回列表</a>", 41, "新闻"),
    ],
)  # fmt: skip
def test_boards(trail: str, head: str, fid: int, board: str) -> None:
    read = thread(post(9), trail=f"<div id='pt'>{trail}</div>", head=head)
    assert (read.fid, read.board) == (fid, board)


@pytest.mark.parametrize(
    ("posts", "pids"),
    [
        ([(900, "2018-4-3 10:00", ""), (30, "2018-4-3 11:00", ""), (31, "2018-4-3 12:00", "")], [900, 30, 31]),
        ([(30, "2018-4-5 11:00", ""), (900, "2018-4-3 10:00", ""), (31, "2018-4-4 12:00", "")], [900, 30, 31]),
        ([(30, "2018-4-3 09:00", "推荐"), (900, "2018-4-3 10:00", "发起"), (31, "2018-4-4 12:00", "")], [900, 30, 31]),
        ([(5, "2018-4-3 10:00", "3#"), (4, "2018-4-3 10:00", "1#"), (3, "2018-4-3 10:00", "2#")], [4, 3, 5]),
    ],
)
def test_the_first_post_is_never_the_one_with_the_lowest_number(
    posts: list[tuple[int, str, str]], pids: list[int]
) -> None:
    read = thread(*(post(pid, at=at, floor=floor) for pid, at, floor in posts))
    assert [found.pid for found in read.posts] == pids


def test_what_stands_in_the_place_of_a_post_is_a_notice() -> None:
    gone = "<div id='post_10'><table id='pid10'><tr><td class='pls'></td><td class='plc'><div class='pct'>{}</div></td></tr></table></div>"
    for words in ("无效楼层，该帖已经被删除", "This post is gone"):
        read = thread(post(9), gone.format(words))
        assert [(each.kind, each.text) for each in read.posts[1].message.notices] == [("blocked_post", words)]


@pytest.mark.parametrize(
    "icon", ["<i class='fico-lock fc-s' title='关闭'></i>", "<img src='https://cdn.example/x/locked.gif' title='關閉'>"]
)
def test_a_closed_thread_says_so_on_its_page(icon: str) -> None:
    assert thread(post(9), head=f"<table><tr><td class='plc vwthd'>{icon}</td></tr></table>").flags == ("closed",)


@pytest.mark.parametrize(
    ("html", "pictures", "files"),
    [
        ("<img src='https://s.example/image/smiley/default/a.gif'>", 0, 0),
        ("<img src='https://s.example/any/a.gif' smilieid='3'>", 0, 0),
        ("<a href='javascript:;'><img src='https://s.example/any/arrow.gif'></a>", 0, 0),
        ("<img src='https://s.example/any/zip.gif' class='vm'> <span id='attach_3'><a href='forum.php?mod=attachment&amp;aid=3'>a.zip</a></span>", 0, 1),
        ("<ignore_js_op><dl class='tattl'><dt><img src='https://s.example/any/zip.gif'></dt><dd><p class='attnm'><a href='forum.php?mod=attachment&amp;aid=3'>a.zip</a></p></dd></dl></ignore_js_op>", 0, 1),
        ("<img src='https://elsewhere.example/bridge.jpg'>", 1, 0),
        ("<img id='aimg_Xy1' class='zoom' file='https://elsewhere.example/image/common/bridge.jpg'>", 1, 0),
        ("<ul id='attach_3' class='quote post_attlist cl'><li class='p5'><a href='forum.php?mod=attachment&amp;aid=3'><div class='tit'><img src='https://s.example/any/zip.gif' class='vm'><span class='link'>a.zip</span><p>2026-7-7 上传</p><p>3 KB, 下载次数: 2</p></div></a></li></ul>", 0, 1),
    ],
)  # fmt: skip
def test_the_forum_s_own_images_are_no_pictures(html: str, pictures: int, files: int) -> None:
    said = thread(post(9, f"前。{html}后。")).posts[0].message
    assert (len(said.pictures), [file.name for file in said.attachments]) == (pictures, ["a.zip"] * files)
    assert said.text.replace("\n", "").replace(" ", "") == "前。后。"


def test_a_picture_is_described_by_its_author() -> None:
    box = (
        "<ignore_js_op><img id='aimg_4' aid='4' zoomfile='a.jpg' file='a.jpg' class='zoom' alt='a.jpg' title='a.jpg'>"
        "<div class='tip' id='aimg_4_menu' style='display: none'><p><strong>a.jpg</strong> <em>(3 KB)</em></p>"
        "<p>{}</p><p>2026-7-7 07:20 上传</p></div></ignore_js_op>"
    )
    assert thread(post(9, box.format("石桥"))).posts[0].message.pictures[0].caption == "石桥"
    assert thread(post(9, box.format(""))).posts[0].message.pictures[0].caption == "a.jpg"


@pytest.mark.parametrize(
    ("line", "by", "at"),
    [
        ("<i class='pstatus'> Last edited by 甲 at 2013-10-6 19:11 </i><br>正文。", "甲", "2013-10-06T19:11"),
        ("<i class='pstatus'> 丙 redaktis je 6-10-2013 19:11 </i><br>正文。", None, "2013-10-06T19:11"),
        ("正文。<br>[<i> 本帖最后由 甲 于 2013-10-6 19:11 编辑 </i>]", "甲", "2013-10-06T19:11"),
        ("正文。<br>[<i> edited 2013-10-6 19:11 甲 </i>]", "甲", "2013-10-06T19:11"),
        ("<i class='pstatus'> 本帖最后由 甲 于 6-10-2013 19:11 编辑 </i><br>正文。", "甲", "2013-10-06T19:11"),
    ],
)
def test_edit_lines_of_any_language(line: str, by: str | None, at: str) -> None:
    page_foot = "<div id='ft'>GMT+8, 30-11-2026 12:00</div>"
    said = thread(post(9, line) + page_foot).posts[0].message
    assert said.text == "正文。"
    assert said.edit is not None
    assert (said.edit.by, said.edit.at) == (by, datetime.fromisoformat(at).replace(tzinfo=ZONE))


def test_brackets_of_the_author_stay() -> None:
    assert thread(post(9, "见[<i>附图</i>]。")).posts[0].message.text == "见[附图]。"


def test_a_table_of_a_block_post_is_a_row_a_line() -> None:
    cells = "".join(
        f"<div class='tc-row'>{''.join(f'<div class=tc-cell>{cell}</div>' for cell in line)}</div>"
        for line in (("区域", "户数"), ("柳溪县", "96"))
    )
    image = (
        "<div class='cdx-block image-tool'><div class='image-tool__image'><img class='_zoom' data-aid='1' src='a.png'></div>"
        "<div class='image-tool__caption'>石桥</div></div>"
    )
    said = thread(post(9, f"<div class='tc-table'>{cells}</div>{image}<div>后。</div>")).posts[0].message
    assert said.text == "区域\t户数\n柳溪县\t96\n后。"
    assert [(picture.aid, picture.caption) for picture in said.pictures] == [(1, "石桥")]


def test_badges_are_not_of_the_title() -> None:
    rows = listed(
        row(1, "<span class='tag'>置顶</span><span>题一</span>"), row(2, "<b style='color: red'>新</b>"),
        row(3, "<i class='hide'>隐</i>题三"), row(4, "<em>移动</em>题四"),
    ).rows  # fmt: skip
    assert [found.title for found in rows] == ["题一", "新", "题三", "题四"]
    assert ["sticky" in found.flags for found in rows] == [True, False, False, False]
    assert [found.moved for found in rows] == [False, False, False, True]


def test_words_in_the_source_choose_no_layout() -> None:
    seven = (
        "<script src='https://xst.example/authi.t_f.js'></script><div id='nav'><a href='forumdisplay.php?fid=2'>新闻</a></div>"
        "<table summary='forum_2'><tbody id=normalthread_12><tr><th><span id=thread_12><a href='viewthread.php?tid=12'>题</a>"
        "</span> <a href='redirect.php?tid=12&amp;goto=newpost'>New</a></th><td class=author><cite><a href='space.php?uid=5'>甲"
        "</a></cite><em>2018-4-3</em></td><td class=nums><strong>3</strong> / <em>18</em></td><td class=lastpost><em>"
        "<a href='x'>2018-4-3 23:06</a></em><cite><a href='space.php?username=b'>乙</a></cite></td></tr></tbody></table>"
    )
    read = read_board(Page(seven, HERE + "forumdisplay.php?fid=2"), ZONE, NOW)
    assert read is not None
    assert (read.layout, [(found.title, found.replies, found.last_poster) for found in read.rows]) == (
        "7",
        [("题", 3, "乙")],
    )


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<title>每日维护</title><img src='rest.jpg'>", "forum_closed"),
        ("<title>Hello</title><img src='rest.jpg' alt='Hello'>", "message"),
        ("<body class='pg_logging'><form action='member.php?mod=logging&amp;action=login'><input type='password'></form>", "login_needed"),
        ("<div id='messagetext'><p>抱歉，您所在的用户组(游客)无法进行此操作</p></div>", "no_permission"),
        ("<div id='messagetext'><p>Ĉi tio ne eblas</p></div><div id='messagelogin'><form></form></div>", "login_needed"),
        ("<div id='messagetext'><p>Ĉi tio ne eblas</p></div>", "message"),
    ],
)  # fmt: skip
def test_reasons(html: str, kind: str) -> None:
    notice = read_notice(Page(f"<html>{html}", HERE + "thread-7-1-1.html"), 200)
    assert notice is not None
    assert notice.kind == kind


def test_a_message_in_the_place_of_the_index_is_why_the_forum_is_closed() -> None:
    notice = read_notice(Page("<div id='messagetext'><p>明年见</p></div>", HERE + "forum.php"), 200)
    assert notice is not None
    assert notice.kind == "forum_closed"


@pytest.mark.parametrize(
    ("address", "gone"),
    [
        ("http://h/home.php?mod=follow", True),
        ("http://h/bbs/home.php?mod=follow&mobile=2", True),
        ("http://h/home.php?mod=space&uid=1", False),
        ("http://h/forum.php?mod=forumdisplay&fid=2", False),
        ("http://[", False),
    ],
)
def test_where_a_thread_that_is_not_there_leads_to(address: str, gone: bool) -> None:  # noqa: FBT001 - pytest's
    assert is_gone(address) == gone


def test_traditional_wording_of_x5() -> None:
    notice = read_notice(
        Page("<div id='messagetext'><p>抱歉，本帖要求閲讀權限高於 100 才能瀏覽</p></div>", HERE + "thread-7-1-1.html"),
        200,
    )
    assert notice is not None
    assert notice.kind == "reading_level"


@pytest.mark.parametrize(
    ("quotation", "own"),
    [
        ("<div class='quote'><blockquote><a href='forum.php?mod=redirect&amp;goto=findpost&amp;pid=7'>甲</a><br>旧话</blockquote></div><br>新话", "新话"),
        ("<div class='quote'><h5>引用:</h5><blockquote>旧话</blockquote></div>新<b>话</b>", "新话"),
        ("<div class='grey quote'><blockquote>引用: 旧话</blockquote></div>新话", "新话"),
        ("前<div class='quote'><blockquote>旧<div class='quote'><blockquote>更旧</blockquote></div></blockquote></div>后", "前\n后"),
        ("<blockquote>诗</blockquote>新话", None),
        ("新话", None),
    ],
)  # fmt: skip
def test_a_reply_has_a_text_without_what_it_quotes(quotation: str, own: str | None) -> None:
    said = thread(post(9), post(10, quotation)).posts[1].message
    assert said.own == own
    assert own is None or ("旧" in said.text and said.text.endswith(own.split("\n")[-1]))
