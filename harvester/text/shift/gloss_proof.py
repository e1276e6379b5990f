"""Which glosses of a document a converter inserted, and which an author wrote.

An author explains once how a rare character is read, or which of several readings is meant. A
converter glosses common traditional characters with their first reading, wherever they stand, and
the sets of characters that it glosses are nested. The odds are added up in bits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.language.model import model
from harvester.text.language.readings import READING, sounding, table, toneless
from harvester.text.profile import Profile

#: The characters that each deeper set adds to the ones before, as found on real pages.
STEPS: Final = (
    "發業區創優態",
    "現數續規鎮醫環",
    "質設養礎",
    "經產術應結構",
    "學習關導領驅戰",
    "內實時標識認達點",
    "濟進會國動強準財調協對",
)
_STEP: Final[Mapping[str, int]] = {char: depth for depth, chars in enumerate(STEPS) for char in chars}

#: A gloss, perhaps repeated, and the character before it.
_PLACE: Final = regex(rf"(.)\(({READING})\)((?:\(\2\))*)")
_HANZI: Final = regex("[㐀-鿿]")
#: What stands around a character that is cited.
_CITED: Final = frozenset({"“”", "‘’", "「」", "『』", '""', "《》", "【】"})
#: How texts talk about readings.
_OF_READINGS: Final = regex("[拼读讀注多破]音|生字|[读讀][作成做為为]|[声聲][調调]")

#: The figures are odds in bits, estimated, not counted. Halved or doubled one by one, most change none of the documents
#: of the bench; where one does, its comment says so.

#: That a page met a converter at all, before anything is known about it: one page in 256. With twice the bits,
#: three of 32 documents stay damaged.
_PAGE: Final = 8.0
#: That an author explains a common character, which costs at most 10 bits: assumed once in a million. A rare one is
#: likelier by _RARER for each bit of rareness above _COMMON. With half the bits, one document
#: stays damaged.
_AUTHOR: Final = 20.0
_COMMON: Final = 10.0
_RARER: Final = 2.0
#: That an author explains a character that converters are known to gloss: likelier, since some of these are rare.
#: Doubled, it finds one more document of the bench, but trusts converters more than is justified.
_FOUND: Final = 12.0
#: That a set is one step deeper: of two that explain a page, the smaller one is preferred. That it holds a character of
#: no step: assumed for one in 32.
_DEEPER: Final = 0.5
_BEYOND: Final = 5.0
#: That a converter gives a reading other than the first (assumed for one in 32), or drops the tones (one in four).
_OTHER_READING: Final = 5.0
_TONELESS: Final = 2.0
#: That it passes over one occurrence of a glossed character: assumed for one in 32.
_PASSED_OVER: Final = 5.0
#: That it glosses a character that was never found glossed and passes over ones that were: at most this, one in
#: 64.
_NOT_NESTED: Final = 6.0
#: For this many occurrences that a converter glossed, one may be bare, for instance in a quotation added later.
_FEW: Final = 4
#: A price that no other proof can outweigh.
_NEVER: Final = 100.0
#: A page is glossed by hand where one in this many glossed characters is bare elsewhere or read in two ways.
_BY_HAND: Final = 4
#: The price of each character that is passed over although characters of later steps are glossed, and the most for all.
_OUT_OF_STEP: Final = 4.0
_ALL_OUT_OF_STEP: Final = 24.0
#: The price of glosses on a page that talks about readings: two characters do not outweigh it.
_SPEAKS_OF_READINGS: Final = 26.0
#: A page is a lesson where one gloss in this many is on a common character that no converter glosses. Those of more
#: bits than _RARE are explained without a lesson too: 97 in 100 Hanzi cost less in their place.
_TAUGHT: Final = 6
_RARE: Final = 14.0
#: The bits that make a page likely and certain (16 to 1, 4,096 to 1), and that each of its characters needs (8 to 1).
_ENOUGH: Final = 4.0
_SURE: Final = 12.0
_EACH: Final = 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """A gloss in the text, from the glossed character to its end.

    >>> place = prove("開發(fā)新區(qū)，發(fā)展產業(yè)，業(yè)態(tài)更新。", Profile()).places[0]
    >>> place.start, place.end, place.char, place.reading
    (1, 6, '發', 'fā')
    """

    start: int
    end: int
    char: str
    reading: str
    #: Whether the gloss is repeated.
    repeated: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What a document's glosses prove: the characters a converter glossed, and how surely it did.

    >>> proof = prove("開發(fā)新區(qū)，發(fā)展產業(yè)，業(yè)態(tài)更新。", Profile())
    >>> len(proof.places), proof.sure, prove("這字讀耄(mào)。", Profile()).places
    (6, True, ())
    """

    glossed: frozenset[str]
    places: tuple[Place, ...]
    bits: float

    @property
    def sure(self) -> bool:
        """Whether this document proves by itself that a converter was at work."""
        return self.bits >= _SURE


