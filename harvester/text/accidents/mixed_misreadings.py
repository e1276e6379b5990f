"""GBK read as UTF-8 in some places and byte by byte in others; or with its soft hyphens left out.

Most Latin-looking damage of collected text is of the first kind. Which characters were one byte and which were
several cannot be seen; where characters begin and the language model decide it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.language.model import model
from harvester.text.misread.hole_choices import Choices
from harvester.text.misread.joined import DIGRAPH, bits_of_tidied
from harvester.text.misread.left_out import bits_of_lone, may_lack_bytes, shows_gap
from harvester.text.misread.mixtures import HYPHEN, MIXTURES, Mixture
from harvester.text.misread.readers import Reader
from harvester.text.misread.restoration import Ranked, Search
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.runs import (
    NAMED,
    WORDED,
    Found,
    Runs,
    bits_beyond_ascii,
    chinese_bits,
    is_chinese,
    repair_runs,
)
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.tables import TABLE_CHAINS
from harvester.text.newcomers import has_newcomers
from harvester.text.profile import Profile
from harvester.text.work import TooMuchWorkError, Work

if TYPE_CHECKING:
    from harvester.text.options import Options

CHAINS: Final = {mixture.kind: mixture for mixture in MIXTURES}
KINDS: Final = tuple(CHAINS)

#: Bits by which the text must be likelier than its rival; and where the document has proved the damage.
_FIRST_GAIN: Final = 16.0
_NEXT_GAIN: Final = 10.0
#: A character of a misreading costs more bits than this, and a misreading has at least this many characters.
_ODD: Final = 6.5
_SHORTEST: Final = 4

#: What it costs, in bits, that a reader was at work whose characters no single byte is shown as, but none stands there.
_UNSEEN: Final = 6.0
#: What is read here must be this many bits likelier than what a table makes of the run, and than any other reading.
_CLEARER: Final = 8.0
_CLEAR: Final = 2.0
#: A byte of text that a table explains costs fewer bits than this.
_READ: Final = 4.5
#: How much on either side of the end of a run is looked at for a letter that is left over.
_CONTEXT: Final = 2
#: Runs of more characters are not searched if only their last byte does not fit.
_SHORT: Final = 200
#: What the character costs that a table leaves over at the end of a run: at a line's end it may be cut.
_LAST: Final = 10.0
_LOST: Final = 30.0
#: A character with a byte that may be made up costs fewer bits than this in its place.
_USUAL: Final = 17.0

#: What two bytes of UTF-8 are shown as, or one of windows-1252; a character of three bytes may stand between.
_MARKS: Final = "‚ƒ„…†‡ˆ‰‹‘’“”•–—˜›€™ŒœŠšŽžŸ"
_HIGH: Final = f"\x80-\u07ff{_MARKS}"
_PAIR: Final = regex(f"[\x80-\xb6\xb8-\u07ff†‡‰][{_HIGH}]")
#: What no text has next to Latin letters, and three or four bytes may be shown as.
_ODD_ONE: Final = "[가-힣\ue000-\uf8ff\U00010000-\U0010ffff]"
_WIDE: Final = "[\u0800-\uffef\U00010000-\U0010ffff]"
_RUN: Final = regex(f"(?:{_ODD_ONE}?[{_HIGH}])(?:[\t -~]*{_WIDE}?[\t -~]*[{_HIGH}])*{_ODD_ONE}?")
_WORD: Final = regex(f"(?:{_ODD_ONE}?[{_HIGH}])(?:[!-~]*{_WIDE}?[!-~]*[{_HIGH}])*{_ODD_ONE}?")
#: What may belong to a run that it stands after: a trail byte that is ASCII or a mark, or three bytes shown as a Hanzi,
#: and what that costs, in bits, if it does not; the same of a mark, and of two letters. What may belong to one that it
#: stands before.
_MORE: Final = regex(f"[@-~\"']|{_WIDE}")
_BESIDE: Final = 10.0
_MARK_BESIDE: Final = 3.0
_FULL_WIDTH_MARK: Final = regex("[\u3000-\u303f\uff01-\uff20\uff3b-\uff65]")
_BY_ITSELF: Final = 16.0
_STRAIGHT: Final = frozenset("\"'")
_CODECS: Final = tuple(dict.fromkeys(mixture.codec for mixture in MIXTURES))
#: There are no holes, so any reader will do.
_CHOICES: Final = {mixture: Choices(mixture.true, Reader("latin-1")) for mixture in MIXTURES}


def damage(text: str, kind: str) -> str:
    """``text`` as the reader that ``kind`` names shows it.

    >>> damage("系统", "gbk-as-utf-8-or-cp1252")
    'ϵͳ'
    """
    return CHAINS[kind].damage(text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The runs of ``text`` that were read in this way, turned into what they said.

    >>> from harvester.text import Options
    >>> text = damage("月光小城的灯会今晚开始", "gbk-as-utf-8-or-cp1252")
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['月光小城的灯会今晚开始']
    """
    if not _PAIR.search(text):
        return []
    mixtures = [mixture for mixture in MIXTURES if options.wants(mixture.kind) and mixture.may_have_read(text)]
    if not mixtures:
        return []
    best = partial(_best, mixtures=mixtures, work=work)
    return repair_runs(text, profile, Runs(_PAIR, _RUN, _WORD, best, _is_odd))


