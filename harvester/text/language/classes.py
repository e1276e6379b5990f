"""Characters of which each may stand where another of its class does: no words about them decide which."""

from __future__ import annotations

from typing import Final

#: Marks; numerals, persons and particles.
MARKS: Final = "，。：；！？、…—～·“”‘’「」『』《》〈〉【】〔〕（）"
OTHERS: Final = ("〇零一二三四五六七八九十百千万萬亿億两兩", "他她它祂牠你妳您", "吗嗎呢吧呗唄啊呀啦嘛哦哇喔")
_CLASS_OF: Final = {char: chars for chars in (MARKS, *OTHERS) for char in chars}


def class_of(char: str) -> str:
    """All characters of the class of ``char``; nothing where it has none.

    >>> "她" in class_of("他"), class_of("山")
    (True, '')
    """
    return _CLASS_OF.get(char, "")


def are_alike(one: str, other: str) -> bool:
    """Whether two texts differ only in numerals, persons and particles of the same classes.

    >>> are_alike("他说", "她说"), are_alike("他说", "我说")
    (True, False)
    """
    return len(one) == len(other) and all(
        mine == theirs or any(mine in chars and theirs in chars for chars in OTHERS)
        for mine, theirs in zip(one, other, strict=True)
    )


#: Marks that open and close each other.
_OPENING: Final = "“‘「『《〈【〔（"
_CLOSING: Final = "”’」』》〉】〕）"
_OPENED_BY: Final = dict(zip(_CLOSING, _OPENING, strict=True))


def unmatched(text: str) -> int:
    """How many marks of ``text`` open something that nothing closes, or close what nothing opened.

    >>> unmatched("天启三年（1623年）"), unmatched("天启三年（1623年，")
    (0, 1)
    """
    open_marks: list[str] = []
    strays = 0
    for char in text:
        if char in _OPENING:
            open_marks.append(char)
        elif char in _OPENED_BY:
            if open_marks and open_marks[-1] == _OPENED_BY[char]:
                open_marks.pop()
            else:
                strays += 1
    return strays + len(open_marks)
