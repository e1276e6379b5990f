"""Text that was read in a double-byte encoding and lost nothing: titles, names, parts of lines.

Korean and Japanese readers show GBK as Hangul and Hanzi at random, and UTF-8 read as GBK or Shift-JIS keeps all of its
bytes if they pair up. As with single-byte tables, each chain can have come from one text only,
which is weighed in bits against what is shown, as Chinese, Korean or Japanese.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.language.japanese import is_japanese
from harvester.text.language.model import model
from harvester.text.misread import dropped
from harvester.text.misread.parts import USUAL, bits_of_each, is_usual, odd_part, spans_about
from harvester.text.misread.remains import lacks_bytes
from harvester.text.misread.runs import Found, Runs, bits_beyond_ascii, is_chinese, repair_runs
from harvester.text.misread.signs import HALF_WIDTH, may_have_wide_signs, wide_signs
from harvester.text.misread.stretches import ASCII, HOLED
from harvester.text.misread.wide_tables import WIDE_CHAINS, WideChain
from harvester.text.newcomers import has_newcomers
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

CHAINS: Final = {chain.kind: chain for chain in reversed(WIDE_CHAINS)}
KINDS: Final = tuple(CHAINS)

#: Bits by which the text must be likelier than what is shown in a document that has proved nothing yet; and in others.
_FIRST_GAIN: Final = 20.0
_NEXT_GAIN: Final = 12.0
#: As Chinese a misread character costs more bits than this; what it said costs less than is usual.
_ODD: Final = 12.5
#: What a Chinese character costs at most, on average, where what is shown may be Japanese. Of 5,526 words of three
#: Hanzi and more in Japanese catalogues and manuals, each read as GBK, 3 cost less.
_CLEARLY_USUAL: Final = 10.5
_OF_JAPANESE: Final = frozenset({"euc-jp", "shift-jis"})
#: In so many characters after a part that Shift-JIS shows, its half-width katakana would be more of it.
_BESIDE: Final = 2
#: By how many bits less a part gains that is longer or shorter; what an end counts at which no word goes on.
_APART: Final = 5.0
_BOUND: Final = 8.0
#: What the character after a misread part costs at most: more than that it is what is left of another one.
_ODD_AFTER: Final = 14.0
#: The same of a single character, which may be rare.
_RARE: Final = 17.0
#: The fewest characters where a document has proved the chain.
_LEAST_PROVED: Final = 2
#: The same where all is katakana: Shift-JIS has them in one row, of which GBK makes Hanzi that nobody writes in a row.
_LEAST_KATAKANA: Final = 3
_KATAKANA: Final = regex("[ァ-ヶー]+")
#: In texts of up to this many characters each line is looked at; in longer ones only those that show a sign.
_SHORT: Final = 300
#: What a kana, or a Hanzi among kana, costs as Japanese.
_JAPANESE: Final = 8.0

_RUN: Final = regex(r"[^\x00-\x7f](?:[\t -~]*[^\x00-\x7f])*")
_WORD: Final = regex(r"[^\x00-\x7f](?:[!-~]*[^\x00-\x7f])*")
_ANY: Final = regex(r"[^\x00-\x7f]{2}")
_KANA: Final = regex("[ぁ-ヺ]")
#: A trail byte that is ASCII.
_TRAIL: Final = regex("[@-~]")


def damage(text: str, kind: str, rng: random.Random | None = None) -> str:
    """``text`` read in the encoding that ``kind`` names.

    Raises :class:`UnicodeEncodeError` where the true encoding lacks a character, :class:`UnicodeDecodeError` where
    bytes are lost, :class:`KeyError` where there is no such kind.

    >>> damage("月光小城", "gbk-as-cp949")
    '墩밟鬼냘'
    """
    del rng
    return CHAINS[kind].damage(text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The runs of ``text`` that were read in such an encoding, turned into what they said.

    >>> from harvester.text import Options
    >>> text = damage("月光小城的灯会今晚开始", "gbk-as-cp949")
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['月光小城的灯会今晚开始']
    """
    del work
    pair = _ANY if len(text) <= _SHORT else wide_signs()
    if not (pair is _ANY or may_have_wide_signs(text)) or not pair.search(text):
        return []
    chains = [chain for chain in WIDE_CHAINS if options.wants(chain.kind)]
    if not chains:
        return []
    return repair_runs(text, profile, Runs(pair, _RUN, _WORD, partial(_best, chains=chains), _is_odd))


