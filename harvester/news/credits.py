"""Bylines: a line, or the content of brackets, that is nothing but credits.

The grammar, with spaces, commas, slashes or nothing between its parts::

    byline = [□ or 文/图] credit { credit } [文/图, 报道, 摄影报道, 台北報導, 发自上海]
    credit = [outlet] role name { name }           随州日报 全媒 记者 陈云 黄海涛
           | [outlet] name { name } place 报道     王小明／台北報導
           | desk / name 报道                      網搜小組／王小明報導
           | name { name } / role                  张三/文
           | name { name } role                    王小明 首尔通讯员

A role may contain a place (``驻东京记者``, ``特派北京记者``). A line is a byline as a whole or not at all. A
line that credits only pictures (``记者 王涛 摄``) belongs to a picture and is not one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from harvester.config.patterns import regex
from harvester.news.model import Credit
from harvester.news.names import is_evident, is_name, is_pen_name, join_spaced
from harvester.news.outlets import OUTLET, bare
from harvester.news.places import CITY
from harvester.news.roles import (
    BARE_ROLE,
    DESK,
    HEAD,
    HEADED,
    ONLY_PICTURES,
    OTHERS,
    PICTURES,
    ROLE,
    WRITER,
    reports,
    writes,
)

#: Longer lines are text.
_LONGEST = 120
#: More names than this without a role are a list of people.
_MOST_BARE_NAMES = 4

_MARKS = "□■●○◎⊙◆◇⊕◉☉"
_BULLETS = r"□■●○◎⊙◆◇▲△▼▽※★☆▪•▶►◤◢☉⊕◉\s\-—|｜丨*·"
_LEADS = regex(
    rf"^(?:[{_BULLETS}]+)?"
    r"(?:(?:文[/／、]?[图圖]|[图圖][/／、]?文|文[/／][摄攝]|[图圖]文|文字[/／][图圖]片)\s*[/／|｜丨:：\s]\s*)?"
)
_TAILS = regex(
    r"(?:[\s/／（(]*(?:文[/／、]?[图圖摄攝]|[图圖][/／]文|[图圖]文|文并[摄攝]|(?:(?<=\s)[\u4e00-\u9fff]{2,4})?(?:[摄攝]影|[图圖]文)(?:报道|報導|報道)"
    r"|综合整理|参与采写|[图圖]?\s?[/／]?\s?(?:受访者|受訪者|通讯员|资料)供?[图圖]|[图圖]\s?[/／]\s?[\u4e00-\u9fff]{2,8}(?:提供|授權|授权|翻[摄攝拍])|[/／]文[/／][摄攝图圖])[）)]?)\s*$"
)
#: The longest that a byline ends with.
_LONGEST_TAIL = 24
_DOT, _SLASH = regex("[·•・‧]"), regex("[/／]")
_YEAR = regex(r"(?:19|20)\d\d")
_STAMPED = regex(
    r"[\s(（【\[|]{0,6}(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}[^\u4e00-\u9fff]*(?:日[^\u4e00-\u9fff]*)?$"
)
#: 林晓舟/文 贺知秋/摄: after a name, but not between two blanks, where it separates a role from the name before it.
_SLASHED = regex(
    r"(?<=[\u4e00-\u9fff])(?:[/／]\s*|\s+[/／]\s*(?!\S{1,2}\s+[\u4e00-\u9fff]))(文|图|圖|摄|攝|摄影|攝影)(?=$|[\s/／、，,；;])"
)
#: 记者 林晓舟 文 贺知秋 图
_AFTER = regex(r"(?<=[\u4e00-\u9fff])\s+文\s+([\u4e00-\u9fff·]{2,6})\s+([图圖摄攝])$")
_DOTTED = regex(rf"(?<![\u4e00-\u9fff·])((?:{WRITER}|{PICTURES})|[\u4e00-\u9fff]{{0,8}}(?:{HEAD}))\s*[·•・‧]\s*")
#: 记者林　舟: a name of two characters, spaced out right after its role.
_WIDE = regex(rf"({HEAD})(?=[\u4e00-\u9fff][\s　]+[\u4e00-\u9fff](?:[\s、，]|$))")
#: 沈知远、顾明报道: after a comma two characters are a name, not a place.
_LAST = regex(r"、([\u4e00-\u9fff]{2})(?=(?:[综綜]合)?(?:报道|報導|报导|報道))")
#: 文/林晓舟（发自雾城）
_FROM = regex(r"\s*[（(]\s*([发發]自[^（()）]{2,8})[)）]$")
#: 驻美国、日本特派记者: this comma is part of a role.
_WITHIN_ROLE = r"(?:(?<=[驻駐].、)|(?<=[驻駐]..、)|(?<=[驻駐]...、))[\u4e00-\u9fff]{1,8}[记記]者"
_SPLIT = regex(rf"(?:[\s，,；;/／╱|｜丨:：&＆{_MARKS}]|、(?!{_WITHIN_ROLE}))+")
_VERB = (
    r"(?:即[时時]|[综綜]合|整合|[现現][场場]|[专專][题題]|[联聯]合|特稿|[摄攝]影|外[电電]|深度|[独獨]家){0,2}"
    r"(?:專電|专电|電|电|報導|报导|报道|報道|專訪|专访|[采採][访訪][报報][道導])"
)
#: 王小明台北10日電, 台北報導, 报道: what a reporter did, from where, and the last name before it.
_FILED = regex(
    rf"(?P<name>[\u4e00-\u9fff·]{{2,4}}?)??(?P<place>(?:{CITY}){{1,2}})?(?:(?:\d{{1,2}}月)?\d{{1,2}}日)?{_VERB}|(?P<sender>[\u4e00-\u9fff]{{2,4}}?)?[发發]自\S{{2,8}}"
)
#: A place that is on no list, after a name of three or two characters.
_FILED_AFAR = regex(rf"(?P<words>[\u4e00-\u9fff]{{4,9}}?)(?:\d{{1,2}}日){_VERB}")
#: 北京晚报·五色土: next to an outlet its column, or its site, can be any word.
_ALONE = regex(rf"{OUTLET}(?:[·•][\u4e00-\u9fff]{{2,4}}|(?<=[\u4e00-\u9fff])[A-Za-z]{{2,12}})?")
_BARRED = regex(r"[|｜丨]")
_PASSED = regex(rf"{OUTLET}(?:提供|供稿|供[图圖]|授[权權])")
#: After a reporter a correspondent may be an office's collective name: 通讯员 穗法宣.
_CORRESPONDENT = ("通讯员", "通訊員")
_JOINS = frozenset(["和", "与", "與", "及", "暨", "等", "等人", "兼", "特约", "特約"])
#: Every byline has one of these.
_SIGN = regex(
    rf"{HEAD}|[报報][道導导]|[电電][）)】\]〕]?$|[发發]自|[|｜丨]\s*[\u4e00-\u9fff]{{2,4}}$|(?:^|[\s/／╱|｜丨·•・,，、；;{_BULLETS}])(?:{WRITER}|{PICTURES}|{OTHERS})(?=[\s/／╱|｜丨·•・:：]|$)"
)


def read_credits(text: str, outlet: str | None = None, *, lenient: bool = False) -> tuple[Credit, ...]:
    """The credits that ``text`` consists of; none where it contains anything else, or credits no writer.

    ``outlet`` is the reporters' where none stands before their role; ``lenient``: names after a role need no
    surname, as in brackets.

    >>> read_credits("江滨日报记者 林晓舟")
    (Credit(outlet='江滨日报', role='记者', names=('林晓舟',)),)
    >>> read_credits("今天上午通车")
    ()
    """
    credits_ = read_roles(text, outlet, lenient=lenient)
    return credits_ if any(writes(credit) for credit in credits_) else ()


@lru_cache(maxsize=2048)  # a line is asked about by several readers
def read_roles(text: str, outlet: str | None = None, *, lenient: bool = False) -> tuple[Credit, ...]:
    """Like :func:`read_credits`, whether they credit writers or not.

    >>> read_roles("责任编辑 林晓舟")
    (Credit(outlet=None, role='责任编辑', names=('林晓舟',)),)
    """
    text = text.strip()
    if not 4 <= len(text) <= _LONGEST or text.endswith((":", "：")) or not _SIGN.search(text):  # 记者 陆川：who speaks
        return ()
    plain = _without_tail(_without_stamp(_FROM.sub(r" \1", text) if "自" in text else text))
    plain = _DOTTED.sub(r"\1 ", plain) if _DOT.search(plain) else plain
    plain = _AFTER.sub(r"/文 \1/\2", plain) if plain[-1:] in "图圖摄攝" and "文" in plain else plain
    slashed = _SLASHED.sub(r" /\1 ", plain) if _SLASH.search(plain) else plain
    found = join_spaced([word for part in slashed.split() for word in _words(part)])
    return _Reader(text, outlet, lenient=lenient).read(found)


def _without_stamp(text: str) -> str:
    """``text`` without the stamp after it and the words before a byline, and with blanks where names begin."""
    text = _STAMPED.sub("", text) if _YEAR.search(text) else text
    text = _LEADS.sub("", text)
    return _WIDE.sub(r"\1 ", _LAST.sub(r"、\1 ", text) if "、" in text else text)


def _without_tail(text: str) -> str:
    """``text`` without what it ends with: 文/图, 摄影报道."""
    start = max(len(text) - _LONGEST_TAIL, 0)
    tail = _TAILS.search(text, start)
    return text[: tail.start()] if tail else text


def read_bare_names(text: str, outlet: str | None = None) -> tuple[Credit, ...]:
    """A credit without a role, if ``text`` is only names.

    >>> read_bare_names("林晓舟 贺知秋")[0].names
    ('林晓舟', '贺知秋')
    """
    names = join_spaced([word for word in _SPLIT.split(text.strip()) if word])
    named = 0 < len(names) <= _MOST_BARE_NAMES and all(map(is_name, names))
    return (Credit(outlet, "", tuple(names)),) if named else ()


def read_signature(line: str) -> tuple[Credit, ...]:
    """A credit without a role on a line of its own, with or without a mark before it: ``◎林晓舟``.

    >>> read_signature("◎林晓舟")[0].names
    ('林晓舟',)
    """
    found = read_bare_names(line.lstrip(f"{_MARKS} 　"))
    lone = found and len(found[0].names) == 1 and not is_evident(found[0].names[0])
    return () if lone else found


def _words(part: str) -> Iterator[str]:
    if part.startswith("/") and len(part) > 1:
        yield part
    else:
        yield from filter(None, _SPLIT.split(part))


class _Reader:
    """Reads the words of a byline from left to right, up to the first that does not fit."""

    def __init__(self, text: str, outlet: str | None, *, lenient: bool) -> None:
        self._text = text
        self._default = outlet
        self._lenient = lenient
        self._done: list[Credit] = []
        self._outlet: str | None = None
        self._role: str | None = None
        self._names: list[str] = []
        self._reported = False
        self._pictures_only = False

    def read(self, words: list[str]) -> tuple[Credit, ...]:
        while words and words[-1] in ("等", "等人"):
            words = words[:-1]
        fits = (self._take(word, following) for word, following in zip_longest(words, words[1:], fillvalue=""))
        if not words or not all(fits) or not self._close() or self._pictures_only:
            return ()
        return tuple(self._done)

    def _take(self, word: str, following: str) -> bool:
        """Fit one word in; false where it does not fit."""
        if word.startswith("/"):
            return self._after_slash(word[1:])
        if word in _JOINS:
            return bool(self._names)
        role = ROLE.fullmatch(word) if HEADED.search(word) else None
        if role:
            return self._open(self._joint(role["outlet"]), role["role"], role["rest"], following)
        if BARE_ROLE.fullmatch(word):
            return self._bare_role(word, following)
        if self._is_name(word):
            closed = self._role is not None or not self._reported or self._close()  # 林曉舟 報導 賀知秋 攝影
            self._names.append(word)
            return closed
        return self._report(word) or self._desk(word, following) or self._outlet_alone(word, following)

    def _is_name(self, word: str) -> bool:
        if is_name(word):
            return True
        passes = self._lenient or (self._done and (self._role or "").endswith(_CORRESPONDENT))
        return bool(passes and self._role is not None and not self._names and is_pen_name(word))

    def _open(self, outlet: str | None, role: str, rest: str, following: str) -> bool:
        if self._role and not self._names and BARE_ROLE.fullmatch(self._role):
            self._role = None  # 采写：本报记者 陆川
        if self._role is None and self._names and not rest and not following:  # 王小明 首尔通讯员
            self._outlet, self._role = outlet, role
            return True
        if not self._close():
            return False
        self._outlet, self._role = outlet, role
        return not rest or self._glued(rest)

    def _glued(self, rest: str) -> bool:
        """The name right after a role, and what that person did."""
        if self._is_name(rest):
            self._names = [rest]
            return True
        return self._report(rest, alone=True)

    def _report(self, word: str, *, alone: bool = False) -> bool:
        """王小明报道, 台北報導: ends a credit, and may begin with its last name, or with a place.

        Two characters after a name are as likely to be a place as another name, and count as neither.
        """
        filed = _FILED.fullmatch(word)
        if filed:
            name = filed["name"] or filed["sender"]
            if name and is_name(name) and (alone or not (self._names and len(name) == 2)):
                self._names.append(name)
        else:
            afar = _FILED_AFAR.fullmatch(word) if alone else None
            name = afar and next((afar["words"][:size] for size in (3, 2) if is_name(afar["words"][:size])), None)
            if not name:
                return False
            self._names.append(name)
        self._reported = True
        return bool(self._names)

    def _bare_role(self, word: str, following: str) -> bool:
        if self._names and self._role is None and not self._reported and not is_name(following):  # 沈知远 | 文
            self._role = word
            self._pictures_only = not self._done and bool(ONLY_PICTURES.fullmatch(word))
            return self._close() if following else True
        if self._names and not following:  # 记者 王涛 摄
            self._pictures_only = bool(ONLY_PICTURES.fullmatch(word))
            return True
        return self._open(None, word, "", following)

    def _after_slash(self, word: str) -> bool:
        if self._role is None and self._names:
            self._done.append(Credit(None, word, tuple(self._names)))
            self._names = []
        return self._close() and bool(self._done)  # 记者 林晓舟/文 贺知秋/摄

    def _desk(self, word: str, following: str) -> bool:
        """網搜小組／王小明報導."""
        filed = _FILED.fullmatch(following) if DESK.fullmatch(word) else None
        return bool(filed and filed["name"] and is_name(filed["name"])) and self._open(None, word, "", following)

    def _outlet_alone(self, word: str, following: str) -> bool:
        """An outlet that a space separates from its role or name, or one that passed the text on: 随州日报 全媒记者."""
        if self._names and _PASSED.fullmatch(word):
            return True
        if not following or not _ALONE.fullmatch(word):
            return False
        if self._role and not self._names:  # 文/观察者网 林晓舟
            self._outlet = word
            return True
        if not self._close():
            return False
        self._outlet = f"{self._outlet} {word}" if self._outlet else word
        self._role, self._names = None, []
        return True

    @property
    def _barred(self) -> bool:
        """Whether only a bar separates an outlet from its writer: 江滨晚报 | 林晓舟."""
        return self._outlet is not None and bool(_BARRED.search(self._text))

    def _joint(self, outlet: str | None) -> str | None:
        """The outlet of the next role, together with one that stood alone before it: 扬子晚报/紫牛新闻记者."""
        alone = self._outlet if self._role is None and not self._names else None
        if not alone or not outlet:
            return outlet or alone
        return next((both for mark in "/／·" if (both := f"{alone}{mark}{outlet}") in self._text), outlet)

    def _close(self) -> bool:
        """End the credit that is open; false where it lacks its role or its names."""
        if self._role is None and not self._names:
            return True
        beside = self._lenient and self._default is not None and not self._done  # （林晓舟 记者贺知秋）
        if not self._names or (self._role is None and not (self._reported or self._barred or beside)):
            return False
        first = not any(credit.outlet or reports(credit.role) for credit in self._done)
        outlet = self._outlet or (self._default if first and (self._reported or reports(self._role or "")) else None)
        self._done.append(Credit(bare(outlet) if outlet else None, self._role or "", tuple(self._names)))
        self._outlet, self._role, self._names, self._reported = None, None, [], False
        return True
