"""Whether the reading of a shift is clear: every other one is much worse, and nothing in it is odd.

Where a byte was lost, only the language shows which it was. Where a span ends, the bytes fall in step again by
themselves if the reading is right: a sign that owes nothing to the language.
"""

from __future__ import annotations

import re
from math import inf
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.language.lexicon import lexicon
from harvester.text.language.model import model
from harvester.text.misread.signs import rare
from harvester.text.shift.paths import ATE, GONE, MARKED, SPLIT, Span
from harvester.text.shift.rereading import Found
from harvester.text.shift.search import RIVAL
from harvester.text.shift.shown import LINE, is_sign, known_byte

#: What shows that a character stands in a span, not only what authors type.
SHOWN_WHOLE: Final = regex(f"[^?{re.escape(gbk.TWINS)}！？]")

#: By how many bits every other reading must be worse. Where an ASCII byte ends the span: of 150 such readings of a
#: second hand from 3 bits on (6 where no quoted sentence ends, or a pair is gone) two were wrong.
_CLEAR: Final = 3.0
_CLEAR_BYTE: Final = 6.0
#: An orphan ends any span, and its byte is lost. Of 60 such readings of news that begin with a full stop four were
#: wrong from 4 bits on, so where no quote supports the stop, there must be one more. Of 60 that end with one, one was
#: wrong from 6 bits on; of 160 others two from 7 bits on, and seven of 49 between 6 and 7.
_CLEAR_ORPHAN: Final = 4.0
_CLEAR_SENTENCE: Final = 5.0
_CLEAR_STOP: Final = 6.0
_CLEAR_LOST: Final = 7.0
#: The same where the orphan is the end of another mark: words do not decide which it was. Where a private pair left a
#: trace, or a character is brought in that hardly anybody writes. And where one character at most was shown whole.
_CLEAR_MARK: Final = 9.0
_CLEAR_ODD: Final = 9.0
_CLEAR_SHORT: Final = 12.0
_SHORT: Final = 3
#: How much of a line before a span is looked at for a term.
_BEFORE: Final = 8
_MARKS_OF_TEXT: Final = frozenset("，、：；？！（）《》“”‘’…—")
#: Where shifts begin most often: a sentence ends, and a quote with it or after it.
_QUOTED: Final = regex("。[“”‘’]")
#: What is quoted as a term or a name, in the middle of a sentence, has no full stop of its own.
_TERM: Final = regex("(?<=[㐀-鿿，、])[“‘「『][㐀-鿿]{1,5}$")
#: A rule of two dashes leaves no trace where it is shifted, and stands before the title or the name of who was quoted.
_UNRULED: Final = regex("[”」]《")
_QUOTED_NEXT: Final = regex("[^《》\n]{1,40}》[：:]")
#: What a usual reading costs at most, in bits a character over four of them, and how many more bits every other one
#: must be worse for each of more. Of readings between 3 and 7 bits one in six is wrong below this, one in two above.
_USUAL: Final = 10.0
_EACH_UNUSUAL: Final = 1.0
_TOGETHER: Final = 4
#: The full-width twins of ASCII that are not among the marks of Chinese text.
_LETTERS: Final = regex("[＂-＇＊＋－-９＜-＞＠-｝]")
#: Brackets that authors close; quotes of several paragraphs stay open.
_BRACKETS: Final = ("（）", "《》", "〈〉", "【】", "〔〕")


def is_clear(text: str, found: Found) -> bool:
    """Whether the reading of a span of ``text`` is the only one that is likely.

    >>> text = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> span = Span(10, 16, "。”郭曉東", 0, (), squashed=True, margin=5.0)
    >>> [is_clear(text, Found(span._replace(margin=margin), 40.0, closes=False)) for margin in (5.0, 2.0)]
    [True, False]
    """
    span = found.span
    if span.margin == inf and span.events & (MARKED | SPLIT):
        return False  # the search dropped its rivals
    if min(span.margin, RIVAL) < _least(text, found):
        return False
    return not any(doubts(text, span) for doubts in _DOUBTS)


def _least(text: str, found: Found) -> float:
    """By how many bits every other reading must be worse; more where it is no usual text."""
    span = found.span
    odd = any(map(rare().__contains__, span.text))
    if not SHOWN_WHOLE.search(text, span.start, span.end):
        return _CLEAR if found.closes or span.events & ATE else inf
    if span.events & (MARKED | SPLIT):
        return inf if odd else _CLEAR_ODD
    unusual = max(_unlikeliest(text[: span.start][-2:], span.text) - _USUAL, 0.0)
    return (_CLEAR_ODD if odd else _least_at_end(text, found)) + _EACH_UNUSUAL * unusual