def _is_odd(word: str) -> bool:
    """Whether nobody would write ``word`` in Chinese."""
    beyond = ASCII.sub("", word)
    least = _ODD if len(beyond) > 1 else _RARE
    return sum(bits_of_each(word)) >= least * len(beyond) > 0 and not is_japanese(word)


def _best(text: str, start: int, end: int, profile: Profile, chains: list[WideChain]) -> Found | None:
    """The likeliest of what ``chains`` make of a run, or of its odd part, if it is likely enough."""
    run = text[start:end]
    if not HALF_WIDTH.search(run) and is_usual(run, _ODD):
        return None
    if 2 * len(_KANA.findall(run)) >= len(ASCII.sub("", run)) or (is_japanese(run) and not HALF_WIDTH.search(run)):
        return None
    bits = bits_of_each(run)
    ends = (end, end + 1) if _TRAIL.match(text, end) else (end,)
    found = [found for until in ends for found in _read(text, start, until, bits, profile, chains)]
    part = odd_part(bits)
    # With kana it is Japanese; what is left of a line of GBK that lost bytes is not read in parts. Clean text on either
    # side says nothing sensible in any chain, but costs little.
    of_parts = [chain for chain in chains if chain.true == "utf-8"] if HOLED.search(run) else chains
    if part and not _KANA.search(run) and not lacks_bytes(text[start : end + 1]):
        found += [
            found
            for first, last in spans_about(run, *part)
            if (first, last) != (0, len(bits)) and _nearest(reversed(bits[:first])) <= USUAL
            for found in _read(text, start + first, start + last, bits[first:last], profile, of_parts)
            if _goes_on(found.text, run[last:])
        ]
    whole = {each: each.gain + _BOUND * _bounds(text, each) for each in found}
    best = max(found, key=whole.__getitem__, default=None)
    if best is None:
        return None
    near = [other for other in found if whole[other] > whole[best] - _APART]
    if any(_says_otherwise(text, best, other) for other in near):
        return best._replace(certainty="guess")
    if any(_are_two_of_a_kind(best, other) for other in found):
        return best._replace(certainty="guess" if best.certainty == "guess" else "likely")
    return best


def _nearest(bits: Iterable[float]) -> float:
    """The bits of the first character that is not ASCII: it may be what is left of a misread one."""
    return next(filter(None, bits), 0.0)


def _goes_on(said: str, rest: str) -> bool:
    """Whether ``rest``, after what a part said, is no more of it: its first character is usual in that place."""
    after = ASCII.sub("", rest)[:1]
    if HALF_WIDTH.search(rest[:_BESIDE]):
        return False
    return not after or model().costs[f"\n\n{said}"[-2:] + after] <= _ODD_AFTER


def _bounds(text: str, found: Found) -> int:
    """At how many of its ends a part has no word beside it."""
    before, after = text[: found.start][-1:], text[found.end : found.end + 1]
    return sum(not side.isalpha() or side.isascii() for side in (before, after))


def _says_otherwise(text: str, best: Found, other: Found) -> bool:
    """Whether it is open where the misread part begins or ends: EUC-JP shows Hanzi that clean text has too."""
    if best.kind != other.kind or best.start is None or other.start is None:
        return False
    start, end = min(best.start, other.start), max(best.end, other.end)
    one, two = (text[start : each.start] + each.text + text[each.end : end] for each in (best, other))
    return (best.start, best.end) != (other.start, other.end) and one != two


