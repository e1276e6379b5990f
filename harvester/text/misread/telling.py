"""How people talk about misreadings, in the languages of those who meet them; and what only looks like it."""

from __future__ import annotations

import re
from typing import Final

#: Words for the damage.
from harvester.config.patterns import regex

_DAMAGE: Final = (
    r"mojibake|garbled|gibberish|mis-?read|mis-?(?:de|en)coded|double[- ]encoded|unreadable|"
    r"(?:weird|strange|odd|bizarre|wrong|corrupted|scrambled|funny) (?:characters?|letters|symbols)|"
    r"zeichensalat|krzaki|krzaczk|кракозябр|крокозябр|иероглиф|"
    r"caract[eè]res? (?:bizarre|étrange|extra[ñn]|raro)|文字化け|化けて|化ける|깨진 (?:글자|문자)|글자.{0,2} 깨|"
    r"乱码|亂碼|亂字|误读|誤讀|锟斤拷|烫烫"
)
#: Encodings, and what is said when they are mistaken.
_ENCODINGS: Final = (
    r"编码|編碼|字符集|кодировк|kodierung|encod|decod|charset|code ?page|unicode|utf-?8|gbk|gb-?2312|gb-?18030|big-?5|"
    r"latin-?[19]|8859|1252|koi-?8|cp-?\d{3}|windows-125\d|mac-?roman|shift-?jis|euc-?(?:jp|kr|tw)|chcp|ftfy|iconv|"
    r"instead of (?:chinese|hanzi|the)|(?:read|shown|shows? up|came out|comes? out|turns? (?:up|out)) as"
)
#: A document with a match of the first is about the damage; a paragraph with a match of the second talks about it.
ABOUT: Final = regex(_DAMAGE, re.IGNORECASE)
NAMES: Final = regex(f"{_DAMAGE}|{_ENCODINGS}", re.IGNORECASE)

#: What is said right before a misreading is shown; a tag, a bracket or an opening quote may stand between.
SHOWN: Final = regex(
    r"(?:\b(?:shows?|showing|shown|displays?|displayed|see|sees|saw|seeing|reads?|became|becomes?|into|prints?|printed|"
    r"renders?|rendered|looks? like|repairs?|repaired|fix(?:es|ed)?|mends?|restores?|recovers?|undo(?:es)?|instead of|"
    r"examples?|e\.g\.|for instance|such as|like this|"
    r"statt|erscheint(?: als)?|affiche|aparece|вместо|видно|показывает|отображается)|"
    r"(?:fix|repair|mend|restore|recover|decod|convert|unmangl)\w*\s*\(|"
    r"显示[成为]?|顯示[成為]?|变[成为]了?|變[成為]了?|读[成作]|讀[成作]|看到|看见|还原|還原|写成了?|表示|比如|例如)"
    r"\s*[:：]?\s*(?:<[^<>]{0,20}>)*[\"'“”‘`«「『（]?\Z",
    re.IGNORECASE,
)
#: What is said right after one: the particles of Japanese and Korean, and "instead of".
SHOWN_AFTER: Final = regex(
    r"[\"'“”’`»」』)）]?\s*(?:と表示|になっ|になる|に化け|로 (?:표시|보)|처럼|instead of|statt\b|rather than|вместо)",
    re.IGNORECASE,
)
#: What is said anywhere in a line of prose: questions and complaints about what is seen, and how it should be.
CUES: Final = regex(
    r"\b(?:see|sees|saw|seen|seeing|gets?|got|shows?|showing|shown|displays?|displayed|looks? like|appears?|prints?|"
    r"printed|becomes?|became|turn(?:s|ed)? into|mean(?:s|t)?|reads? this|strings?|characters?|letters|bytes|damaged?|"
    r"broken|problem|issue|bug|fix(?:es|ed)?|converts?|detects?|supposed to|rather than|instead|unzip(?:ped|ping)?|"
    r"language is|"
    r"sehe|sieht|zeigt|statt|anstatt|anstelle|affiche|au lieu|apparaît|aparece|sale|vez de|lugar de|invece|mostra|"
    r"widać|widzę|zamiast|wygląda)\b|вместо|вижу|видно|выглядит|отображ|показыва|"
    r"显示|顯示|变成|變成|变为|變為|(?:这|這)(?:样的|樣的|种(?:东西|字|符)|種(?:東西|字|符))|看不懂|怎么办|怎麼辦|怎么回事|怎麼回事|"
    r"什么意思|什麼意思|(?:什么|什麼)原因|字符|还原|還原|其实是|其實是|になって|になる|表示され|読めない|깨[져지]|보입니다|표시",
    re.IGNORECASE,
)
#: A word of prose: not one that is called, assigned or part of a name.
_WORD: Final = regex(r"(?<![\w.$\\/@-])[^\W\d_]['’\w]*(?![\w.]*[\w(\[=@/\\])")
_LEAST_WORDS: Final = 3
_CODE_MARKS: Final = regex(r"[;{}]|\w\(|[=!<>]=|\s=\s|->|=>")

#: How a file or a page declares its encoding, which does not mean that its author talks about a misreading.
DECLARED: Final = regex(
    r"(?:charset|(?:file)?(?:en)?coding)\s*[=:]\s*\\?[\"']?[\w-]+|<\?xml[^>\n]{0,200}>|(?:default_)?charset[^\w\n]{1,3}[\w-]+",
    re.IGNORECASE,
)
#: What lines of code look like: how they begin, and how they end.
_CODE: Final = regex(
    r"\s*(?:#|//|/\*|\*|</?[a-zA-Z!?]|(?:import|from|def|class|return|if|for|while|var|let|const|public|private|static|"
    r"function|echo|print|int|char|void|@\w+)\b|[\w.$]+\s*(?:=|\+=|\(|:=)|[\"'][^\"'\n]*[\"']\s*:|[)}\]])"
)
_CODE_ENDS: Final = (";", "{", "}", "\\")
#: The least share of lines that look like code in a paragraph of code.
_CODE_SHARE: Final = 0.6


def is_code(paragraph: str) -> bool:
    r"""Whether most lines of ``paragraph``, two or more, look like code.

    >>> is_code("int n;\nn = 3;"), is_code("If it rains,\nwe stay at home.")
    (True, False)
    """
    lines = [line for line in paragraph.split("\n") if line.strip()]
    code = sum(_CODE.match(line) is not None or line.rstrip().endswith(_CODE_ENDS) for line in lines)
    return len(lines) > 1 and code >= _CODE_SHARE * len(lines)


def is_prose(line: str) -> bool:
    """Whether ``line`` consists of words, or is Chinese, Japanese or Korean, and has nothing that only code has.

    >>> is_prose("this is what I see"), is_prose("x = get(y)"), is_prose("Title:")
    (True, False, False)
    """
    if _CODE_MARKS.search(line):
        return False
    return any(char >= "\u2e80" for char in line) or len(_WORD.findall(line)) >= _LEAST_WORDS
