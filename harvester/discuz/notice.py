"""Answers that are not articles: what each is called, and the words it is known by.

Forums answer 200 for most of them. A page is a notice only where it shows no list, no
thread and no index: an article may quote any of these sentences.
"""

from __future__ import annotations

import itertools
import re

from harvester.discuz.model import Notice
from harvester.discuz.page import Element, Page, find, text_of

#: Each kind of notice, and what it means for a harvest.
KINDS = {
    "login_needed": "Only members may read it; a login could help.",
    "no_permission": "The visitor's group may not read it.",
    "reading_level": "It asks for a reading level above the visitor's.",
    "password": "The board asks for its password.",
    "payment": "It has to be bought.",
    "deleted": "The thread does not exist, was deleted, or waits for approval.",
    "missing_board": "The board does not exist.",
    "forum_closed": "The forum is closed.",
    "banned": "The visitor's address or name is banned.",
    "flood_limit": "Too many requests: slow down, and ask again later.",
    "reload": "The first visit is answered with a page that loads itself again: keep the cookies, and ask again.",
    "proxy_limit": "Requests through a proxy are refused.",
    "browser_check": "A script or captcha checks for a browser.",
    "question": "A question has to be answered first.",
    "system_error": "The forum or its database failed.",
    "blocked_post": "A post was blocked by the forum's staff, or its author was.",
    "hidden_part": "A part of a post shows itself for a reply or for points only.",
    "attachment_login": "Attached files are shown to members only.",
    "message": "A message page of the forum that is none of the others.",
}

#: Words of message pages, the most telling first: a page that needs a login often says so below
#: its reason. Both scripts, X and the versions before it.
_MESSAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words))
    for kind, words in (
        ("flood_limit", r"[频頻]繁刷新限制|刷新[过過]於?[频頻]繁|您的操作太[频頻]繁|[访訪][问問][过過]於?[频頻]繁|[请請]勿[频頻]繁刷新"),
        ("reload", r"[页頁]面重[载載][开開][启啟]|[页頁]面重新加?[载載]入?[开開][启啟]"),
        ("proxy_limit", r"代理(?:服[务務]器|伺服器)[访訪][问問]限制"),
        ("question", r"[请請]回答(?:以下|下面|安全)?.{0,4}[问問][题題]|安全提[问問][验驗][证證]"),
        ("reading_level", r"[阅閱][读讀][权權]限(?:必[须須])?(?:高[于於]|大[于於]|不低[于於])"),
        ("payment", r"需要?(?:向作者)?支付|[购購][买買][主此本][题題帖]|付[费費]主[题題]"),
        ("password", r"[版论論][块塊区區壇坛]?需要密[码碼]|密[码碼]才能[进進]入|[输輸]入密[码碼]"),
        ("missing_board", r"指定的[版板][块塊].{0,6}不存在|[版板][块塊]不存在|[论論][坛壇][版板]?[块塊]?不存在"),
        (
            "deleted",
            r"主[题題].{0,6}(?:不存在|已被[删刪]除)|已被[删刪]除或正在被[审審]核|[该該]?帖子?(?:不存在|已[经經]?被[删刪]除)|指定的主[题題]|等待[审審]核",
        ),
        ("forum_closed", r"(?:[论論][坛壇]|站[点點]|[网網]站).{0,8}(?:[临臨][时時])?[关關][闭閉]|正在[维維][护護升]"),
        ("banned", r"(?:IP|ip|您的地址).{0,12}(?:被禁止|不在.{0,6}[许許]可|被屏蔽|被封)|(?:帐|帳|账|賬)[号號户戶].{0,6}被(?:禁止|[锁鎖]定)[访訪]?[问問]?"),
        ("login_needed", r"(?:[请請]先?|需要?先?|[须須]要?先?|尚未|[没沒]有|未)(?:登[录錄入陆陸])|登[录錄入陆陸](?:後|后|之后|之後)(?:才|方|再)|注册(?:后|之后)?才"),
        ("no_permission", r"[没沒][有權权].{0,8}[权權]限|[无無][权權]|[权權]限不足|不能[访訪][问問]|禁止[访訪][问問]|[许許]可.{0,6}用[户戶][组組]|只有特定用[户戶]"),
        ("system_error", r"(?:System|Database|MySQL) Error|[数數][据據][库庫](?:[错錯][误誤]|[连連]接)"),
    )
)  # fmt: skip

