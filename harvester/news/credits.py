"""Bylines: a line, or the inside of brackets, that is nothing but credits.

The grammar, with spaces, commas, slashes or nothing between its parts::

    byline = [□ or 文/图] credit { credit } [文/图, 报道, 摄影报道, 台北報導, 发自上海]
    credit = [outlet] role name { name }           随州日报 全媒 记者 陈云 黄海涛
           | [outlet] name { name } place 报道     王小明／台北報導
           | desk / name 报道                      網搜小組／王小明報導
           | name { name } / role                  张三/文
           | name { name } role                    王小明 首尔通讯员

A role may have a place in it (``驻东京记者``, ``特派北京记者``). A line is a byline as a whole or not at all. A
line that credits pictures only (``记者 王涛 摄``) stands under a picture and is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from harvester.news.model import Credit
from harvester.news.names import is_evident, is_name, is_pen_name, join_spaced
from harvester.news.outlets import OUTLET, SHORTEST, bare, is_outlet
from harvester.news.places import CITY
from harvester.news.words import any_of, regex

#: Longer lines are text.
_LONGEST = 120
#: More names without a role are a list of people.
_MOST_BARE_NAMES = 4

_KIND_OF = (
    "全媒体|全媒體|全媒|融媒体|融媒體|融媒|首席|特约|特約|特派|特别|驻外|駐外|驻站|驻地|駐地|见习|見習|实习|實習|高级|资深|資深|参与|參與"
    "|摄影|攝影|文字|视频|視頻|图片|圖片|本网|本端|本站|外派|兼职|校园|小|前方|一线|两会|数码|全能"
)
_WRITER = (
    "记者|記者|通讯员|通訊員|评论员|評論員|实习生|實習生|报道员|特派员|特派員|撰稿人|撰稿|主笔|主筆|编译|編譯|采写|採寫"
    "|采访|採訪|撰文|作者|文字|文|整理"
)
_PICTURES = "摄影报道|摄影师|攝影師|摄影|攝影|图片|圖片|供图|供圖|图|圖|摄|攝"
_IS_PICTURES = regex(_PICTURES)
_EDITOR = "责任编辑|責任編輯|责编|責編|核稿編輯|核稿编辑|编辑|編輯"
#: Roles of those who made a text ready, and neither wrote it nor took its pictures.
_OTHERS = (
    rf"{_EDITOR}|校对|校對|美编|美編|审核|審核|制图|製圖|统筹|統籌|监制|監製|设计|設計|翻译|翻譯|剪辑|剪輯"
    "|策划|策劃|出品"
)
_IS_EDITOR, _IS_OTHER = (
    regex(rf"(?!图片|圖片|视频|視頻|美).*(?:{_EDITOR})"),
    regex(rf"{_OTHERS}|.*(?:{_EDITOR})"),
)
_HEAD = "记者|記者|编译|編譯|编辑|編輯|通讯员|通訊員|评论员|評論員|实习生|實習生|撰稿人|撰稿|主笔|主筆|特派员|特派員"
_PLACED = (
    r"[驻駐][\u4e00-\u9fff]{1,7}?|特派[\u4e00-\u9fff]{2,5}?|[\u4e00-\u9fff]{2,3}(?<![端报報网網社台刊])(?=特[约約派])"
)
_ROLE = regex(
    rf"(?P<outlet>{SHORTEST})?(?P<role>(?:{_PLACED})?(?:{_KIND_OF}|{any_of('desks')}|{CITY}){{0,3}}(?:{_HEAD}))(?P<rest>.*)"
)
_HEADED = regex(_HEAD)
_ROLE_ALONE = regex(rf"(?:{SHORTEST})?(?:{_KIND_OF}|{any_of('desks')}){{0,3}}(?:{_HEAD}|[编編][辑輯]部)")
#: Roles that are ordinary words too stand alone, and names follow.
_BARE_ROLE = regex(rf"(?:{_WRITER}|{_PICTURES}|{_OTHERS})")
_DESK = regex(r"[\u4e00-\u9fff]{2,8}(?:中心|小[组組]|[组組]|部|[频頻]道)")
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
#: What a byline ends with is shorter.
_LONGEST_TAIL = 24
_DOT, _SLASH = regex("[·•・‧]"), regex("[/／]")
_YEAR = regex(r"(?:19|20)\d\d")
_STAMPED = regex(
    r"[\s(（【\[|]{0,6}(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}[^\u4e00-\u9fff]*(?:日[^\u4e00-\u9fff]*)?$"
)
#: 林晓舟/文 贺知秋/摄: behind a name, not between two blanks, where it parts a role from the name before it.
_SLASHED = regex(
    r"(?<=[\u4e00-\u9fff])(?:[/／]\s*|\s+[/／]\s*(?!\S{1,2}\s+[\u4e00-\u9fff]))(文|图|圖|摄|攝|摄影|攝影)(?=$|[\s/／、，,；;])"
)
#: 记者 林晓舟 文 贺知秋 图
_AFTER = regex(r"(?<=[\u4e00-\u9fff])\s+文\s+([\u4e00-\u9fff·]{2,6})\s+([图圖摄攝])$")
_DOTTED = regex(rf"(?<![\u4e00-\u9fff·])((?:{_WRITER}|{_PICTURES})|[\u4e00-\u9fff]{{0,8}}(?:{_HEAD}))\s*[·•・‧]\s*")
#: 记者林　舟: a name of two characters, set wide right behind its role.
_WIDE = regex(rf"({_HEAD})(?=[\u4e00-\u9fff][\s　]+[\u4e00-\u9fff](?:[\s、，]|$))")
#: 沈知远、顾明报道: behind a comma two characters are a name, and no place.
_LAST = regex(r"、([\u4e00-\u9fff]{2})(?=(?:[综綜]合)?(?:报道|報導|报导|報道))")
#: 文/林晓舟（发自雾城）
_FROM = regex(r"\s*[（(]\s*([发發]自[^（()）]{2,8})[)）]$")
_SPLIT = regex(rf"[\s、，,；;/／╱|｜丨:：&＆{_MARKS}]+")
_VERB = (
    r"(?:即[时時]|[综綜]合|整合|[现現][场場]|[专專][题題]|[联聯]合|特稿|[摄攝]影|外[电電]|深度|[独獨]家){0,2}"
    r"(?:專電|专电|電|电|報導|报导|报道|報道|專訪|专访|[采採][访訪][报報][道導])"
)
#: 王小明台北10日電, 台北報導, 报道: what a reporter did, from where, and the last name before it.
_FILED = regex(
    rf"(?P<name>[\u4e00-\u9fff·]{{2,4}}?)??(?P<place>(?:{CITY}){{1,2}})?(?:(?:\d{{1,2}}月)?\d{{1,2}}日)?{_VERB}|(?P<sender>[\u4e00-\u9fff]{{2,4}}?)?[发發]自\S{{2,8}}"
)
#: A place that no list has, behind a name of three or of two characters.
_FILED_AFAR = regex(rf"(?P<words>[\u4e00-\u9fff]{{4,9}}?)(?:\d{{1,2}}日){_VERB}")
#: 北京晚报·五色土: beside an outlet its column, or its site, needs no form.
_ALONE = regex(rf"{OUTLET}(?:[·•][\u4e00-\u9fff]{{2,4}}|(?<=[\u4e00-\u9fff])[A-Za-z]{{2,12}})?")
_BARRED = regex(r"[|｜丨]")
_PASSED = regex(rf"{OUTLET}(?:提供|供稿|供[图圖]|授[权權])")
_JOINS = frozenset(["和", "与", "與", "及", "暨", "等", "等人", "兼", "特约", "特約"])
_NAMES = r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、]+[\u4e00-\u9fff·]{2,4}){0,3})"
_TAKEN = (
    rf"\s{{0,3}}(?:{CITY})?\s{{0,3}}[/／]?\s{{0,3}}(?:[摄攝]影?)\s{{0,3}}(?:\d{{2,3}}年\d{{1,2}}月\d{{1,2}}日)?[)）]?$"
)
#: Behind a role, else behind a mark or a blank: 新华社记者王涛摄, （王涛 摄）.
_TOOK = (
    regex(rf"(?:{_HEAD}|[摄攝]影)[\s:：/／]*{_NAMES}{_TAKEN}"),
    regex(rf"(?:^|(?<=[\s（(：:／/。，,、；！？”」]))[\s:：/／]*{_NAMES}{_TAKEN}"),
)
_DESK_ALONE = regex(r"[\u4e00-\u9fff／/╱\s]{2,16}[／/╱]\s*[\u4e00-\u9fff]{2,4}(?:報導|报道|报导|報道|外電)")


#: 文/本报记者 林晓舟 图/本报记者 顾明: the credits behind 图.
_PICTURED = regex(
    r"(?:^|[\s，,；;])(?:[图圖]片?|[摄攝]影)\s*[/／|｜：:]\s*(?P<credits>[^/／：:]{2,20}[记記]者[^/／：:]{2,12})$"
)
_PICTURES_TOO = regex(r"[摄攝]影(?:报道|報導|報道)")
_WORDS_TOO = regex(
    r"(?:^|[\s/／（(□■])(?:文\s*[/／、]?\s*[图圖摄攝]|文并[摄攝]|[图圖]\s*[/／]?\s*文|文字[/／][图圖]片)(?=$|[\s/／:：|｜)）])"
)
#: Without one of these nothing is a byline.
_SIGN = regex(
    rf"{_HEAD}|[报報][道導导]|[电電][）)】\]〕]?$|[发發]自|[|｜丨]\s*[\u4e00-\u9fff]{{2,4}}$|(?:^|[\s/／╱|｜丨·•・,，、；;{_BULLETS}])(?:{_WRITER}|{_PICTURES}|{_OTHERS})(?=[\s/／╱|｜丨·•・:：]|$)"
)


def read_credits(text: str, outlet: str | None = None, *, lenient: bool = False) -> tuple[Credit, ...]:
    """The credits that ``text`` consists of; none where it is anything else, or credits no writer.

    ``outlet`` is whose the reporters are where no outlet stands before their role; ``lenient`` where names behind a
    role need no surname, as in brackets.

    >>> read_credits("江滨日报记者 林晓舟")
    (Credit(outlet='江滨日报', role='记者', names=('林晓舟',)),)
    >>> read_credits("今天上午通车")
    ()
    """
    credits_ = read_roles(text, outlet, lenient=lenient)
    return credits_ if any(_wrote(credit) for credit in credits_) else ()


@lru_cache(maxsize=2048)  # a line is asked about by several readers
def read_roles(text: str, outlet: str | None = None, *, lenient: bool = False) -> tuple[Credit, ...]:
    """As :func:`read_credits`, be they writers or not.

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
    """``text`` without a stamp behind it and the words before a byline, and with blanks where names begin."""
    text = _STAMPED.sub("", text) if _YEAR.search(text) else text
    text = _LEADS.sub("", text)
    return _WIDE.sub(r"\1 ", _LAST.sub(r"、\1 ", text) if "、" in text else text)


