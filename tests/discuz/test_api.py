import json
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.notice import read_notice
from harvester.discuz.thread_page import read_thread
from harvester.forum.model import Attachment, Member, Picture
from harvester.forum.page import Page

URL = "http://127.0.0.1:8088/bbs/api/mobile/index.php?version=4&module=viewthread&tid=90"
ZONE = ZoneInfo("Asia/Shanghai")

THREAD = {
    "tid": "90",
    "subject": "古桥 &amp; 新桥",
    "views": "12",
    "replies": "16",
    "allreplies": "17",
    "closed": "1",
    "digest": "0",
}
POSTS = [
    {
        "pid": "511",
        "author": "青溪晚报",
        "authorid": "21",
        "anonymous": "0",
        "dbdateline": "1783380017",
        "number": "11",
        "message": "一<br />[attach]71[/attach]二<font class='jammer'>x</font>",
        "attachments": {
            "71": {
                "aid": "71",
                "filename": "桥.jpg",
                "url": "data/attachment/forum/",
                "attachment": "a.jpg",
                "isimage": "1",
            },
            "72": {"aid": "72", "filename": "表.pdf", "url": "http://e.org/", "attachment": "b.pdf", "isimage": "0"},
        },
    },
    {
        "pid": "512",
        "author": "甲",
        "authorid": "3",
        "anonymous": "1",
        "dbdateline": "0",
        "position": "12",
        "message": "二",
    },
]


def answer(**variables: object) -> Page:
    return Page(json.dumps({"Version": "4", "Charset": "UTF-8", "Variables": variables}, ensure_ascii=False), URL)


def test_a_thread() -> None:
    page = answer(thread=THREAD, fid="7", ppp="10", postlist=POSTS)
    thread = read_thread(page, ZONE)
    assert thread is not None
    assert read_notice(page, 200) is None
    assert (thread.tid, thread.fid, thread.title, thread.page, thread.pages) == (90, 7, "古桥 & 新桥", 2, 2)
    assert (thread.views, thread.replies, thread.flags, thread.layout) == (12, 17, ("closed",), "api")
    first, second = thread.posts
    assert (first.pid, first.floor, first.author) == (511, 11, Member("青溪晚报", 21))
    assert first.published is not None
    assert first.published.isoformat() == "2026-07-07T07:20:17+08:00"
    assert first.message.text == "一\n二"
    assert first.message.pictures == (Picture("http://127.0.0.1:8088/bbs/data/attachment/forum/a.jpg", 71, "桥.jpg"),)
    assert first.message.attachments == (Attachment("http://e.org/b.pdf", 72, "表.pdf"),)
    assert (second.floor, second.author, second.published) == (12, None, None)


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"Variables": []}', '{"Variables": {"postlist": []}}'])
def test_what_is_no_thread(text: str) -> None:
    page = Page(text, URL)
    assert read_thread(page, ZONE) is None
    assert read_notice(page, 200) is None


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("thread_nonexistence", "抱歉，指定的主题不存在", "deleted"),
        ("viewperm_login_nopermission//1", "抱歉，您没有权限", "no_permission"),
        ("thread_nopermission", "本帖要求阅读权限高于 20 才能浏览", "reading_level"),
    ],
)
def test_refusals(code: str, words: str, kind: str) -> None:
    said = {"Variables": {}, "Message": {"messageval": code, "messagestr": words}}
    notice = read_notice(Page(json.dumps(said), URL), 200)
    assert notice is not None
    assert notice.kind == kind