#: Words of parts that stand in place of a post or inside one.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words))
    for kind, words in (
        ("attachment_login", r"附件|下[载載]|更多[资資]源|查看.{0,2}[图圖]片"),
        ("blocked_post", r"屏蔽|作者被禁止|禁止或[删刪]除|待[审審]核"),
        ("payment", r"支付|[购購][买買]"),
        ("reading_level", r"[阅閱][读讀][权權]限"),
        ("password", r"密[码碼]"),
        ("hidden_part", r"[隐隱]藏|回[复復覆]|[积積]分|才可(?:以)?[浏瀏][览覽]|查看"),
        ("login_needed", r"登[录錄入陆陸]"),
    )
)

#: Pages that are too small or too strange for a message of the forum's, by their source.
_SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("flood_limit", _MESSAGES[0][1]),
    ("reload", _MESSAGES[1][1]),
    ("proxy_limit", _MESSAGES[2][1]),
    (
        "browser_check",
        re.compile(
            r"_dsign|__jsl_clearance|cf[-_]chl|challenge-platform|Just a moment\.\.\.|acw_sc__v2|yundun|waf_?captcha|aliyun_?waf"
            r"|(?:安全|人机|人機|浏览器|瀏覽器)[验驗校检檢][证證验驗查测測]|滑[动動].{0,4}[验驗][证證]|geetest|verify\.js",
            re.IGNORECASE,
        ),
    ),
    ("system_error", re.compile(r"Discuz! (?:System|Database|info)[^<]{0,20}Error|(?:System|Database) Error|MySQL Query Error|\(\d{4}\) ?notconnect")),
)  # fmt: skip

#: Elements that hold the words of a message page: X, its touch pages, 7.x, 6.x.
_MESSAGE_BOXES = ".alert_error, .alert_info, .alert_right, .jump_c, .errormsg, .box.message, .showmessage"

#: Ids that only lists, threads and indexes have.
_CONTENT = re.compile(
    r"(?:post|postmessage|pid|normalthread|stickthread|category|subforum|thread)_?\d+$|(?:threadlisttableid|postlist|threadlist)$"
)

_SMALL = 12_000
_FEW_WORDS = 500
_LINE = 10


def read_notice(page: Page, status: int | None = None) -> Notice | None:
    """What a page that is no article says, or ``None`` where it is a list, a thread, an index or unknown.

    ``status`` is the HTTP status, where it is known.
    """
    if any(_CONTENT.match(name) for name in page.ids):
        return None
    return _password(page) or _question(page) or _message(page) or _by_source(page, status)


def kind_of_part(text: str) -> str:
    """The kind of a part that stands in place of a post or inside one, by its words."""
    return next((kind for kind, words in _PARTS if words.search(text)), "hidden_part")


def _password(page: Page) -> Notice | None:
    field = page.find("form[name=pw] , form[action*=pwverify], input[name=pw][type=password]")
    return None if field is None else Notice("password", _around(field))


def _question(page: Page) -> Notice | None:
    field = page.find("input[name=secqaaverify], input[name=answer]")
    if field is None or len(page.text) > _SMALL:
        return None
    return Notice("question", _around(field))


def _around(field: Element) -> str:
    """The words of the box that a form stands in."""
    words = ""
    for box in itertools.islice(field.iterancestors("div", "td"), 3):
        words = max(words, text_of(box), key=len)
        if len(words) > _LINE:
            break
    return words[:500]


def _message(page: Page) -> Notice | None:
    """The message of a message page; X has an empty box for successes before it."""
    boxes = [page.ids["messagetext"]] if "messagetext" in page.ids else page.find_all(_MESSAGE_BOXES)
    texts = [text for box in boxes if (text := text_of(box))]
    for kind, words in _MESSAGES:
        for text in texts:
            if words.search(text):
                return Notice(kind, text[:500])
    return Notice("message", texts[0][:500]) if texts else None


def _by_source(page: Page, status: int | None) -> Notice | None:
    """Pages of a few words and a script; a short article that speaks of such things is longer."""
    if len(page.text) > _SMALL and (status is None or status < 500):
        return None
    if len(_visible(page)) > _FEW_WORDS and (status is None or status < 500):
        return None
    for kind, words in _SOURCES:
        match = words.search(page.text)
        if match:
            return Notice(kind, text_of(page.find("title")) or match[0])
    return None


def _visible(page: Page) -> str:
    body = page.find("body")
    if body is None:
        return ""
    return "".join(text for text in body.xpath("descendant::text()[not(parent::script or parent::style)]")).strip()
