"""What the pages show, by the elements that real pages have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import html

from harvester.demo import DemoForum
from harvester.demo.addresses import FORMS, Form
from harvester.demo.encoding import CHARSETS, Charset

#: The client of ``conftest.py``.
Get = Callable[..., Any]
Truth = dict[int, dict[str, Any]]


@pytest.fixture(scope="module")
def forum() -> Iterator[DemoForum]:
    with DemoForum() as running:
        yield running


@pytest.fixture(scope="module")
def truth(forum: DemoForum) -> Truth:
    return {record["tid"]: record for record in forum.truth()}


def said(cell: html.HtmlElement) -> str:
    """The text of a message's cell, told apart from the noise by its elements alone; white space dropped."""
    for element in cell.xpath(
        './/*[@class="jammer"]|.//span[@style="display:none"]|.//i[@class="pstatus"]|.//ignore_js_op'
        '|.//div[@class="locked"]|.//div[@class="blockcode"]/em'
    ):
        tail = element.tail or ""
        before = element.getprevious()
        parent = element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
    return re.sub(r"\s", "", cell.text_content())


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("addresses", FORMS)
def test_every_readable_thread_says_what_the_truth_says(get: Get, charset: Charset, addresses: Form) -> None:
    with DemoForum(charset=charset, addresses=addresses) as forum:
        for record in forum.truth():
            if record["visible"] != "yes" or record["tid"] == 137:  # 137's bytes are another encoding's
                continue
            page = get(forum, record["url"].removeprefix(forum.url)).page
            first = page.get_element_by_id(f"postmessage_{record['pid']}")
            assert page.get_element_by_id("thread_subject").text == record["damaged_title"]
            shown = said(first).replace("\x01", "")
            bytes_left = charset == "gbk" and record["accidents"] == ["shift"]
            assert bytes_left or shown == re.sub(r"\s", "", record["damaged_text"])


def test_a_mixed_page_carries_two_encodings(forum: DemoForum, truth: Truth, get: Get) -> None:
    body = get(forum, "thread-137-1-1.html").body
    assert truth[137]["title"].encode("gbk") in body
    assert truth[137]["text"].split("\n")[0].encode() in body


def test_two_hits_of_a_page_differ_and_a_seed_repeats_them(get: Get) -> None:
    with DemoForum(seed=3) as one, DemoForum(seed=3, port=0) as two:
        first, second = get(one, "thread-101-1-1.html"), get(one, "thread-101-1-1.html")
        again = get(two, "thread-101-1-1.html")
    assert first.body != second.body
    port = re.compile(rb"127\.0\.0\.1:\d+")
    assert port.sub(b"", first.body) == port.sub(b"", again.body)


def test_noise_is_only_where_the_option_is_on(forum: DemoForum, get: Get) -> None:
    assert get(forum, "thread-101-1-1.html").page.xpath('//*[@class="jammer"]')
    assert not get(forum, "thread-180-1-1.html").page.xpath('//*[@class="jammer"]')
    assert not get(forum, "thread-121-1-1.html").page.xpath('//td[@id]//*[@class="jammer"]')
    assert b"jammer" not in get(forum, "archiver/tid-101.html").body


def test_the_index_shows_the_boards(forum: DemoForum, get: Get) -> None:
    page = get(forum).page
    assert [link.text for link in page.xpath('//div[@class="fl bm"]//h2/a[starts-with(@href, "forum.php?gid=")]')] == [
        "新闻中心",
        "市民广场",
    ]
    boards = page.xpath('//table[@class="fl_tb"]//td/h2/a/@href')
    assert boards == [f"forum-{fid}-1.html" for fid in (2, 3, 4, 24, 21, 22, 23)]
    assert page.xpath('//p[contains(., "子版块")]/a/@href') == ["forum-12-1.html"]


def rows(page: html.HtmlElement, kind: str) -> list[int]:
    return [int(row.rpartition("_")[2]) for row in page.xpath("//tbody/@id") if row.startswith(kind)]


def test_list_pages_hold_every_thread_once(forum: DemoForum, truth: Truth, get: Get) -> None:
    pages = [get(forum, f"forum-2-{number}.html").page for number in range(1, 6)]
    last = int(pages[0].xpath('//div[@class="pg"]//span/@title')[0].split()[1])
    assert last >= 3
    listed = [tid for page in pages[:last] for tid in rows(page, "normalthread_")]
    expected = {tid for tid, record in truth.items() if record["fid"] == 2 and record["visible"] != "deleted"}
    assert len(listed) == len(set(listed))
    assert set(listed) == expected - {129} | {126}
    assert rows(pages[0], "stickthread_") == [130, 129]
    assert not rows(pages[1], "stickthread_")


def test_a_list_page_past_the_end_is_page_1_again(forum: DemoForum, get: Get) -> None:
    first, past = get(forum, "forum-2-1.html").page, get(forum, "forum-2-99.html")
    assert past.status == 200
    assert rows(past.page, "normalthread_") == rows(first, "normalthread_")
    assert past.page.xpath('//div[@class="pg"]/strong/text()')[0] == "1"


