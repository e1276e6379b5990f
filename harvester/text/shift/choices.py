"""Which characters can stand in a place where one byte is known, likeliest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Final, Literal, NamedTuple

from harvester.text.encodings import gbk
from harvester.text.language.model import Forms, model
from harvester.text.language.readings import Script, foreign

#: What is known about a character: its lead byte; its trail byte; its lead byte, and that its trail byte is one that
#: private pairs begin with; that its lead byte is one with which a private pair with the known first byte ends; both
#: that and that its trail byte begins another pair.
Known = Literal["lead", "trail", "head", "tail", "middle"]

#: How many characters with a byte are tried even where they were never seen after the one before. Half as many find the
#: same in 15 % less work, twice as many in a quarter more.
_COMMONEST: Final = 8
#: The same for the trail byte A3, with which shifts start and of which nothing else is known: half as many find the
#: same in a tenth less work, more find no more.
_STARTS: Final = 60
#: How many more bits a character costs where it was never seen after the one before: so that of two rare ones the
#: one that was seen comes first. Halved or doubled, it changes none of the bench's texts.
_UNSEEN: Final = 3.0
#: How many choices are cached (about 50 MB) before all are dropped.
_KEPT: Final = 100_000


class Choice(NamedTuple):
    """A character that may stand at a place: what it costs after the one before, and its bytes.

    >>> choice = Choices({}, "hans").find("新", 0xCE, "lead")[0]
    >>> choice.char, hex(choice.lead), hex(choice.trail)
    ('闻', '0xce', '0xc5')
    """

    cost: float
    char: str
    lead: int
    trail: int


class Choices:
    """The characters that may follow another in a document, by their bytes, likeliest first.

    ``heard``: more characters that follow each one, from the document itself; ``script``: that of
    the document; characters of the other are left out.

    >>> [Choices({}, script).find("在", 0xD5, "lead")[0].char for script in ("hans", "hant")]
    ['这', '政']
    """

    def __init__(self, heard: Mapping[str, str], script: Script | None) -> None:
        self._heard = heard
        self._general = _general(script)
        self._own: dict[tuple[str, int, Known], Sequence[Choice]] = {}
        self._unlisted: dict[str, Sequence[Choice]] = {}

    def find(self, before: str, byte: int, known: Known) -> Sequence[Choice]:
        """The characters that may follow ``before`` if ``byte`` is ``known`` of them."""
        key = (before, byte, known)
        own = self._own.get(key)
        if own is None:
            own = self._own[key] = self._merged(before, byte, known)
        return own

    def _merged(self, before: str, byte: int, known: Known) -> Sequence[Choice]:
        general = self._general.find(before, byte, known)
        unlisted = self._unlisted.get(before)
        if unlisted is None:
            unlisted = self._unlisted[before] = self._general.unlisted(before, self._heard.get(before, ""))
        if not unlisted:
            return general
        fits = _fitting(byte, known)
        more = {choice for choice in unlisted if fits(choice.lead, choice.trail)}
        return sorted(more.union(general)) if more else general


class _General:
    """The choices that the language model gives, for text in one script."""

    def __init__(self, script: Script | None) -> None:
        self._foreign = foreign(script)
        self._fitting: dict[_Fit, Forms] = {}
        self._found: dict[tuple[str, int, Known], Sequence[Choice]] = {}
        self._commonest: dict[_Fit, Sequence[Choice]] = {}

    def find(self, before: str, byte: int, known: Known) -> Sequence[Choice]:
        key = (before, byte, known)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[key] = self._merged(before, byte, known)
        return found

    def unlisted(self, before: str, heard: str) -> Sequence[Choice]:
        """The characters of ``heard`` that the model does not list after ``before``."""
        if not heard:
            return ()
        codes = gbk.codes()
        table = model()
        listed = {char for char, _ in table.weighed(before, table.forms(heard))}
        return [
            Choice(table.costs[before + char], char, *codes[char])
            for char in heard
            if char in codes and char not in listed
        ]

    def _merged(self, before: str, byte: int, known: Known) -> Sequence[Choice]:
        codes = gbk.codes()
        listed = model().weighed(before, self._forms(byte, known))
        seen = [Choice(cost, char, *codes[char]) for char, cost in listed]
        chars = {choice.char for choice in seen}
        return sorted((*seen, *(choice for choice in self._common(byte, known) if choice.char not in chars)))

    def _forms(self, byte: int, known: Known) -> Forms:
        """The model's characters that fit if ``byte`` is ``known`` of them."""
        key = _fit(byte, known)
        forms = self._fitting.get(key)
        if forms is None:
            fits = _fitting(byte, known)
            near = chain.from_iterable(_modelled().get(bucket, ()) for bucket in _buckets(byte, known))
            forms = self._fitting[key] = model().forms(
                choice.char for choice in near if fits(choice.lead, choice.trail) and choice.char not in self._foreign
            )
        return forms

    def _common(self, byte: int, known: Known) -> Sequence[Choice]:
        key = _fit(byte, known)
        common = self._commonest.get(key)
        if common is None:
            bucket = _ALL if known in {"tail", "middle"} else _buckets(byte, known)[0]
            every = (choice for choice in _every().get(bucket, ()) if choice.char not in self._foreign)
            fits = _fitting(byte, known)
            fitting = (choice for choice in every if fits(choice.lead, choice.trail))
            common = self._commonest[key] = list(
                islice(fitting, _STARTS if known == "trail" and byte == 0xA3 else _COMMONEST)
            )
        return common