def prove(text: str, profile: Profile) -> Proof:
    """The glosses of ``text`` that a converter inserted, as far as it and ``profile`` tell.

    >>> sorted(prove("開發(fā)新區(qū)，發(fā)展產業(yè)，業(yè)態(tài)更新。", Profile()).glossed)
    ['區', '態', '業', '發']
    """
    noted = tuple(_places(text))
    repeated = _repeated(noted)
    places = tuple(place for place in noted if place.char in (repeated if place.repeated else table()))
    if not places or _teaches(text, [place for place in noted if not place.repeated]):
        return _NOTHING
    counts = Counter(place.char for place in places)
    samples = {place.char: place for place in places}
    passed = [char for char in _STEP if char not in counts and char in text] if not repeated else []
    weights = {
        # What repeats a reading is a converter of the rarer variant, which passes over any place.
        char: _AUTHOR
        if char in repeated
        else _weight(samples[char], passed) - _passed_over(text.count(char) - times, times)
        for char, times in counts.items()
    }
    if not repeated and _by_hand(places, weights):
        return _NOTHING
    known = {char for char in counts if profile.glossed[char] and weights[char] > 0}
    kept = known.union(char for char, weight in weights.items() if weight >= _EACH)
    bits = sum(weights[char] for char in kept) - _odds_against(text, kept, passed)
    bits -= 0.0 if profile.proofs["gloss"] else _PAGE
    if bits < _ENOUGH and not known:
        return _NOTHING
    return Proof(frozenset(kept), tuple(place for place in places if place.char in kept), bits)


_NOTHING: Final = Proof(frozenset(), (), 0.0)


def _repeated(places: Sequence[Place]) -> frozenset[str]:
    """The characters with repeated glosses, if one of these is a true reading: people repeat laughter too."""
    repeated = [place for place in places if place.repeated]
    proved = any(place.char in table() and place.char in sounding()[place.reading] for place in repeated)
    return frozenset(place.char for place in repeated) if proved else frozenset()


def _by_hand(places: Sequence[Place], weights: Mapping[str, float]) -> bool:
    """Whether characters that converters gloss are bare elsewhere, or read in two ways, too often for a converter.

    A lesson has a simplified character in both its readings: 發(fā) and 髮(fà) are both 发.
    """
    pairs = {(place.char, place.reading) for place in places}
    read = Counter(char for char, _ in pairs)
    said = Counter(form for form, _ in {(_simplified(char), reading) for char, reading in pairs})
    odd = {char for char, weight in weights.items() if char in _STEP and (weight < -_NOT_NESTED or read[char] > 1)}
    odd |= {char for char in weights if said[_simplified(char)] > 1}
    return bool(odd) and _BY_HAND * len(odd) >= len(weights)


def _simplified(char: str) -> str:
    """The simplified form of ``char``; itself where it has none of its own."""
    known = table().get(char)
    return (known.simplified if known else "") or char


def _odds_against(text: str, glossed: Collection[str], passed: Sequence[str]) -> float:
    """What speaks against a converter that glossed ``glossed`` and passed over ``passed``, in bits."""
    deepest = max((_STEP[char] for char in glossed if char in _STEP), default=0)
    out_of_step = sum(_STEP[char] < deepest for char in passed)
    bits = min(_OUT_OF_STEP * out_of_step, _ALL_OUT_OF_STEP)
    return bits + (_SPEAKS_OF_READINGS if _OF_READINGS.search(text) else 0.0)


def _teaches(text: str, places: Sequence[Place]) -> bool:
    """Whether the text teaches readings: crowded lines, cited characters, or common ones no converter glosses."""
    costs = model().costs
    strange = (place for place in places if place.char not in table())
    if _TAUGHT * sum(costs[place.char] < _RARE for place in strange) > len(places):
        return True
    ends = [match.end() for match in re.finditer("\n", text)]
    around = (text[max(place.start - 1, 0) : place.start] + text[place.end : place.end + 1] for place in places)
    named = sum(marks in _CITED for marks in around)
    lines = Counter(bisect_right(ends, place.start) for place in places)
    bounds = [0, *ends, len(text)]
    crowded = [
        times for line, times in lines.items() if 2 * times > len(_HANZI.findall(text, bounds[line], bounds[line + 1]))
    ]
    return 2 * (sum(crowded) + named) > len(places)


def _passed_over(bare: int, times: int) -> float:
    """The price of ``bare`` occurrences that a converter passed over while it glossed ``times`` others."""
    return _PASSED_OVER * bare if _FEW * bare <= times else _NEVER


def _weight(place: Place, passed: list[str]) -> float:
    """By how many bits it is likelier that a converter glossed the character than an author, on such a page."""
    char = place.char
    rareness = max(model().costs[char] - _COMMON, 0.0)
    author = max(_AUTHOR - _RARER * rareness, _FOUND if char in _STEP else 0.0)
    converter = _DEEPER * _STEP[char] if char in _STEP else _BEYOND - log2(1 + table()[char].places)
    first = table()[char].readings[0]
    if place.reading != first:
        converter += _TONELESS if place.reading == toneless(first) else _OTHER_READING
    return author - converter - (0.0 if char in _STEP or table()[char].places else min(len(passed), _NOT_NESTED))


def _places(text: str) -> Iterator[Place]:
    """Glosses, and notes on characters that only the converter which repeats glosses would gloss."""
    for match in _PLACE.finditer(text):
        char, reading = match[1], match[2]
        repeated = bool(match[3]) and reading in sounding()
        place = Place(match.start(), match.end(), char, reading, repeated)
        if char in sounding().get(reading, "") or (_HANZI.match(char) and (repeated or char not in table())):
            yield place
        elif "@" <= char < "\x80" and match.start():
            trail = gbk.codes().get(text[match.start() - 1], (0, 0))[1]
            pair = gbk.characters().get(trail << 8 | ord(char), "")
            if pair and pair in sounding().get(reading, ""):
                yield replace(place, char=pair)
