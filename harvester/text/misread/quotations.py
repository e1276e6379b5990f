"""Texts that tell of misreadings: what looks like one in them is quoted, and stays.

A document that names the damage itself is about it, unless most of it is damaged. A paragraph quotes what it has of
it where its prose names an encoding, says that something is shown, read or mended so, or gives what it said too. Code
is not prose: there only the line counts, and that a file or a page declares its encoding says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from harvester.text.edits import Repair

#: Words for the damage, in the languages of those who meet it.
_DAMAGE: Final = (
    r"mojibake|garbled|gibberish|mis-?read|mis-?(?:de|en)coded|double[- ]encoded|"
    r"(?:weird|strange|odd|bizarre|wrong|corrupted|scrambled|funny) (?:characters?|letters|symbols)|"
    r"zeichensalat|krzaki|krzaczk|кракозябр|крокозябр|иероглиф|"
    r"caract[eè]res? (?:bizarre|étrange|extra[ñn]|raro)|文字化け|化けて|化ける|깨진 (?:글자|문자)|글자.{0,2} 깨|"
    r"乱码|亂碼|亂字|误读|誤讀|锟斤拷|烫烫"
)
#: Encodings, and what is said where they are mistaken.
_ENCODINGS: Final = (
    r"编码|編碼|字符集|кодировк|kodierung|encod|decod|charset|code ?page|unicode|utf-?8|gbk|gb-?2312|gb-?18030|big-?5|"
    r"latin-?[19]|8859|1252|koi-?8|cp-?\d{3}|windows-125\d|mac-?roman|shift-?jis|euc-?(?:jp|kr|tw)|"
    r"instead of (?:chinese|hanzi|the)|(?:read|shown|shows? up|came out|comes? out|turns? (?:up|out)) as"
)
#: What is said before one that is shown: an opening quote may stand between.
_SHOWN: Final = re.compile(
    r"(?:\b(?:shows?|showing|shown|displays?|displayed|see|sees|saw|seeing|reads?|became|becomes?|into|prints?|printed|"
    r"renders?|rendered|looks? like|repairs?|repaired|fix(?:es|ed)?|mends?|restores?|recovers?|undo(?:es)?|instead of|"
    r"statt|erscheint(?: als)?|affiche|aparece|вместо|видно|показывает|отображается)|"
    r"显示[成为]?|顯示[成為]?|变[成为]|變[成為]|读[成作]|讀[成作]|看到|看见|还原|還原|写成了?|表示)"
    r"\s*[:：]?\s*[\"'“”‘`«「『(（]?\Z",
    re.IGNORECASE,
)
#: What is said behind one: the particles of Japanese and Korean.
_SHOWN_AFTER: Final = re.compile(
    r"[\"'“”’`»」』)）]?\s*(?:と表示|になっ|になる|に化け|로 (?:표시|보)|instead of|statt\b|rather than|вместо)",
    re.IGNORECASE,
)
#: Characters before and behind a quotation in which it is looked for: a clause, and a few words.
_BEFORE: Final = 40
_BEHIND: Final = 20

_TELLS: Final = re.compile(_DAMAGE, re.IGNORECASE)
_NAMES: Final = re.compile(f"{_DAMAGE}|{_ENCODINGS}", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")
#: How a file or a page says what it is written in; its author speaks of no misreading.
_DECLARED: Final = re.compile(
    r"(?:charset|(?:file)?(?:en)?coding)\s*[=:]\s*\\?[\"']?[\w-]+|<\?xml[^>\n]{0,200}>|(?:default_)?charset[^\w\n]{1,3}[\w-]+",
    re.IGNORECASE,
)
#: What lines of code look like: how they begin, and how they end.
_CODE: Final = re.compile(
    r"\s*(?:#|//|/\*|\*|</?[a-zA-Z!?]|(?:import|from|def|class|return|if|for|while|var|let|const|public|private|static|"
    r"function|echo|print|int|char|void|@\w+)\b|[\w.$]+\s*(?:=|\+=|\(|:=)|[\"'][^\"'\n]*[\"']\s*:|[)}\]])"
)
_CODE_ENDS: Final = (";", "{", "}", "\\")
#: So great a part of a paragraph's lines are code, where it is.
_CODE_SHARE: Final = 0.6
#: Both forms are given where what was said has so many characters beyond ASCII.
_LEAST_SAID: Final = 2
_WHY: Final = "quoted, by what stands around it"


def doubted(text: str, repairs: Sequence[Repair]) -> list[Repair]:
    """``repairs`` of ``text``, in order; those of what it quotes are guesses.

    >>> made = Repair("gbk-as-latin-1", 9, "ÖÐ¹ú", "中国", "certain", 40.0, "gbk read as latin-1")
    >>> [each.certainty for each in doubted("it shows ÖÐ¹ú, as a name", [made])]
    ['guess']
    """
    if not repairs:
        return []
    if _are_few(repairs, len(text)) and _TELLS.search(text):
        return [_quoted(made) for made in repairs]
    coming = iter(repairs)
    made = next(coming, None)
    found: list[Repair] = []
    for start, end in paragraphs_in(text):
        here: list[Repair] = []
        while made and made.start < end:
            here.append(made)
            made = next(coming, None)
        found += doubted_in(text, start, end, here)
    return found


def doubted_in(text: str, start: int, end: int, repairs: Sequence[Repair]) -> list[Repair]:
    """The same of the ``repairs`` in the paragraph of ``text`` from ``start`` to ``end``; in code each line counts.

    >>> doubted_in("clean", 0, 5, [])
    []
    """
    if not repairs:
        return []
    if not _is_code(text[start:end]):
        return _judged(text, (start, end), repairs)
    lines = groupby(repairs, key=lambda made: line_of(text, made.start, made.end))
    return [made for span, here in lines for made in _judged(text, span, [*here])]


def _judged(text: str, span: tuple[int, int], repairs: Sequence[Repair]) -> list[Repair]:
    quoted = _are_few(repairs, span[1] - span[0]) and _quotes(text, span, repairs)
    return [_quoted(made) for made in repairs] if quoted else [*repairs]


def is_doubted(made: Repair) -> bool:
    """Whether ``made`` is of a quotation, as :func:`doubted` found.

    >>> is_doubted(Repair("gbk-as-latin-1", 0, "ÖÐ", "中", "certain", 9.0, "gbk read as latin-1"))
    False
    """
    return made.certainty == "guess" and made.why.endswith(_WHY)


def _quoted(made: Repair) -> Repair:
    return made if is_doubted(made) else replace(made, certainty="guess", why=f"{made.why}; {_WHY}")


def _are_few(repairs: Iterable[Repair], size: int) -> bool:
    """Whether most of ``size`` characters is not what was repaired."""
    return 2 * sum(len(made.before) for made in repairs) < size


def line_of(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The line, or lines, that the span from ``start`` to ``end`` stands in.

    >>> line_of("one\ntwo\nthree", 5, 6)
    (4, 7)
    """
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if last < 0 else last


