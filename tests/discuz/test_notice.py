"""Notices are told apart, and nothing else is taken for one."""

import json
from pathlib import Path

import pytest

from harvester.discuz.notice import read_notice
from harvester.discuz.wordings import MESSAGES, PARTS, SOURCES, kind_of_part
from harvester.forum.model import Notice
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page

#: Pages, and the kind of notice that each is; null for pages that are none, whatever they speak of.
PAGES = json.loads(Path(__file__).with_name("cases").joinpath("notices.json").read_text(encoding="utf-8"))

#: A message page of X: an empty box for successes, the message, a form to log in.
X_MESSAGE = """<html><body>
<div class="nfl" id="main_succeed" style="display: none"><div class="alert_right">
<p id="succeedmessage"></p><p><a>如果您的浏览器没有自动跳转，请点击此链接</a></p></div></div>
<div id="messagetext" class="alert_info"><p>{}</p></div>
<div id="messagelogin"><form action="member.php?mod=logging"><input type="password" name="password" /> 登录
<select name="questionid"></select><input type="text" name="answer" /></form></div>
</body></html>"""


MESSAGE_PAGES = [
    ("抱歉，您没有权限访问该版块", "no_permission"),
    ("抱歉，您沒有權限訪問該版塊", "no_permission"),
    ("抱歉，只有特定用户可以访问本版块", "no_permission"),
    ("您无权进行当前操作，这可能因以下原因之一造成", "no_permission"),
    ("抱歉，您尚未登录，没有权限访问该版块", "login_needed"),
    ("您需要先登录才能继续本操作", "login_needed"),
    ("您需要先登錄才能繼續本操作", "login_needed"),
    ("抱歉，本帖要求阅读权限高于 200 才能浏览", "reading_level"),
    ("抱歉，本帖要求閱讀權限高於 200 才能瀏覽", "reading_level"),
    ("抱歉，指定的主题不存在或已被删除或正在被审核", "deleted"),
    ("抱歉，指定的主題不存在或已被刪除或正在被審核", "deleted"),
    ("指定的帖子不存在或已被删除", "deleted"),
    ("抱歉，指定的版块不存在", "missing_board"),
    ("抱歉，指定的版塊不存在", "missing_board"),
    ("本站维护中，论坛暂时关闭", "forum_closed"),
    ("您的 IP 地址不在被允许，或您的账号被禁止访问，无法访问本站", "banned"),
    ("抱歉，您的请求过于频繁，请稍候再试", "flood_limit"),
    ("本主题需要向作者支付 5 金钱才能浏览", "payment"),
    ("本版块需要密码，您必须在下面输入正确的密码", "password"),
    ("抱歉，没有找到匹配结果", "message"),
]


@pytest.mark.parametrize(("text", "kind"), MESSAGE_PAGES)
def test_message_pages(text: str, kind: str) -> None:
    notice = read_notice(Page(X_MESSAGE.format(text), "http://h/thread-1-1-1.html"), 200)
    assert notice is not None
    assert (notice.kind, notice.text) == (kind, text)


@pytest.mark.parametrize("case", PAGES, ids=[case["label"] for case in PAGES])
def test_pages(case: dict[str, str]) -> None:
    notice = read_notice(Page(case["html"], "http://h/forum.php"), 200)
    assert (notice and notice.kind) == case["kind"]
    assert notice is None or notice.text


def test_a_long_page_of_an_error_is_a_notice_by_its_status() -> None:
    page = Page(
        "<html><body>Discuz! System Error" + "<p>SELECT * FROM pre_forum</p>" * 900 + "</body></html>", "http://h/"
    )
    assert read_notice(page, 200) is None
    notice = read_notice(page, 503)
    assert notice is not None
    assert notice.kind == "system_error"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("提示: 该帖被管理员或版主屏蔽", "blocked_post"),
        ("提示: 作者被禁止或删除 内容自动屏蔽", "blocked_post"),
        ("本主题需向作者支付 5 金钱 才能浏览", "payment"),
        ("游客，本帖隐藏的内容需要积分高于 500 才可浏览，您当前积分为 0", "hidden_part"),
        ("遊客，如果您要查看本帖隱藏內容請回覆", "hidden_part"),
        ("附件: 您需要登录才可以下载或查看附件。", "attachment_login"),
        ("本帖子中包含更多资源", "attachment_login"),
        ("别的", "hidden_part"),
    ],
)
def test_parts_of_posts(text: str, kind: str) -> None:
    assert kind_of_part(text) == kind


def test_every_kind_is_described() -> None:
    assert {kind for wordings in (MESSAGES, PARTS, SOURCES) for kind, _ in wordings} <= set(NOTICES)


def test_the_words_of_a_notice_are_without_the_code_beside_them() -> None:
    script = "<script>if(history.length > 1) { document.write('<a href=\"#\">[ 点击这里返回上一页 ]</a>'); }</script>"
    body = f"<div id='messagetext'><p>抱歉，指定的主题<b>不存在</b>或已被删除</p>\n{script}</div>"
    notice = read_notice(Page(f"<html><body>{body}</body></html>", "https://bbs.example.com/thread-7-1-1.html"))
    assert notice == Notice("deleted", "抱歉，指定的主题不存在或已被删除")