def test_rows_are_in_the_order_of_the_last_reply(forum: DemoForum, truth: Truth, get: Get) -> None:
    listed = rows(get(forum, "forum-12-1.html").page, "normalthread_")
    assert listed == sorted(listed, key=lambda tid: truth[tid]["last_reply"], reverse=True)
    by_age = rows(get(forum, "forum.php?mod=forumdisplay&fid=2&filter=author&orderby=dateline").page, "normalthread_")
    assert [tid for tid in by_age if tid != 126] == sorted(
        (tid for tid in by_age if tid != 126), key=lambda tid: truth[tid]["published"], reverse=True
    )


@pytest.mark.parametrize(
    ("tid", "mark"),
    [
        (105, "attach_img"),
        (111, "pollsmall.gif"),
        (114, "[售价"),
        (115, "[阅读权限"),
        (119, "font-weight: bold"),
        (119, 'class="tps"'),
        (121, "digest_1.gif"),
        (122, "folder_lock"),
        (126, "移动:"),
        (117, "匿名"),
        (108, "typeid=3"),
    ],
)
def test_rows_carry_their_marks(forum: DemoForum, get: Get, tid: int, mark: str) -> None:
    text = "".join(get(forum, f"forum-2-{number}.html").text for number in range(1, 6))
    row = re.search(rf'<tbody id="normalthread_{tid}">.*?</tbody>', text, re.DOTALL)
    assert row is not None
    assert mark in row[0]


def floors(page: html.HtmlElement) -> list[int]:
    return [int(post.removeprefix("post_")) for post in page.xpath('//div[@id="postlist"]/div/@id') if "post_" in post]


def test_a_long_thread_has_pages_and_past_the_end_the_last_one(forum: DemoForum, truth: Truth, get: Get) -> None:
    pids = [truth[119]["pid"], *(reply["pid"] for reply in truth[119]["replies"])]
    assert floors(get(forum, "thread-119-2-1.html").page) == pids[5:10]
    last, past = get(forum, "thread-119-3-1.html").page, get(forum, "thread-119-40-1.html").page
    assert floors(last) == floors(past) == pids[10:]
    assert past.xpath('//div[@class="pg"]/strong/text()')[0] == "3"
    assert past.xpath('//link[@rel="canonical"]/@href') == [f"{forum.url}thread-119-1-1.html"]


def test_a_pinned_reply_is_repeated_near_the_top(forum: DemoForum, truth: Truth, get: Get) -> None:
    pids = [truth[119]["pid"], *(reply["pid"] for reply in truth[119]["replies"])]
    assert floors(get(forum, "thread-119-1-1.html").page) == [pids[0], pids[3], *pids[1:5]]


@pytest.mark.parametrize(
    ("tid", "path"),
    [
        (101, '//i[@class="pstatus"][contains(., "本帖最后由 霁川日报 于 2025-11-14 14:20 编辑")]'),
        (101, '//em[contains(@id, "authorposton")]/span[@title="2025-11-14 13:10:35"]'),
        (104, '//ignore_js_op/img[@aid="31"][@src="static/image/common/none.gif"][contains(@file, ".jpg")]'),
        (104, '//ignore_js_op/img[@aid="32"][contains(@zoomfile, "f5a7c9e0.jpg")][contains(@file, ".thumb.jpg")]'),
        (104, '//ignore_js_op//p[contains(., "上传")]'),
        (105, '//div[@class="pattl"]//img[@aid="42"]'),
        (105, '//div[@class="pattl"]//p[@class="attnm"]/a[.="第三批历史建筑名单.pdf"]'),
        (106, '//div[@class="attach_nopermission attach_tips"]'),
        (107, '//img[@class="zoom"][@src="http://img.example/2025/frost-2.jpg?v=2&w=640"]'),
        (108, '//table[@class="t_table"]//td[.="143.9"]'),
        (108, '//span[@id="attach_44"]/a[contains(@href, "mod=attachment")][.="分县区指标.xls"]'),
        (109, '//ul[@class="litype_1"]/li'),
        (110, '//div[@class="blockcode"]//li'),
        (111, '//form[@id="poll"]//label[contains(., "带插座的长桌")]'),
        (112, '//div[@class="locked"]'),
        (114, '//div[@class="locked"][contains(., "5 金钱")]'),
        (116, '//div[@class="locked"]/em[contains(., "屏蔽")]'),
        (117, '//div[@class="authi"][contains(., "匿名")]'),
        (118, "//img[@smilieid]"),
        (120, '//div[@class="psti"][contains(., "这个比方好懂")]'),
        (103, '//h1//a[contains(., "[经济]")]'),
    ],
)
def test_special_threads_have_their_elements(forum: DemoForum, get: Get, tid: int, path: str) -> None:
    assert get(forum, f"thread-{tid}-1-1.html").page.xpath(path)


def test_quotes_name_the_quoted_post(forum: DemoForum, truth: Truth, get: Get) -> None:
    reply = next(reply for reply in truth[101]["replies"] if reply["quotes"])
    page = get(forum, "thread-101-1-1.html").page
    link = page.xpath(f'//td[@id="postmessage_{reply["pid"]}"]//blockquote//a/@href')[0]
    assert f"pid={reply['quotes'][0]}&ptid=101" in link
    assert reply["text"].startswith("白鹭湾 发表于 2025-11-14 14:41\n求问停车方便吗？\n")


def test_pages_mix_bare_and_escaped_ampersands(get: Get) -> None:
    with DemoForum(addresses="dynamic") as forum:
        text = get(forum).text
    assert "forum.php?mod=forumdisplay&fid=2" in text
    assert "mod=redirect&amp;tid=" in text