def _without_tail(text: str) -> str:
    """``text`` without what it ends with: 文/图, 摄影报道."""
    start = max(len(text) - _LONGEST_TAIL, 0)
    tail = _TAILS.search(text, start)
    return text[: tail.start()] if tail else text


def read_bare_names(text: str, outlet: str | None = None) -> tuple[Credit, ...]:
    """A credit without a role, where ``text`` is names and nothing else.

    >>> read_bare_names("林晓舟 贺知秋")[0].names
    ('林晓舟', '贺知秋')
    """
    names = join_spaced([word for word in _SPLIT.split(text.strip()) if word])
    named = 0 < len(names) <= _MOST_BARE_NAMES and all(map(is_name, names))
    return (Credit(outlet, "", tuple(names)),) if named else ()


def read_signature(line: str) -> tuple[Credit, ...]:
    """A credit without a role that stands in a line of its own, with a mark before it or without: ``◎林晓舟``.

    >>> read_signature("◎林晓舟")[0].names
    ('林晓舟',)
    """
    found = read_bare_names(line.lstrip(f"{_MARKS} 　"))
    lone = found and len(found[0].names) == 1 and not is_evident(found[0].names[0])
    return () if lone else found


def photographers_of(text: str) -> tuple[str, ...]:
    """Who took a picture, where ``text`` ends by saying so: ``记者 王涛 摄``.

    >>> photographers_of("新华社记者 陆川 摄")
    ('陆川',)
    """
    end = text[-60:] if ("摄" in text[-16:] or "攝" in text[-16:]) else ""
    match = next(filter(None, (took.search(end) for took in _TOOK)), None) if end else None
    names = join_spaced(match["names"].replace("、", " ").split()) if match else []
    names = names[1:] if len(names) > 1 and is_outlet(names[0]) else names
    return tuple(names) if all(map(is_name, names)) else ()


