"""Roles in a byline: who wrote, who took the pictures, who prepared the text; and desks.

The words are closed classes, listed here once; what comes before them (``驻东京``, ``首席``) is their kind.
"""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.model import Credit
from harvester.news.outlets import SHORTEST
from harvester.news.places import CITY
from harvester.news.words import any_of

_KIND_OF = (
    "全媒体|全媒體|全媒|融媒体|融媒體|融媒|首席|特约|特約|特派|特别|驻外|駐外|驻站|驻地|駐地|见习|見習|实习|實習|高级|资深|資深|参与|參與"
    "|摄影|攝影|文字|视频|視頻|图片|圖片|本网|本端|本站|外派|兼职|校园|小|前方|一线|两会|数码|全能"
)
#: Who wrote.
WRITER = (
    "记者|記者|通讯员|通訊員|评论员|評論員|实习生|實習生|报道员|特派员|特派員|撰稿人|撰稿|主笔|主筆|编译|編譯|采写|採寫"
    "|采访|採訪|撰文|作者|文字|文|整理"
)
#: Who took or supplied the pictures.
PICTURES = "摄影报道|摄影师|攝影師|摄影|攝影|图片|圖片|供图|供圖|图|圖|摄|攝"
ONLY_PICTURES = regex(PICTURES)
_EDITOR = "责任编辑|責任編輯|责编|責編|核稿編輯|核稿编辑|编辑|編輯"
#: Roles of those who prepared a text, and neither wrote it nor took its pictures.
OTHERS = (
    rf"{_EDITOR}|校对|校對|美编|美編|审核|審核|制图|製圖|统筹|統籌|监制|監製|设计|設計|翻译|翻譯|剪辑|剪輯"
    "|策划|策劃|出品"
)
_IS_EDITOR, _IS_OTHER = (
    regex(rf"(?!图片|圖片|视频|視頻|美).*(?:{_EDITOR})"),
    regex(rf"{OTHERS}|.*(?:{_EDITOR})"),
)
#: What a role of several words ends with: 全媒体 *记者*.
HEAD = "记者|記者|编译|編譯|编辑|編輯|通讯员|通訊員|评论员|評論員|实习生|實習生|撰稿人|撰稿|主笔|主筆|特派员|特派員"
_PLACED = (
    r"[驻駐](?:[\u4e00-\u9fff]{1,4}、)?[\u4e00-\u9fff]{1,7}?|特派[\u4e00-\u9fff]{2,5}?"
    r"|[\u4e00-\u9fff]{2,3}(?<![端报報网網社台刊])(?=特[约約派])"
)
#: A role with what comes before and after it without a blank.
ROLE = regex(
    rf"(?P<outlet>{SHORTEST})?(?P<role>(?:{_PLACED})?(?:{_KIND_OF}|{any_of('desks')}|{CITY}){{0,3}}(?:{HEAD}))(?P<rest>.*)"
)
HEADED = regex(HEAD)
_ROLE_ALONE = regex(rf"(?:{SHORTEST})?(?:{_KIND_OF}|{any_of('desks')}){{0,3}}(?:{HEAD}|[编編][辑輯]部)")
#: Roles that are also ordinary words stand alone, and names follow.
BARE_ROLE = regex(rf"(?:{WRITER}|{PICTURES}|{OTHERS})")
#: A desk: 網搜小組.
DESK = regex(r"[\u4e00-\u9fff]{2,8}(?:中心|小[组組]|[组組]|部|[频頻]道)")
_DESK_ALONE = regex(r"[\u4e00-\u9fff／/╱\s]{2,16}[／/╱]\s*[\u4e00-\u9fff]{2,4}(?:報導|报道|报导|報道|外電)")


def is_desk(line: str) -> bool:
    """Whether ``line`` names a desk and what it did, but no person: 社會中心／綜合報導.

    >>> is_desk("社會中心／綜合報導")
    True
    """
    return len(line) <= 24 and bool(_DESK_ALONE.fullmatch(line.strip(" （()）〔〕【】[]")))


def is_role(line: str) -> bool:
    """Whether ``line`` is a role without a name: 本报评论员.

    >>> is_role("本报评论员")
    True
    """
    return len(line) <= 16 and bool(_ROLE_ALONE.fullmatch(line.strip()))


def is_editor(credit: Credit) -> bool:
    """Whether it credits an editor.

    >>> is_editor(Credit(None, "责任编辑", ("林晓舟",)))
    True
    """
    return bool(_IS_EDITOR.fullmatch(credit.role))


def is_translator(credit: Credit) -> bool:
    """Whether it credits a translator.

    >>> is_translator(Credit(None, "编译", ("林晓舟",)))
    True
    """
    return credit.role in ("翻译", "翻譯", "编译", "編譯")


def is_maker(credit: Credit) -> bool:
    """Whether it credits a writer or photographer, not those who prepared the text.

    >>> is_maker(Credit(None, "校对", ("林晓舟",)))
    False
    """
    return not _IS_OTHER.fullmatch(credit.role)


def takes_pictures(credit: Credit) -> bool:
    """Whether it credits a photographer.

    >>> takes_pictures(Credit(None, "摄影", ("林晓舟",)))
    True
    """
    return is_maker(credit) and bool(ONLY_PICTURES.search(credit.role))


def writes(credit: Credit) -> bool:
    """Whether it credits a writer, including a reporter who also took the pictures.

    >>> writes(Credit(None, "摄影", ("林晓舟",)))
    False
    """
    return is_maker(credit) and (reports(credit.role) or not takes_pictures(credit))


def reports(role: str) -> bool:
    """Whether ``role`` is a reporter's.

    >>> reports("首席记者")
    True
    """
    return role.endswith(("记者", "記者"))