def _are_two_of_a_kind(one: Found, other: Found) -> bool:
    """Whether two readers of one encoding make different texts of the same part."""
    return one.kind == other.kind and (one.start, one.end) == (other.start, other.end) and one.text != other.text


def _read(
    text: str, start: int, end: int, bits: list[float], profile: Profile, chains: list[WideChain]
) -> Iterator[Found]:
    """What ``chains`` make of the text from ``start`` to ``end``, whose characters cost ``bits``."""
    run = text[start:end]
    rival = sum(bits)
    if rival < (_ODD if not HALF_WIDTH.search(run) else 0.0) * len(ASCII.sub("", run)):
        return
    holed = HOLED.search(run)
    for chain in chains:
        if holed and chain.true != "utf-8":
            continue  # what follows a hole may be paired late, and only UTF-8 tells
        said = chain.undo(run)
        if said is None or said == run:
            continue
        proved = bool(profile.proofs[chain.kind])
        beyond = len(ASCII.sub("", said))
        least = _LEAST_KATAKANA if chain.japanese and _KATAKANA.fullmatch(ASCII.sub("", said)) else chain.least
        if beyond < (_LEAST_PROVED if proved else least) or has_newcomers(run, said):
            continue
        if not proved and said in text:
            continue  # the text has both forms: it is about them
        gain = rival - _bits(said, chain)
        if gain >= (_NEXT_GAIN if proved else _FIRST_GAIN):
            yield Found(chain.kind, end, said, gain, _certainty(text, start, end, said, chain), start=start)


def _certainty(text: str, start: int, end: int, said: str, chain: WideChain) -> Certainty:
    """How sure it is that the text from ``start`` to ``end`` said this: UTF-8 proves by its form that it is whole."""
    if chain.true == "utf-8":
        return "certain"
    if HOLED.search(text[max(start - 1, 0) : end + 1]):  # it goes on there
        return "guess"
    if chain.japanese or "\ufffd" in text:  # the reader shows what it cannot read
        return "certain"
    return dropped.certainty(said, chain.codec, chain.wrong.name)


def _bits(said: str, chain: WideChain) -> float:
    """The bits of what a run said; infinite where it is not text."""
    if is_japanese(said) and not HALF_WIDTH.search(said) and (chain.japanese or chain.true == "utf-8"):
        return _JAPANESE * len(ASCII.sub("", said))
    if not chain.japanese and is_chinese(said, _usual(chain)):
        return bits_beyond_ascii(said)
    return float("inf")


def _usual(chain: WideChain) -> float:
    """What a character of Chinese costs at most, on average, for ``chain`` to have hidden it.

    What UTF-8 said is proved by its form. A reader of Japanese shows what may be Japanese: a word without kana.
    """
    if chain.true == "utf-8":
        return _ODD
    return _CLEARLY_USUAL if chain.wrong.name in _OF_JAPANESE else USUAL


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the encoding of the kind shows ``before`` for ``after``.

    >>> explains("墩밟鬼냘", "月光小城", Context("gbk-as-cp949", "墩밟鬼냘", 0, 4))
    True
    """
    chains = (chain for chain in WIDE_CHAINS if chain.kind == context.kind)
    return before != after and any(chain.shows(after, before) for chain in chains)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    """``text`` read in this way, without the characters that would lose bytes; two in UTF-8 are three in the others."""
    del rng
    chain = CHAINS[kind]
    size = 2 if chain.true == "utf-8" else 1
    lines = ([line[place : place + size] for place in range(0, len(line), size)] for line in text.split("\n"))
    return "\n".join("".join(_shown(part, chain) for part in line) for line in lines)


def _shown(part: str, chain: WideChain) -> str:
    try:
        return chain.damage(part)
    except UnicodeError:
        return ""


ACCIDENT: Final = Accident(
    kinds={chain.kind: f"{chain.true} read as {chain.wrong.name}" for chain in WIDE_CHAINS},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