def pictured_by(text: str, credits_: tuple[Credit, ...]) -> tuple[str, ...]:
    """Who of ``credits_``, which ``text`` consists of, took the pictures too: 记者 林晓舟 文/图, 图/本报记者 顾明.

    Of several behind 文/图 nobody knows which, but 摄影报道 is said of all.

    >>> pictured_by("记者 林晓舟 文/图", read_credits("记者 林晓舟 文/图"))
    ('林晓舟',)
    """
    named = _PICTURED.search(text)
    if named:
        return tuple(name for credit in read_roles(named["credits"]) for name in credit.names)
    names = tuple(name for credit in credits_ for name in credit.names if is_maker(credit))
    return names if _PICTURES_TOO.search(text) or (len(names) == 1 and _WORDS_TOO.search(text)) else ()


def is_desk(line: str) -> bool:
    """Whether ``line`` names a desk and what it did, and no person: 社會中心／綜合報導.

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
    """Whether it credits who translated.

    >>> is_translator(Credit(None, "编译", ("林晓舟",)))
    True
    """
    return credit.role in ("翻译", "翻譯", "编译", "編譯")


def is_maker(credit: Credit) -> bool:
    """Whether it credits a writer or who took the pictures, not those who made the text ready.

    >>> is_maker(Credit(None, "校对", ("林晓舟",)))
    False
    """
    return not _IS_OTHER.fullmatch(credit.role)


def takes_pictures(credit: Credit) -> bool:
    """Whether it credits who took the pictures.

    >>> takes_pictures(Credit(None, "摄影", ("林晓舟",)))
    True
    """
    return is_maker(credit) and bool(_IS_PICTURES.search(credit.role))


def _wrote(credit: Credit) -> bool:
    return is_maker(credit) and (_reports(credit.role) or not takes_pictures(credit))


def _reports(role: str) -> bool:
    return role.endswith(("记者", "記者"))


def _words(part: str) -> Iterator[str]:
    if part.startswith("/") and len(part) > 1:
        yield part
    else:
        yield from filter(None, _SPLIT.split(part))


class _Reader:
    """Reads the words of a byline from left to right, until the first that does not fit."""

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
        role = _ROLE.fullmatch(word) if _HEADED.search(word) else None
        if role:
            return self._open(self._joint(role["outlet"]), role["role"], role["rest"], following)
        if _BARE_ROLE.fullmatch(word):
            return self._bare_role(word, following)
        if self._is_name(word):
            closed = self._role is not None or not self._reported or self._close()  # 林曉舟 報導 賀知秋 攝影
            self._names.append(word)
            return closed
        return self._report(word) or self._desk(word, following) or self._outlet_alone(word, following)

    def _is_name(self, word: str) -> bool:
        return is_name(word) or (self._lenient and self._role is not None and not self._names and is_pen_name(word))

    def _open(self, outlet: str | None, role: str, rest: str, following: str) -> bool:
        if self._role and not self._names and _BARE_ROLE.fullmatch(self._role):
            self._role = None  # 采写：本报记者 陆川
        if self._role is None and self._names and not rest and not following:  # 王小明 首尔通讯员
            self._outlet, self._role = outlet, role
            return True
        if not self._close():
            return False
        self._outlet, self._role = outlet, role
        return not rest or self._glued(rest)

    def _glued(self, rest: str) -> bool:
        """The name right behind a role, and what its bearer did."""
        if self._is_name(rest):
            self._names = [rest]
            return True
        return self._report(rest, alone=True)

    def _report(self, word: str, *, alone: bool = False) -> bool:
        """王小明报道, 台北報導: ends a credit, and may have its last name, or any place, before it.

        Two characters behind a name are as likely a place as one more name, and count as neither.
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
            self._pictures_only = not self._done and bool(_IS_PICTURES.fullmatch(word))
            return self._close() if following else True
        if self._names and not following:  # 记者 王涛 摄
            self._pictures_only = bool(_IS_PICTURES.fullmatch(word))
            return True
        return self._open(None, word, "", following)

    def _after_slash(self, word: str) -> bool:
        if self._role is None and self._names:
            self._done.append(Credit(None, word, tuple(self._names)))
            self._names = []
        return self._close() and bool(self._done)  # 记者 林晓舟/文 贺知秋/摄

    def _desk(self, word: str, following: str) -> bool:
        """網搜小組／王小明報導."""
        filed = _FILED.fullmatch(following) if _DESK.fullmatch(word) else None
        return bool(filed and filed["name"] and is_name(filed["name"])) and self._open(None, word, "", following)

    def _outlet_alone(self, word: str, following: str) -> bool:
        """An outlet that a space parts from its role or name, or one that passed the text on: 随州日报 全媒记者."""
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
        """Whether a bar alone parts an outlet from its writer: 江滨晚报 | 林晓舟."""
        return self._outlet is not None and bool(_BARRED.search(self._text))

    def _joint(self, outlet: str | None) -> str | None:
        """The outlet of the role that comes now, with one that stood alone before it: 扬子晚报/紫牛新闻记者."""
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
        first = not any(credit.outlet or _reports(credit.role) for credit in self._done)
        outlet = self._outlet or (self._default if first and (self._reported or _reports(self._role or "")) else None)
        self._done.append(Credit(bare(outlet) if outlet else None, self._role or "", tuple(self._names)))
        self._outlet, self._role, self._names, self._reported = None, None, [], False
        return True
