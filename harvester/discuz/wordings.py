"""The words that answers which are not articles are known by: data of :mod:`harvester.discuz.notice`.

Each kind has patterns in both scripts, of X and of the versions before it. The order
counts: the first kind that matches is it, so the most telling stand first; a page that
refuses for any reason may say below it that a login could help.
"""

from __future__ import annotations

import re

from harvester.config.patterns import regex

Wordings = tuple[tuple[str, re.Pattern[str]], ...]


def _wordings(**kinds: tuple[str, ...]) -> Wordings:
    return tuple((kind, regex("|".join(patterns), re.IGNORECASE)) for kind, patterns in kinds.items())


#: Words of message pages.
MESSAGES = _wordings(
    flood_limit=(
        r"[频頻]繁刷新限制",
        r"(?:刷新|[访訪][问問]|操作|[请請]求)(?:[过過太][于於]?)?[频頻]繁",
        r"[请請]勿[频頻]繁刷新",
    ),
    reload=(r"[页頁]面重[载載][开開][启啟啓]", r"[页頁]面重新[载載]入[开開][启啟啓]"),
    proxy_limit=(r"代理(?:服[务務]器|伺服器)[访訪][问問]限制",),
    question=(r"[请請]回答.{0,6}[问問][题題]", r"安全提[问問][验驗][证證]"),
    reading_level=(r"[阅閱閲][读讀][权權]限(?:必[须須])?(?:高[于於]|大[于於]|不低[于於])",),
    payment=(r"[向需要][^。]{0,6}支付", r"[购購][买買](?:主[题題]|本主[题題]|此[帖貼])", r"付[费費]主[题題]"),
    password=(r"[版论論本][块塊区區坛壇版].{0,4}需要密[码碼]", r"密[码碼]才能[进進浏瀏]", r"[输輸]入.{0,4}密[码碼]"),
    missing_board=(r"[版板][块塊].{0,6}不存在", r"指定的[论論][坛壇].{0,6}不存在"),
    deleted=(
        r"(?:主[题題]|帖子|貼子).{0,6}(?:不存在|已[经經]?被[删刪]除)",
        r"已被[删刪]除或正在被[审審]核",
        r"thread_nonexistence",
        r"(?:thread|topic|post)s?\b.{0,40}(?:not exist|been deleted|not found)",
        r"[该該此][帖貼]子?(?:不存在|已[经經]?被[删刪]除|正在[审審]核)",
    ),
    forum_closed=(
        r"(?:[论論][坛壇]|站[点點]|[网網]站|本站).{0,8}[关關][闭閉]",
        r"(?:[论論][坛壇]|[网網]站|系[统統]).{0,6}[维維][护護]",
        r"[暂暫]停[访訪][问問]",
        r"(?:每日|日常|[系網网][统統站]|例行)[维維][护護]|[维維][护護]中|(?:升[级級]|改版)中",
        r"(?:under|for) maintenance|temporarily closed",
    ),
    banned=(
        r"(?:IP|您的地址).{0,12}(?:被禁止|不在.{0,8}[许許]可|被屏蔽|被封)",
        r"(?:[帐帳账賬][号號户戶]|用[户戶]).{0,6}被(?:禁止[访訪][问問]|[锁鎖]定)",
    ),
    login_needed=(
        r"(?:[请請]先?|[须須]要?先?|需要?先?|尚未|[没沒]有|未)登[录錄入陆陸]",
        r"登[录錄入陆陸](?:後|后|之后|之後)?(?:才|方)",
        r"[请請]?(?:登[录錄入陆陸]或)?[注註][册冊](?:後|后|之后|之後)才",
        r"(?:need|must|have) to (?:be )?(?:log|sign)(?:ged)?.?in|please (?:log|sign).?in|not (?:yet )?logged.?in",
    ),
    no_permission=(
        r"[没沒]有.{0,10}[权權]限?",
        r"用[户戶][组組].{0,12}[无無]法",
        r"(?:do(?:es)? not|don't|no) (?:have )?(?:the )?(?:permission|right)|not (?:allowed|permitted)",
        r"nopermission",
        r"[无無][权權]",
        r"[权權]限不足",
        r"(?:不能|不允[许許]|禁止|不可)[访訪][问問]",
        r"只有(?:特定|指定).{0,4}用[户戶]",
    ),
    system_error=(r"(?:System|Database|MySQL) Error", r"[数數][据據][库庫](?:[错錯][误誤]|[连連]接)"),
)

#: Words of parts that stand in place of a post or inside one.
PARTS = _wordings(
    attachment_login=(r"附件", r"下[载載]", r"更多[资資]源", r"查看.{0,2}[图圖]片"),
    blocked_post=(r"屏蔽", r"作者被禁止", r"禁止或[删刪]除", r"被[删刪]除", r"[无無]效[楼樓][层層]", r"[审審]核"),
    payment=(r"支付", r"[购購][买買]"),
    reading_level=(r"[阅閱閲][读讀][权權]限",),
    password=(r"密[码碼]",),
    hidden_part=(r"[隐隱]藏", r"回[复復覆]", r"[积積]分", r"[浏瀏][览覽]"),
    login_needed=(r"登[录錄入陆陸]",),
)

#: What the source of a page of a few words contains, where the forum has not come to its own message page.
SOURCES = _wordings(
    flood_limit=(r"[频頻]繁刷新限制",),
    reload=(r"[页頁]面重[载載][开開][启啟啓]",),
    proxy_limit=(r"代理服[务務]器[访訪][问問]限制",),
    browser_check=(
        r"_dsign",
        r"__jsl_clearance|acw_sc__v2|cf[-_]chl|challenge-platform",
        r"Just a moment\.\.\.",
        r"(?:安全|人[机機]|[浏瀏][览覽]器)(?:[验驗][证證]|[检檢][查测測])",
        r"滑[动動].{0,4}[验驗][证證]|geetest|waf[_-]?captcha",
    ),
    system_error=(
        r"Discuz! (?:System|Database) Error",
        r"(?:System|Database) Error",
        r"MySQL Query Error",
        r"\(\d{4}\) ?notconnect",
    ),
)

#: The kind of a part of a post that keeps back files only.
FILES_KEPT_BACK = "attachment_login"


#: The kind of what stands in the place of a post.
BLOCKED = "blocked_post"


def kind_of_part(text: str, otherwise: str = "hidden_part") -> str:
    """The kind of a part that stands in place of a post or inside one, by its words; or ``otherwise``."""
    return next((kind for kind, words in PARTS if words.search(text)), otherwise)