def _least_at_end(text: str, found: Found) -> float:
    """The same, by what ends the span."""
    span, reading = found.span, found.span.text
    lost = bool(span.events & GONE) or not reading.startswith("。")
    if not _is_lost(text[span.end - 1]):
        return _CLEAR if _QUOTED.match(reading) and not lost else _CLEAR_BYTE
    if reading[-1] in _MARKS_OF_TEXT and not found.closes:
        return _CLEAR_MARK
    if reading[-1] == "。":
        return _CLEAR_ORPHAN if _QUOTED.match(reading) else _CLEAR_STOP
    if not lost:
        return _CLEAR_ORPHAN if _QUOTED.match(reading) else _CLEAR_SENTENCE
    return _CLEAR_SHORT if len(reading) <= _SHORT else _CLEAR_LOST


def _is_lost(char: str) -> bool:
    return is_sign(char) and not known_byte(char)


def _ends_term(text: str, span: Span) -> bool:
    """Whether the reading ends a sentence where a short term is quoted: another character ends in A3 too."""
    before = text[max(0, span.start - _BEFORE) : span.start].rpartition("\n")[2]
    return _QUOTED.match(span.text) is not None and _TERM.search(before) is not None


def _leaves_byte(text: str, span: Span) -> bool:
    """Whether ``span`` ends with an orphan, and what follows may be the last byte of one more character."""
    return _is_lost(text[span.end - 1]) and "@" <= text[span.end : span.end + 1] < "\x7f"


def _unlikeliest(before: str, reading: str) -> float:
    """The most bits a character that some characters of a reading, one after the other, cost."""
    costs, whole = model().costs, ("\n\n" + before)[-2:] + reading
    bits = [costs[whole[place - 2 : place + 1]] for place in range(2, len(whole))]
    first = range(max(len(bits) - _TOGETHER, 0) + 1)
    return max(sum(bits[place : place + _TOGETHER]) / min(len(bits), _TOGETHER) for place in first)


def _brings_letters(text: str, span: Span) -> bool:
    """Whether the reading has a full-width character that ``text`` has nowhere, and that any ASCII byte gives."""
    return any(letter not in text for letter in _LETTERS.findall(span.text))


def _brings_blank(text: str, span: Span) -> bool:
    """Whether the reading has an ideographic space: within a line, nobody types one."""
    del text
    return "\u3000" in span.text


def _lacks_words(text: str, span: Span) -> bool:
    """Whether the reading is hardly any words."""
    del text
    return lexicon().lacks_words(span.text)


def _leaves_open(text: str, span: Span) -> bool:
    """Whether the reading opens a bracket that neither it nor the rest of the line closes."""
    rest = text[span.end : span.end + LINE].partition("\n")[0].replace("(", "（").replace(")", "）")
    for opening, closing in _BRACKETS:
        begun = span.text.rpartition(opening)[2] + rest if opening in span.text else closing
        if closing not in begun.partition(opening)[0]:
            return True
    return False


def _closes_nothing(text: str, span: Span) -> bool:
    """Whether the reading closes a bracket that neither it nor its line opens."""
    before = text[max(0, span.start - LINE) : span.start].rpartition("\n")[2].replace("(", "（").replace(")", "）")
    for opening, closing in _BRACKETS:
        opened = before.count(opening) - before.count(closing)
        for char in span.text:
            opened += (char == opening) - (char == closing)
            if char == closing and opened < 0:
                return True
    return False


def _lacks_rule(text: str, span: Span) -> bool:
    """Whether a rule of two dashes may be gone from the reading; none stands before a title that is quoted next."""
    shown = span.text + text[span.end : span.end + LINE].partition("\n")[0]
    return any(not _QUOTED_NEXT.match(shown, title.end()) for title in _UNRULED.finditer(span.text))


#: What makes a reading a guess however clear it is.
_DOUBTS: Final = (
    _lacks_words,
    _brings_letters,
    _brings_blank,
    _leaves_open,
    _closes_nothing,
    _leaves_byte,
    _lacks_rule,
    _ends_term,
)
