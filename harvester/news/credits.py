"""Bylines: a line, or the inside of brackets, that is nothing but credits.

The grammar, with spaces, commas, slashes or nothing between its parts::

    byline = [□ or 文/图] credit { credit } [文/图, 报道, 摄影报道, 台北報導]
    credit = [outlet] role name { name }        随州日报 全媒 记者 陈云 黄海涛
           | name { name } / role               张三/文

A line is a byline as a whole or not at all. A line that credits pictures only (``记者 王涛 摄``)
stands under a picture and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from harvester.news.model import Credit
from harvester.news.names import is_name, join_spaced
from harvester.news.outlets import OUTLET

#: Longer lines are text.
_LONGEST = 90

_KIND_OF = (
    "全媒体|全媒體|全媒|融媒体|融媒體|融媒|首席|特约|特約|特派|特别|驻外|駐外|驻站|见习|見習|实习|實習|高级|资深|資深"
    "|摄影|攝影|文字|视频|視頻|图片|圖片|体育|本网|本端|本站|外派|兼职|校园|小"
)
_WRITER = (
    "记者|記者|通讯员|通訊員|评论员|評論員|实习生|實習生|报道员|特派员|特派員|撰稿人|撰稿|主笔|主筆|编译|編譯|采写|採寫"
    "|采访|採訪|撰文|作者|文字|文|整理"
)
_PICTURES = "摄影报道|摄影师|攝影師|摄影|攝影|图片|圖片|供图|供圖|图|圖|摄|攝"
_IS_PICTURES = re.compile(_PICTURES)
_EDITOR = "责任编辑|責任編輯|责编|責編|编辑|編輯"
#: Roles of those who made a text ready, and neither wrote it nor took its pictures.
_OTHERS = rf"{_EDITOR}|校对|校對|美编|美編|审核|審核|制图|製圖|统筹|統籌|监制|監製|设计|設計"
_IS_EDITOR, _IS_OTHER = re.compile(_EDITOR), re.compile(_OTHERS)

_ROLE = re.compile(
    rf"(?P<outlet>{OUTLET})?(?P<role>(?:{_KIND_OF}){{0,3}}(?:记者|記者|通讯员|通訊員|评论员|評論員|实习生|實習生|撰稿人|撰稿))"
    r"(?P<rest>.*)"
)
#: Roles that are ordinary words too stand alone, and names follow.
_BARE_ROLE = re.compile(rf"(?:{_WRITER}|{_PICTURES}|{_OTHERS})")
_LEADS = re.compile(
    r"^(?:[□■●○◆◇▲△◎※★☆▪•▶►\s\-—|｜丨*]+)?"
    r"(?:(?:文[/／、]?[图圖]|[图圖][/／、]?文|文[/／][摄攝]|[图圖]文|文字[/／][图圖]片)\s*[/／|｜丨:：\s]\s*)?"
)
_TAILS = re.compile(
    r"(?:[\s/／（(]*(?:文[/／、]?[图圖摄攝]|[图圖][/／]文|[图圖]文|文并[摄攝]|[摄攝]影报道|[摄攝]影報導|[图圖]文报道|[图圖]文報導"
    r"|综合整理|参与采写|[图圖]?\s?[/／]?\s?(?:受访者|受訪者|通讯员|资料)供?[图圖]|[图圖][/／]受访[者方单位]{1,2}提供|[/／]文[/／][摄攝图圖])[）)]?)\s*$"
)
_SLASHED = re.compile(r"(?<=[\u4e00-\u9fff])\s*[/／]\s*(文|图|圖|摄|攝|摄影|攝影)(?=$|[\s/／、，,；;])")
_SPLIT = re.compile(r"[\s、，,；;/／|｜丨:：&＆]+")
_PLACES = (
    "台北|新北|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|台東|臺北|澎湖|金門"
    "|北京|上海|香港|澳門|廣州|深圳|東京|首爾|華盛頓|紐約|倫敦|巴黎|綜合|外電|即時|專題|综合|联合|聯合|专题"
)
#: 王小明台北10日電, 王小明／台北報導: where a reporter writes from.
_FILED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff·]{{2,4}}?)??\s*(?P<place>{_PLACES})?(?:\d{{1,2}}日)?"
    r"(?:專?電|专?电|報導|报道|報道|專訪)|发自\S{2,8}"
)


def read_credits(text: str, outlet: str | None = None) -> tuple[Credit, ...]:
    """The credits that ``text`` consists of; none where it is anything else, or credits no writer.

    ``outlet`` is whose the reporters are where no outlet stands before their role.
    """
    credits_ = read_roles(text, outlet)
    return credits_ if any(_wrote(credit) for credit in credits_) else ()


def read_roles(text: str, outlet: str | None = None) -> tuple[Credit, ...]:
    """As :func:`read_credits`, be they writers or not."""
    text = text.strip()
    if not 4 <= len(text) <= _LONGEST or text.endswith((":", "：")):  # 记者 陆川：who speaks
        return ()
    bare = _LEADS.sub("", text)
    tail = _TAILS.search(bare)
    bare = bare[: tail.start()] if tail else bare
    reader = _Reader(outlet)
    slashed = _SLASHED.sub(r" /\1 ", bare)
    words = join_spaced([word for part in slashed.split() for word in _words(part)])
    return reader.read(words)


def is_editor(credit: Credit) -> bool:
    """Whether it credits an editor."""
    return bool(_IS_EDITOR.fullmatch(credit.role))


def is_maker(credit: Credit) -> bool:
    """Whether it credits a writer or who took the pictures, not those who made the text ready."""
    return not _IS_OTHER.fullmatch(credit.role)


def _wrote(credit: Credit) -> bool:
    return is_maker(credit) and (credit.role.endswith(("记者", "記者")) or not _IS_PICTURES.search(credit.role))


def _words(part: str) -> Iterator[str]:
    if part.startswith("/"):
        yield part
    else:
        yield from filter(None, _SPLIT.split(part))


class _Reader:
    """Reads the words of a byline from left to right; ``good`` turns false at the first that does not fit."""

    def __init__(self, outlet: str | None) -> None:
        self._default = outlet
        self._done: list[Credit] = []
        self._outlet: str | None = None
        self._role: str | None = None
        self._names: list[str] = []
        self._pictures_only = False

    def read(self, words: list[str]) -> tuple[Credit, ...]:
        if words and words[-1] in ("等", "等人"):
            words = words[:-1]
        fits = (self._take(word, following) for word, following in zip_longest(words, words[1:], fillvalue=""))
        if not words or not all(fits):
            return ()
        if not self._close() or self._pictures_only:
            return ()
        return tuple(self._done)

    def _take(self, word: str, following: str) -> bool:
        """Fit one word in; false where it does not fit."""
        if word.startswith("/"):
            return self._after_slash(word[1:])
        role = _ROLE.fullmatch(word)
        if role:
            return self._open(role["outlet"] or self._waiting(), role["role"], role["rest"])
        if _BARE_ROLE.fullmatch(word):
            return self._bare_role(word, following)
        if is_name(word):
            self._names.append(word)
            return True
        filed = _FILED.fullmatch(word)
        if filed:
            return self._filed(filed["name"])
        return self._outlet_alone(word, following)

    def _open(self, outlet: str | None, role: str, rest: str) -> bool:
        if self._role and not self._names and _BARE_ROLE.fullmatch(self._role):
            self._role = None  # 采写：本报记者 陆川
        if not self._close():
            return False
        self._outlet, self._role = outlet, role
        filed = _FILED.fullmatch(rest)
        name = filed["name"] if filed else rest
        if name and not is_name(name):
            return False
        self._names = [name] if name else []
        return True

    def _filed(self, name: str | None) -> bool:
        """王小明报道, 台北報導: ends a credit, and may have its last name, or any place, before it.

        Two characters behind a name are as likely a place as one more name, and count as neither.
        """
        if name and is_name(name) and not (self._names and len(name) == 2):
            self._names.append(name)
        return bool(self._names)

    def _bare_role(self, word: str, following: str) -> bool:
        if self._names and not following:  # 记者 王涛 摄
            self._pictures_only = bool(_IS_PICTURES.fullmatch(word))
            return True
        return self._open(None, word, "")

    def _after_slash(self, word: str) -> bool:
        if self._role is None and self._names:
            self._done.append(Credit(None, word, tuple(self._names)))
            self._names = []
        return bool(self._done or self._names)

    def _outlet_alone(self, word: str, following: str) -> bool:
        """An outlet that a space parts from its role: 随州日报 全媒记者."""
        if not re.fullmatch(OUTLET, word) or not _ROLE.fullmatch(following):
            return False
        if not self._close():
            return False
        self._outlet, self._role, self._names = word, None, []
        return True

    def _waiting(self) -> str | None:
        """The outlet that stood alone before the role that comes now."""
        return self._outlet if self._role is None else None

    def _close(self) -> bool:
        """End the credit that is open; false where it lacks its role or its names."""
        if self._role is None:
            return not self._names
        if not self._names:
            return False
        outlet = self._outlet or (self._default if not self._done and self._role.endswith(("记者", "記者")) else None)
        self._done.append(Credit(outlet, self._role, tuple(self._names)))
        self._outlet, self._role, self._names = None, None, []
        return True
