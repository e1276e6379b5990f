"""Whether a document's runs are noise: drawn at random, as the forum draws them, and not something similar.

Tables, formulae, answer keys and chess games may parse as noise; but they repeat themselves,
count up, or keep to digits and small letters, and so a code that adapts to what it has seen
writes them in fewer bits than random characters take. With noise it cannot: a saving of n bits has a probability of
less than 2 ** -n.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import lgamma, log, log2
from typing import Final

from harvester.text.noise.grammar import BLANKS, DENSE_FIRSTS, FIRSTS, LASTS, LEAST_UNITS, Run

#: How many runs of a document are looked at: with half or twice as many the results are the same, and a long document
#: costs no more than a short one.
_SAMPLE: Final = 8
#: How many units of each: two runs that meet have at most 30.
_UNITS: Final = 32
#: How many bits fewer than noise a run may take, and how many more for each unit above the minimum. Noise
#: has about -10; with twice as many a unit, a clean text of the bench is altered.
_MOST_SAVED: Final = 1.0
_MOST_SAVED_A_UNIT: Final = 0.3
#: The same for a run among others: with half of it, noise of the bench is left.
_MOST_SAVED_ONE: Final = 5.0
#: The share of letters and digits above which a run is always weighed; noise has 0.6.
_PLAIN: Final = 0.8
#: What lists and sentences have before a blank; a single run must have more than these and digits.
_COMMON_FIRSTS: Final = frozenset("0123456789,.;: ")
_WITHOUT_BLANKS: Final = dict.fromkeys(map(ord, BLANKS))


def is_proved(text: str, runs: Sequence[Run], *, known: bool, dense: bool) -> bool:
    """Whether ``runs``, all random, are the noise of a forum; ``known``: the forum is known to have noise.

    >>> from harvester.text.noise.grammar import find_spaced
    >>> text = "灯会0 |7 A9 r4 x1 n) {"
    >>> is_proved(text, list(find_spaced(text)), known=False, dense=False)
    True
    """
    anchored = [run for run in runs if _is_anchored(text, run)]
    sample = (anchored or runs)[:_SAMPLE]
    if not sample:
        return False
    units = sum(len(run.ends) for run in sample)
    if _saved_bits(text, sample, dense=dense) > _MOST_SAVED + _MOST_SAVED_A_UNIT * (units - LEAST_UNITS):
        return False
    if dense:
        return _has_controls(text, sample)
    return known or len(sample) > (1 if anchored else 2) or (bool(anchored) and _is_motley(text, sample[0]))


def _is_anchored(text: str, run: Run) -> bool:
    """Whether a run stands at an end of its line, or where two lines of Chinese were joined."""
    if run.place != "middle":
        return True
    start, end = run.starts[0], run.ends[-1]
    return not (text[max(0, start - 2) : start].strip() + text[end : end + 2].strip()).isascii()


def _is_motley(text: str, run: Run) -> bool:
    """Whether a single run is more varied than lists and formulae, whose marks are all the same."""
    firsts, lasts = _symbols(text, run, dense=False)
    if 2 * max(Counter(firsts).values()) > len(firsts):
        return False
    kinds = len(set(lasts.translate(_KINDS)))
    return kinds > 2 or (kinds > 1 and not _COMMON_FIRSTS.issuperset(firsts))


def is_random(text: str, run: Run, *, dense: bool) -> bool:
    """Whether a run takes as many bits as noise; computed only for one that looks as if it takes fewer.

    >>> from harvester.text.noise.grammar import find_spaced
    >>> noise, table = "灯会0 |7 A9 r4 x1 n) {", "灯会1 a2 a3 a4 a5 a6 a7 a8 a"
    >>> [is_random(text, next(find_spaced(text)), dense=False) for text in (noise, table)]
    [True, False]
    """
    units = min(len(run.ends), _UNITS)
    span = text[run.starts[0] : run.ends[units - 1]]
    if len(set(span)) * 2 > units * 3 + 2 and not _is_plain(span.translate(_WITHOUT_BLANKS)):
        return True
    return _saved_bits(text, [run], dense=dense) < _MOST_SAVED_ONE


def _is_plain(symbols: str) -> bool:
    """Whether nearly all are letters and digits, as in lists and codes, which count up and repeat little."""
    return sum(map(str.isalnum, symbols)) >= _PLAIN * len(symbols)


def _has_controls(text: str, runs: Iterable[Run]) -> bool:
    """Whether the runs have characters that text never has: the version without a blank begins at code 0."""
    spans = (text[run.starts[0] : run.ends[-1]] for run in runs)
    return sum(char < " " and char not in "\n\r\t" for span in spans for char in span) > 1


def _symbols(text: str, run: Run, *, dense: bool) -> tuple[str, str]:
    """The first characters of the units, with any blank as a plain one, and the last ones."""
    starts, ends = run.starts[:_UNITS], run.ends[:_UNITS]
    firsts = (
        text[start] if dense or (end - start == 3 and text[start] not in BLANKS) else " "
        for start, end in zip(starts, ends, strict=True)
    )
    return "".join(firsts), "".join([text[end - 1] for end in ends])


def _saved_bits(text: str, runs: Iterable[Run], *, dense: bool) -> float:
    """How many bits fewer than chance an adaptive code takes for the symbols of ``runs``; noise has about -10."""
    firsts, lasts = ("".join(chars) for chars in zip(*(_symbols(text, run, dense=dense) for run in runs), strict=True))
    return _saved(firsts, DENSE_FIRSTS if dense else FIRSTS) + _saved(lasts, LASTS)


#: What stands for a kind of characters -> how many of that kind either set has at most.
_KIND_SIZES: Final = {"0": 10, "A": 26, "a": 26, " ": 1, "!": 17, "\0": 32}
_KINDS: Final = {
    code: "\0"
    if code < 32
    else "0"
    if chr(code).isdigit()
    else "A"
    if 65 <= code < 91
    else "a"
    if 97 <= code < 123
    else "!"
    for code in range(127)
    if code != 32
}


def _saved(symbols: str, size: int) -> float:
    """How many bits the best of three adaptive codes saves over the equal chances of ``size`` symbols."""
    codes = symbols.encode("latin-1")
    kinds = symbols.translate(_KINDS)
    inside = sum(times * log2(_KIND_SIZES[kind]) for kind, times in Counter(kinds).items())
    return (
        len(codes) * log2(size)
        - log2(3)
        - min(
            _counted_bits(codes, size),
            _counted_bits([code - before for before, code in pairwise(codes)], 2 * size - 1) + log2(size),
            _counted_bits(kinds, len(_KIND_SIZES)) + inside,
        )
    )


def _counted_bits(symbols: Sequence[Hashable], size: int) -> float:
    """The bits of ``symbols`` if each is as likely as it was among those before (Krichevsky and Trofimov)."""
    counts = Counter(symbols).values()
    nats = lgamma(len(symbols) + size / 2) - lgamma(size / 2)
    return (nats - sum(map(_past_a_half, counts)) + len(counts) * _past_a_half(0)) / log(2)


@cache
def _past_a_half(times: int) -> float:
    """The logarithm of the gamma function, cached since the same few counts come again and again."""
    return lgamma(times + 0.5)
