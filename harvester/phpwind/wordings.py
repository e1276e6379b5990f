"""The words that answers which are not articles are known by: data of :mod:`harvester.phpwind.notice` and ``parts``.

Each kind has patterns in both scripts. The order counts: the first kind that matches is it. Read off the language
files of 8.0 to 8.7, and pages of 9.1.
"""

from __future__ import annotations

import re

from harvester.config.patterns import regex

Wordings = tuple[tuple[str, re.Pattern[str]], ...]


def _wordings(**kinds: tuple[str, ...]) -> Wordings:
    return tuple((kind, regex("|".join(patterns), re.IGNORECASE)) for kind, patterns in kinds.items())


#: Words of message pages.
MESSAGES = _wordings(
    flood_limit=(r"刷新不要快[于於]", r"[频頻]繁(?:刷新|[访訪][问問]|操作)"),
    banned=(r"IP.{0,6}被(?:禁止|封)", r"您已被.{0,6}(?:禁止|屏蔽)[访訪][问問]"),
    payment=(r"出售[版板][块塊]", r"[需须須]要?支付", r"[购購][买買]"),
    password=(r"加密[版板][块塊]", r"[需须須]要?密[码碼]", r"[输輸]入.{0,6}密[码碼]"),
    missing_board=(
        r"[读讀]取[数數數]?[据據][错錯][误誤]",
        r"[版板][块塊](?:ID)?.{0,4}(?:不存在|非法)",
    ),
    deleted=(
        r"帖子\s*ID\s*非法",
        r"(?:帖子|主[题題]).{0,8}(?:不存在|已被[删刪]除|已[经經]被?[删刪]除)",
        r"主[题題][内內]容已被[删刪]除",
        r"[没沒]通[过過]管理[员員][验驗][证證]",
        r"(?:正在|等待)[审審]核",
    ),
    blocked_post=(r"此?帖子?(?:已)?被(?:管理[员員])?[关關][闭閉]", r"帖子?已?被屏蔽"),
    forum_closed=(r"(?:[论論][坛壇]|站[点點]|[网網]站).{0,8}(?:[关關][闭閉]|[维維][护護])",),
    login_needed=(
        r"只有[注註][册冊][会會][员員]",
        r"只允[许許](?:[注註][册冊]|[内內]部)[会會][员員]",
        r"(?:[还還][没沒]有|尚未|[请請]先)登[录錄陆陸]",
    ),
    no_permission=(
        r"[没沒]有.{0,16}(?:[权權]限|[浏瀏][览覽])",
        r"[无無][权權]",
        r"不能使用",
        r"只有特定(?:[会會][员員]|用[户戶])",
        r"[认認][证證][版板][块塊]",
        r"[积積]分.{0,20}(?:不足|不[够夠]|才能)",
    ),
    system_error=(r"(?:MySQL|Database|Query) Error", r"[数數][据據][库庫](?:[错錯][误誤]|[连連]接)"),
)

#: The first line of a message page that has a login form below; every one of them has the same second reason.
HEAD = regex(r"您[没沒]有登[录錄陆陸]或者您[没沒]有[权權]限")

#: The bare words of the load guard, which passes, and of a feed that is not for guests.
GUARD = regex(r"Forbidden,\s*Please\s+(?:Refresh|turn\s+off\s+CC)", re.IGNORECASE)
FORBIDDEN = regex(r"Forbidden")

#: What stands in the place of a post.
SHIELDED = regex(
    r"(?:[该該此]?(?:主[题題]|帖子?|[内內]容)|用[户戶]被禁言).{0,12}(?:屏蔽|被(?:管理[员員])?[删刪]除|未通[过過][检檢][查测測])[!！。]?"
)

#: What stands in the place of a part for sale before 8.0: what becomes of members who cheat.
_FRAUD = r"若[发發][现現][会會][员員][采採]用欺[骗騙]的方法"

#: Words of parts of a post that are kept back from the visitor.
PARTS = _wordings(
    attachment_login=(r"附件",),
    payment=(r"出售的?[内內]容", r"售[价價]", r"[购購][买買]", _FRAUD),
    login_needed=(r"登[录錄陆陸]",),
    hidden_part=(r"[隐隱]藏", r"加密", r"回[复復覆]", r"[积積]分"),
)

#: How a part begins that the forum puts over, or in the place of, what is kept back.
KEPT_BACK = regex(
    r"此[帖贴貼]售[价價]\s*\d|本部分[内內]容[设設]定了|[对對]不起[!！]您[没沒]有登[录錄陆陸]|(?:此段[为為])?出售的?[内內]容，[购購][买買]後?后?[显顯]示"
    rf"|附件[设設]置[隐隱]藏|{_FRAUD}"
)

#: The price of a post's parts for sale; and what stands in the place of each.
PRICED = regex(r"此[帖贴貼]售[价價]\s*\d")
FOR_SALE = regex(r"(?:此段[为為])?出售的?[内內]容，[购購][买買]")

#: Words of the forum's own in a body: over parts that are opened, code, players, and what a sale promises.
CHROME = regex(
    r"本部分[设設]定了[隐隱]藏,您|[该該]帖是加密帖|[购購][买買][后後]，?[将將][显顯]示帖子中所有出售[内內]容|[复複][制製]代[码碼]$"
    r"|[点點][击擊]播放(?:多媒[体體]|flash)|[楼樓]主留言："
)

#: The edit line of 8.x and of 9.x.
EDIT_LINE = regex(
    r"此[帖貼]被\s*(?P<by>.{0,80}?)\s*在\s*(?P<at>\d[\d\s:./-]{7,18}\d)\s*重新[编編][辑輯]"
    r"|(?P<by9>[^\[\]]{0,80}?)\s*[于於]\s*(?P<at9>\d[\d\s:./-]{7,18}\d)\s*[编編][辑輯]了帖子"
)

#: The heading of a quotation of another post: its floor, where it says that.
QUOTED = regex(r"\s*(?:引用\s+)?引用(?:第\s*(?P<floor>\d{1,6})\s*[楼樓]|[楼樓]主).{0,120}?[于於].{0,40}?[发發]表的")

#: What a list says that has no threads.
EMPTY = regex(r"(?:[暂暫][无無没沒]有?|[没沒]有)[^。]{0,6}(?:主[题題]|帖子|[内內]容)")

#: Who posts without a name.
NAMELESS = frozenset({"匿名", "匿名用户", "匿名用戶", "游客", "遊客", "guest", ""})


def kind_of_part(text: str) -> str:
    """The kind of a part that is kept back, by its words.

    >>> kind_of_part("此帖售价 5 铜币,已有 0 人购买"), kind_of_part("本部分内容设定了隐藏,需要回复后才能看到")
    ('payment', 'hidden_part')
    """
    return next((kind for kind, words in PARTS if words.search(text)), "hidden_part")