def _is_code(paragraph: str) -> bool:
    lines = [line for line in paragraph.split("\n") if line.strip()]
    code = sum(_CODE.match(line) is not None or line.rstrip().endswith(_CODE_ENDS) for line in lines)
    return len(lines) > 1 and code >= _CODE_SHARE * len(lines)


def _quotes(text: str, span: tuple[int, int], repairs: Sequence[Repair]) -> bool:
    """Whether the prose of ``text`` in ``span`` speaks of what was repaired in it."""
    start, end = span
    prose = _DECLARED.sub("", _without(text, start, end, repairs))
    return (
        _NAMES.search(prose) is not None
        or any(_gives_both(text, made) for made in repairs)
        or any(
            _SHOWN.search(text, max(start, made.start - _BEFORE), made.start)
            or _SHOWN_AFTER.match(text, made.end, min(end, made.end + _BEHIND))
            for made in repairs
        )
    )


def _without(text: str, start: int, end: int, repairs: Iterable[Repair]) -> str:
    """``text`` from ``start`` to ``end`` without what was repaired in it."""
    parts = []
    for made in repairs:
        parts.append(text[start : made.start])
        start = made.end
    return "\n".join([*parts, text[start:end]])


def _gives_both(text: str, made: Repair) -> bool:
    """Whether the line has what was said as well as what is shown, each word of it."""
    start, end = line_of(text, made.start, made.end)
    beside = f"{text[start : made.start]}\n{text[made.end : end]}"
    said = re.findall(r"[^\x00-\x7f]+", made.after)
    return sum(map(len, said)) >= _LEAST_SAID and all(word in beside for word in said)


def paragraphs_in(text: str) -> Iterator[tuple[int, int]]:
    r"""The start and end of each stretch of ``text`` without an empty line.

    >>> [*paragraphs_in("one\ntwo\n\nthree")]
    [(0, 7), (9, 14)]
    """
    return (match.span() for match in _PARAGRAPH.finditer(text))
