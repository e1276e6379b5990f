"""Count the language model's table: python bench/count_language.py CORPUS.jsonl.gz … OUT

Build-time only; needs OpenCC (pip install opencc-python-reimplemented).
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from pathlib import Path

import zstandard
from opencc import OpenCC

from harvester.text.language import HEADER, MAGIC, STEPS
from harvester.text.symbols import CLASSES, symbol

#: A character seen less often than this is counted as its class.
LEAST_CHARACTER = 5
LEAST_BIGRAM = 5
LEAST_TRIGRAM = 12
_DISCOUNT = 0.75


def documents(path: Path) -> Iterator[tuple[str, str]]:
    """Script and text of every document of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["script"], clean(document["text"])


def clean(text: str) -> str:
    """Text without HTML tags, one paragraph a line, starting and ending with a line break."""
    text = re.sub(r"</?(?:p|br|div)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"</?[a-z]+\b[^>]*>", "", text))
    return "\n" + "".join(line.strip() + "\n" for line in text.split("\n") if line.strip())


def both_scripts(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Every text, and those in simplified characters in traditional ones too, quotes in turn “” and 「」."""
    converter = OpenCC("s2t")
    quotes = str.maketrans("“”‘’", "「」『』")
    for place, (script, text) in enumerate(texts):
        yield text
        if script == "hans":
            converted = converter.convert(text)
            yield converted.translate(quotes) if place % 2 else converted


def count(texts: Sequence[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each character, bigram and trigram stands in ``texts``, rare characters as their class."""
    seen = Counter[str]()
    for text in texts:
        seen.update(text)
    table = {
        ord(char): symbol(char)
        for char, times in seen.items()
        if char != "\n" and (times < LEAST_CHARACTER or symbol(char) in {"0", "a", "A", "０", "ａ", " "})
    }
    ones, twos, threes = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        symbols = text.translate(table)
        pairs = list(map(add, symbols, symbols[1:]))
        ones.update(symbols)
        twos.update(pairs)
        threes.update(map(add, pairs, symbols[2:]))
    return ones, twos, threes


class Level:
    """The listed grams of one length: followers of each context and their probabilities."""

    def __init__(self, counts: Counter[str], least: int, lower: Level | None) -> None:
        totals = Counter[str]()
        for gram, times in counts.items():
            totals[gram[:-1]] += times
        kept: dict[str, list[str]] = defaultdict(list)
        for gram, times in counts.items():
            if times >= least:
                kept[gram[:-1]].append(gram[-1])
        self.lower = lower
        self.followers = kept
        self.probabilities: dict[str, float] = {}
        self.backoffs: dict[str, float] = {}
        for context, chars in kept.items():
            self._fill(context, chars, counts, totals[context])

    def _fill(self, context: str, chars: list[str], counts: Counter[str], total: int) -> None:
        left = 1 - sum(counts[context + char] - _DISCOUNT for char in chars) / total
        below = {char: self.lower.probability(context[1:] + char) if self.lower else 0.0 for char in chars}
        for char in chars:
            self.probabilities[context + char] = (counts[context + char] - _DISCOUNT) / total + left * below[char]
        rest = 1 - sum(self.probabilities[context + char] for char in chars)
        self.backoffs[context] = max(rest, 1e-6) / max(1 - sum(below.values()), 1e-6) if self.lower else 1.0

    def probability(self, gram: str) -> float:
        """P(last character | those before it)."""
        known = self.probabilities.get(gram)
        if known is not None:
            return known
        assert self.lower is not None
        return self.backoffs.get(gram[:-1], 1.0) * self.lower.probability(gram[1:])


def unigram_level(ones: Counter[str]) -> Level:
    """Characters and the classes; a class that was not seen counts as half a character."""
    counts = Counter({char: times for char, times in ones.items()})
    for name in CLASSES:
        counts[name] = max(counts[name], 1)
    return Level(counts, 1, None)


def pack(ones: Level, twos: Level, threes: Level) -> bytes:
    """The table as :class:`harvester.text.language.LanguageModel` reads it."""
    alphabet = sorted(ones.probabilities, key=lambda char: (-ones.probabilities[char], char))
    places = {char: place for place, char in enumerate(alphabet)}
    pairs = [
        first + second for first in alphabet for second in sorted(twos.followers.get(first, ()), key=places.__getitem__)
    ]
    triples = [pair + last for pair in pairs for last in sorted(threes.followers.get(pair, ()), key=places.__getitem__)]
    return b"".join(
        (
            HEADER.pack(MAGIC, len(alphabet), len(pairs), len(triples)),
            words(map(ord, alphabet)),
            costs(ones.probabilities[char] for char in alphabet),
            costs(twos.backoffs.get(char, 1.0) for char in alphabet),
            words(len(twos.followers.get(char, ())) for char in alphabet),
            words(places[pair[1]] for pair in pairs),
            costs(twos.probabilities[pair] for pair in pairs),
            costs(threes.backoffs.get(pair, 1.0) for pair in pairs),
            words(len(threes.followers.get(pair, ())) for pair in pairs),
            words(places[triple[2]] for triple in triples),
            costs(threes.probabilities[triple] for triple in triples),
        )
    )


def costs(probabilities: Iterable[float]) -> bytes:
    """Each probability as a cost in one byte."""
    return bytes(min(max(round(-math.log2(value) * STEPS), 0), 255) for value in probabilities)


def words(numbers: Iterable[int]) -> bytes:
    """Numbers of 16 bits: all low bytes, then all high bytes, which pack better so."""
    values = list(numbers)
    return bytes(value & 0xFF for value in values) + bytes(value >> 8 for value in values)


def main() -> None:
    """Count, write, and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    texts = list(both_scripts(pair for path in options.corpus for pair in documents(path)))
    ones, twos, threes = count(texts)
    first = unigram_level(ones)
    second = Level(twos, LEAST_BIGRAM, first)
    for triple in [triple for triple in threes if triple[:2] not in second.probabilities]:
        del threes[triple]
    third = Level(threes, LEAST_TRIGRAM, second)
    packed = zstandard.ZstdCompressor(level=19).compress(pack(first, second, third))
    options.out.write_bytes(packed)
    print(
        f"{len(first.probabilities)} characters, {len(second.probabilities)} bigrams, "
        f"{len(third.probabilities)} trigrams, {len(packed)} bytes"
    )


if __name__ == "__main__":
    main()