def _best(text: str, start: int, end: int, profile: Profile, mixtures: list[Mixture], work: Work) -> Found | None:
    """The likeliest of what ``mixtures`` make of a run, if it is likely enough."""
    run = text[start:end]
    beyond = ASCII.sub("", run)
    rival = rival_bits(run)
    if len(beyond) < _SHORTEST or not _is_odd(run):
        return None
    strict = _strict(run)
    if _is_known(run, strict, _READ * len(beyond)):
        return None
    tidied = strict is not None and bits_of_tidied(strict.text) > 0
    read = [
        Found(
            mixture.kind,
            last,
            said.text,
            rival
            + beside
            - _bits(said.text, text[first:last], mixture)
            - (0.0 if mixture.may_show(text[first:last]) else _UNSEEN),
            "likely" if said.margin >= _CLEAR and (mixture.may_show(run) or not tidied) else "guess",
            start=first,
        )
        for mixture in mixtures
        for first, last, beside in _spans(text, start, end, mixture)
        if mixture.may_show(text[first:last]) or strict is None or (tidied and mixture.joins)
        if (said := _said(mixture, text[first:last], work)) is not None and is_chinese(said.text, WORDED)
    ]
    best = max(read, key=lambda found: found.gain, default=None)
    if best is None or has_newcomers(run, best.text):
        return None
    known = rival - _known_bits(run, cut=_ends(text, end))
    if best.gain - known < _CLEARER:
        return None
    if best.gain < (_NEXT_GAIN if profile.proofs[best.kind] else _FIRST_GAIN):
        return None
    around = best.text[-_CONTEXT:] + text[best.end : best.end + _CONTEXT].partition("\n")[0]
    gapped = any(shows_gap(around, codec) for codec in _CODECS) or _lacks_more(best)
    return best._replace(certainty="guess") if gapped else best


def _lacks_more(found: Found) -> bool:
    """Whether bytes may be left out of ``found`` in places where none was put in."""
    mixture = CHAINS[found.kind]
    return not mixture.joins and shows_gap(found.text, mixture.codec)


def _spans(text: str, start: int, end: int, mixture: Mixture) -> Iterator[tuple[int, int, float]]:
    """Where a run from ``start`` to ``end`` may begin and end, and what it costs if what it takes in is none of it."""
    starts, ends = [start], [(end, 0.0)]
    if _MORE.match(text, end):
        mark = _FULL_WIDTH_MARK.match(text, end)
        ends.append((end + 1, _MARK_BESIDE if mark else _BESIDE if text[end] > "~" else 0.0))
    if mixture.joins and DIGRAPH.match(text, end):
        ends.append((end + 2, _BY_ITSELF))
    if mixture.joins and start and text[start - 1] in _STRAIGHT:
        starts.append(start - 1)
    for first, (last, beside) in product(starts, ends):
        yield first, last, beside