@cache
def _general(script: Script | None) -> _General:
    return _General(script)


#: Where all characters are listed, whatever their bytes.
_ALL: Final = -1


#: What decides which characters fit: the byte, or the lead bytes that can follow it in a private pair.
_Fit = tuple[int | frozenset[int], Known]


def _fit(byte: int, known: Known) -> _Fit:
    return (gbk.holes().get(byte, frozenset()) if known in {"tail", "middle"} else byte, known)


def _buckets(byte: int, known: Known) -> Sequence[int]:
    """The keys of the lists that hold what is ``known``: trail bytes as they are, lead bytes * 256."""
    if known in {"tail", "middle"}:
        return [lead << 8 for lead in gbk.holes().get(byte, ())]
    return [byte if known == "trail" else byte << 8]


def _fitting(byte: int, known: Known) -> Callable[[int, int], bool]:
    """Whether a lead and a trail byte fit if ``byte`` is ``known``."""
    holes = gbk.holes()
    tails = holes.get(byte, frozenset())
    return {
        "lead": lambda lead, _: lead == byte,
        "trail": lambda _, trail: trail == byte,
        "head": lambda lead, trail: lead == byte and trail in holes,
        "tail": lambda lead, _: lead in tails,
        "middle": lambda lead, trail: lead in tails and trail in holes,
    }[known]


def _by_bytes(choices: Iterable[Choice]) -> Mapping[int, Sequence[Choice]]:
    """``choices`` by trail byte, and by lead byte * 256."""
    table: defaultdict[int, list[Choice]] = defaultdict(list)
    for choice in choices:
        table[choice.trail].append(choice)
        table[choice.lead << 8].append(choice)
        table[_ALL].append(choice)
    return table


@cache
def _modelled() -> Mapping[int, Sequence[Choice]]:
    """Those of :func:`_every` that the model does not count by class."""
    known = {form for forms in model().forms(gbk.codes()).values() for form in forms}
    return {bucket: [choice for choice in choices if choice.char in known] for bucket, choices in _every().items()}


@cache
def _every() -> Mapping[int, Sequence[Choice]]:
    """All characters of GBK by their bytes, the commonest first, at the cost of never having been seen there."""
    costs = model().costs
    every = sorted(
        Choice(costs[char] + _UNSEEN, char, code >> 8, code & 0xFF) for code, char in gbk.characters().items()
    )
    return _by_bytes(every)
