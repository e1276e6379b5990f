"""The end of a misread text whose last character lacks bytes: one became a sign, or the text was cut there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from math import inf
from typing import Final

from harvester.text.language.alphabets import UTF_8
from harvester.text.language.classes import MARKS, unmatched
from harvester.text.language.japanese import is_japanese
from harvester.text.misread.chains import Chain
from harvester.text.misread.left_out import HYPHEN, completes
from harvester.text.misread.readers import SIGNS
from harvester.text.misread.strict import TOO_FEW, Undone, strictly

#: The bytes of a cut character: at most three.
CUT: Final = 3
#: The last character of a line, whose last byte is lost, is believed if any other is worse by so many bits: then 4 in
#: 100 are wrong, and 4 in 10 of the others. Otherwise a text of fewer characters than a sentence has is left whole.
_CLEAR_LAST: Final = 2.0
_CLEAR_MARK: Final = 5.0
#: Hardly any other mark ends a line.
_STOP: Final = "。"
_SENTENCE: Final = 100
#: A last character whose last byte was trimmed costs at most so many bits (97 in 100 Hanzi cost less); otherwise the
#: text was cut. It is believed where it is usual in its place.
_TRIMMED: Final = 15.0
_USUAL: Final = 9.0
_BLANK: Final = b"\xa0"
#: Shorter texts were not cut: what is at their end lacks a byte for another reason.
_SHORTEST: Final = 10


def undo_signed(shown: str, chains: Sequence[Chain], costs: Mapping[str, float]) -> Undone | None:
    """What ``shown`` said in UTF-8 if the only sign in it stands for its last byte, and one character is likeliest.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.misread.chains import CHAINS
    >>> found = undo_signed("æ˜Žå¤©å¼€ä¼?", [CHAINS["utf-8-as-cp1252"]], model().costs)
    >>> found and found.text
    '明天开会'
    """
    end = len(shown) - 1
    if shown[end:] not in SIGNS or any(sign in shown[:end] for sign in SIGNS):
        return None
    for chain, start, rest, text in _cut(shown, end, [chain for chain in chains if chain.true is UTF_8]):
        last = _last(text, rest, costs) if UTF_8.size(rest[0]) == end - start + 1 else None
        if last:
            clear = len(text) >= TOO_FEW and not is_japanese(text)
            return Undone(text + last, (chain.kind,), 1 / len(shown), clear)
    return None


def _last(text: str, rest: bytes, costs: Mapping[str, float]) -> str | None:
    """The character that ends a line after ``text``, by its bytes but the last, if any other is far worse."""
    before = f"\n\n{text}"[-2:]
    line = text[-_SENTENCE:]
    open_marks = unmatched(line)
    counts = {char: unmatched(line + char) for char in _ending_with(rest)}
    fitting = [char for char, count in counts.items() if count <= open_marks]
    ends = ((costs[before + char] + costs[before[1] + char + "\n"] / 2, char) for char in fitting)
    likeliest, *others = nsmallest(2, ends) or [(inf, "")]
    least = _CLEAR_MARK if likeliest[1] in MARKS and likeliest[1] != _STOP else _CLEAR_LAST
    if likeliest[1] in MARKS and counts[likeliest[1]] > min(counts.values()):
        return None  # another mark closes what this one leaves open
    return likeliest[1] if not others or others[0][0] - likeliest[0] >= least else None


def undo_trimmed(shown: str, chains: Sequence[Chain], costs: Mapping[str, float]) -> Undone | None:
    """What ``shown`` said in UTF-8 if its last byte was A0, a blank that was trimmed, and that reads well.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.misread.chains import CHAINS
    >>> found = undo_trimmed("æ˜¯ä»€ä¹ˆåŽŸå›", [CHAINS["utf-8-as-cp1252"]], model().costs)
    >>> found and found.text
    '是什么原因'
    """
    end = len(shown)
    for chain, _, rest, text in _cut(shown, end, [chain for chain in chains if chain.true is UTF_8]):
        if UTF_8.size(rest[0]) != len(rest) + 1:
            continue
        last = (rest + _BLANK).decode("utf-8", "replace")
        if len(last) > 1 or last == SIGNS[1]:
            continue  # no character begins with these bytes
        before = f"\n\n{text}"[-2:]
        bits = costs[before + last]
        if bits <= _TRIMMED:
            clear = bits <= _USUAL and len(text) >= TOO_FEW and not is_japanese(text)
            return Undone(text + last, (chain.kind,), 1 / end, clear)
    return None


def undo_cut(shown: str, chains: Sequence[Chain]) -> Undone | None:
    """What ``shown`` said if its last character was cut; what is left of that stays, and dots after it.

    >>> from harvester.text.misread.chains import CHAINS
    >>> undo_cut("ÖÐÎÄÂÛÌ³ÖÐÎÄÂÛÌ³ÖÐÎÄÂÛÌ³È...", [CHAINS["gbk-as-latin-1"]]).text
    '中文论坛中文论坛中文论坛È...'
    """
    whole = _end_of_whole(shown)
    shortest = {"": _SHORTEST, **dict.fromkeys(SIGNS, _SENTENCE)}.get(shown[whole:], 0)
    for chain, start, rest, text in _cut(shown, whole, chains):
        short = len(text) < shortest
        # In UTF-8 nothing else can have happened; elsewhere a byte may be gone from the midst.
        lost = (whole - start) / len(shown) if short or chain.true is not UTF_8 else 0.0
        clear = not short and (chain.true is UTF_8 or HYPHEN in shown or not completes(text, rest, chain.true.codec))
        return Undone(text + shown[start:], (chain.kind,), lost, clear=clear)
    return None


def _end_of_whole(shown: str) -> int:
    """Where the dots, blanks and signs begin that stand after a text that was cut."""
    end = len(shown)
    while end and (
        shown[end - 1] in ". " or (shown[end - 1] in "?\ufffd" and not shown[max(end - 2, 0) : end - 1].isascii())
    ):
        end -= 1
    return end


def _cut(shown: str, end: int, chains: Iterable[Chain]) -> Iterator[tuple[Chain, int, bytes, str]]:
    """By which chains ``shown`` up to ``end`` is text and a part of a character: where, its bytes, and the text."""
    for chain in chains:
        for size in range(1, min(CUT, end) + 1) if chain.wrong.single else ():
            start = end - size
            rest = chain.wrong.bytes_about(shown[start:end])
            text = strictly(shown[:start], chain) if chain.true.size(rest[0]) > size else None
            if text:
                yield chain, start, rest, text


def _ending_with(rest: bytes) -> Iterator[str]:
    """The characters of UTF-8 that have one byte more than ``rest``."""
    return (char for char, _ in UTF_8.guesses((*rest, None)))