def _is_odd(word: str) -> bool:
    """Whether ``word`` is hardly alphabetic text."""
    beyond = ASCII.sub("", word)
    return len(beyond) > 1 and rival_bits(word) >= _ODD * len(beyond)


def _strict(run: str, most: float = WORDED) -> Ranked | None:
    """What ``run`` said according to a table that loses nothing, in ``most`` bits a character."""
    shown = set(ASCII.sub("", run))
    chains = [chain for chain in TABLE_CHAINS if shown <= chain.wrong.beyond]
    said = dict.fromkeys(text for chain in chains if (text := chain.undo(run)))
    weighed = ((chinese_bits(text, most), text) for text in said)
    ranked = (Ranked(bits + _bits_of_rest(text), text, inf) for bits, text in weighed if bits is not None)
    return min(ranked, default=None)


def _bits_of_rest(said: str) -> float:
    """What ASCII in ``said`` costs, in bits, that may be bytes of Hanzi."""
    return bits_of_lone(said) + bits_of_tidied(said)


def _ends(text: str, place: int) -> bool:
    """Whether the line ends at ``place``, but for dots."""
    return not text[place : place + 1].strip(".\n")


def _known_bits(run: str, *, cut: bool) -> float:
    """The bits of what ``run`` said according to a table, whole or without its last byte, which may be ``cut``."""
    whole, rest = _strict(run, NAMED), _strict(run[:-1], NAMED)
    return min(whole.bits if whole else inf, rest.bits + (_LAST if cut else _LOST) if rest else inf)


def _is_known(run: str, whole: Ranked | None, most: float) -> bool:
    """Whether a table explains each byte of ``run``, or of a long one each but the last, in less than ``most`` bits.

    Then nothing needs to be guessed, unless what it says shows that a byte was left out, or shown as something else.
    """
    said = whole or (_strict(run[:-1]) if len(run) > _SHORT else None)
    if said is None or said.bits >= most or bits_of_tidied(said.text):
        return False
    return not any(may_lack_bytes(said.text, codec) for codec in _CODECS)


def _bits(said: str, shown: str, mixture: Mixture) -> float:
    """The bits of ``said``, and of how it came to be shown as ``shown``."""
    more = len(said.encode(mixture.codec)) - len(shown)
    return bits_beyond_ascii(said) + bits_of_tidied(said) + mixture.price_of(more)


def _said(mixture: Mixture, shown: str, work: Work) -> Ranked | None:
    """The likeliest text that is shown as ``shown``; ``None`` also where finding out takes too much work."""
    tokens = mixture.tokens(shown)
    if not all(tokens):
        return None
    try:
        texts = Search(_CHOICES[mixture], model().costs, work).ranked(tokens, gaps=mixture.gaps)
    except TooMuchWorkError:
        return None
    found = [said for said in texts if mixture.explains(said.text, shown) and _are_usual(said.text, mixture)]
    whole = [said.bits + mixture.price_of(len(said.text.encode(mixture.codec)) - len(shown)) for said in found]
    others = min((bits - whole[0] for bits in whole[1:]), default=inf)
    return found[0]._replace(margin=min(found[0].margin, others)) if found else None


def _are_usual(said: str, mixture: Mixture) -> bool:
    """Whether each character of ``said`` with an AD byte, which may be made up, is likely in its place."""
    if mixture.joins:
        return True
    costs = model().costs
    whole = "\n\n" + said
    return all(
        costs[whole[place : place + 3]] < _USUAL
        for place, char in enumerate(said)
        if HYPHEN in char.encode(mixture.codec)
    )


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the bytes of ``after`` may be shown as ``before``.

    >>> context = Context("gbk-as-utf-8-or-cp1252", "ϵͳ", 0, 2)
    >>> explains("ϵͳ", "系统", context), explains("ϵͳ", "系列", context)
    (True, False)
    """
    mixture = CHAINS.get(context.kind)
    return mixture is not None and before != after and mixture.explains(after, before)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del rng
    return damage(text, kind)


ACCIDENT: Final = Accident(
    kinds={mixture.kind: mixture.kind.replace("-as-", " read as ") for mixture in MIXTURES},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
