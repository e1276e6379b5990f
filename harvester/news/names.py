"""Whether some characters are a person's name as bylines write names.

A name starts with a surname and has two or three characters, or four with two surnames;
or it has a middle dot (``阿依古丽·买买提``). Missing a name
is better than taking a word for one. After an explicit label (``作者：``) a name needs no surname:
there pen names and names in Latin letters count too.
"""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.words import words

_SINGLE = frozenset("".join(words("surnames")))
_DOUBLE = frozenset(words("two_character_surnames"))
_EVIDENT = 3
_NO_NAMES = frozenset(words("no_names") + words("places") + words("cities"))
_NO_PEN_NAMES = frozenset(words("no_pen_names"))
#: 安阳报道, 全程直击: four characters that begin like a name but are not one.
_NO_FOUR = regex(r".*(?:报道|報道|報導|报导)")
_NO_LAST = frozenset("".join(words("no_last_characters")))
_HAN = regex(r"[\u4e00-\u9fff〇㐂-\u4dbf]+")
_DOTTED = regex(r"(?!.*(?:[了的在上着说报報社網网]|[记記]者))[\u4e00-\u9fff]{1,6}(?:[·•・‧][\u4e00-\u9fff]{1,8}){1,3}")
_LATIN = regex(r"[A-Z][A-Za-z.'’\-]*(?: [A-Z][A-Za-z.'’\-]*){1,3}")
_NO_PEN = regex(
    r".*[的了是在和与與们們]|.*(?:记者|記者|报道|報導|報道|编辑|編輯|来源|來源|综合|綜合|整理|本[报報刊网網社站])"
)
_BETWEEN = regex(r"[、，,；;/／|丨&＆]+")
#: 责任编辑：王小明_NN1234: the editor's number.
_CODE = regex(r"[\s_＿\-（(]*[A-Z]{1,4}\d{1,6}[)）]?$")


def is_name(word: str) -> bool:
    """Whether ``word`` (no spaces) is a person's name.

    >>> is_name("林晓舟"), is_name("报道")
    (True, False)
    """
    if _DOTTED.fullmatch(word):
        return True
    if not 2 <= len(word) <= 4 or word in _NO_NAMES or word[-1] in _NO_LAST or not _HAN.fullmatch(word):
        return False
    if word[:2] in _DOUBLE:
        return len(word) >= 3
    if len(word) == 4 and (word[:2] in _NO_NAMES or _NO_FOUR.fullmatch(word)):
        return False
    return word[0] in _SINGLE and (len(word) <= 3 or word[1] in _SINGLE)


def is_evident(word: str) -> bool:
    """Whether ``word`` is a name where only its place suggests it: it has three characters, and contains no other word.

    >>> is_evident("林晓舟"), is_evident("林舟")
    (True, False)
    """
    return is_name(word) and len(word) == _EVIDENT and word[:2] not in _NO_NAMES and word[1:] not in _NO_NAMES


def is_pen_name(word: str) -> bool:
    """Whether ``word`` can be a name where a label announces one: it needs no surname.

    >>> is_pen_name("逐浪")
    True
    """
    if is_name(word) or _LATIN.fullmatch(word):
        return True
    if word in _NO_NAMES or word in _NO_PEN_NAMES or _NO_PEN.match(word) or word[-1:] in _NO_LAST:
        return False
    return 2 <= len(word) <= 4 and bool(_HAN.fullmatch(word))


def names_of(value: str) -> tuple[str, ...]:
    """The names that the ``value`` of a label lists; none where it is anything else.

    >>> names_of("林晓舟、贺知秋")
    ('林晓舟', '贺知秋')
    >>> names_of("本报综合")
    ()
    """
    names: list[str] = []
    parts = (_CODE.sub("", part.strip()) for part in _BETWEEN.split(_CODE.sub("", value.strip())))
    for part in filter(None, parts):
        names += [part] if _LATIN.fullmatch(part) else join_spaced(part.split())
    return tuple(names) if names and all(map(is_pen_name, names)) else ()


def join_spaced(parts: list[str]) -> list[str]:
    """``parts``, with names of two characters that were spaced out to the width of three (``王　涛``) joined.

    >>> join_spaced(["王", "涛", "林晓舟"])
    ['王涛', '林晓舟']
    """
    joined: list[str] = []
    for word in parts:
        if joined and len(word) == len(joined[-1]) == 1 and is_name(joined[-1] + word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
