"""Count the language model's table again.

    pip install jieba opencc
    .venv/bin/python bench/count_language.py ../shared/corpus/train.jsonl.gz

The corpus is gzipped JSON Lines of clean texts ({"text", "script": "hans" | "hant", "source"}).
Every text is counted in both scripts, converted by OpenCC where it is in the other; the quotes
of every second text made traditional become 「」. Characters that have one form in each script
are counted in their simplified form, and grams that read alike in both scripts once.
Encyclopaedia texts, of which there are few and whose words are many, count three times. The
words of jieba's dictionary are counted too, the more often the commoner they are (1 to 6
times): they make up for domains that the corpus lacks. In the table stand only triples that
were counted LEAST times or more before that weighting, and pairs that were twice after it, so
no text can be read from it. Same input and same versions, same table. Takes some minutes.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from operator import add
from pathlib import Path
from typing import Final, NamedTuple

import zstandard
from opencc import OpenCC
from smoothing import Level, contexts_of, first_level, next_level

from harvester.text.language.model import HEADER, MAGIC, STEPS, TABLE
from harvester.text.language.symbols import CLASSES, is_counted_by_class, symbol

#: A character counted less often than this is counted as its class; a gram is not listed.
LEAST: Final = 3
#: How often a character may stand for itself in traditional texts and yet count as the simplified form of another.
LEFT_OVER: Final = 0.02
BIGRAMS: Final = 500_000
TRIGRAMS: Final = 500_000
ENCYCLOPAEDIA: Final = ("DRCD", "cmrc2018")
ENCYCLOPAEDIA_WEIGHT: Final = 3
#: Into each script.
CONVERTERS: Final = {"hans": OpenCC("t2s"), "hant": OpenCC("s2t")}
QUOTES: Final = str.maketrans("“”‘’", "「」『』")


class Text(NamedTuple):
    """A clean text, one paragraph per line, starting and ending with a line break, as it was or ``converted``."""

    text: str
    script: str
    weight: int
    converted: bool = False


class Counts(NamedTuple):
    """How often each gram stands in the texts: plain, and weighted."""

    plain: Counter[str]
    weighted: Counter[str]


def documents(path: Path) -> Iterator[Text]:
    """The texts of a corpus, each in both scripts."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            document = json.loads(line)
            weight = ENCYCLOPAEDIA_WEIGHT if any(name in document["source"] for name in ENCYCLOPAEDIA) else 1
            text = Text(clean(document["text"]), document["script"], weight)
            other = in_other_script(text)
            yield text
            yield other._replace(text=other.text.translate(QUOTES)) if other.script == "hant" and place % 2 else other


def in_other_script(text: Text) -> Text:
    """A text, converted."""
    script = "hant" if text.script == "hans" else "hans"
    return Text(CONVERTERS[script].convert(text.text), script, text.weight, converted=True)


def clean(text: str) -> str:
    """``text`` without HTML tags, as :class:`Text` wants it."""
    text = re.sub(r"</?(?:p|br|div)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"</?[a-z]+\b[^>]*>", "", text))
    return "\n" + "".join(line.strip() + "\n" for line in text.split("\n") if line.strip())


def words() -> Iterator[Text]:
    """The words of jieba's dictionary in both scripts, weighted by the logarithm of their frequency."""
    for line in files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        text = Text(word, "hans", min(1 + int(math.log10(int(frequency) + 1)), 6))
        yield from (text, in_other_script(text))


def simplified_forms(texts: Iterable[Text]) -> dict[str, str]:
    """Traditional characters and their simplified forms, where each is the other's only one."""
    seen = Counter[str]()
    for text in texts:
        if text.script == "hant":
            seen.update(text.text)
    origins: defaultdict[str, list[str]] = defaultdict(list)
    for char in seen:
        simplified = CONVERTERS["hans"].convert(char)
        if simplified != char and char <= "\uffff":
            origins[simplified].append(char)
    return {
        chars[0]: simplified
        for simplified, chars in origins.items()
        if len(chars) == 1
        and CONVERTERS["hant"].convert(simplified) == chars[0]
        and seen[simplified] <= LEFT_OVER * seen[chars[0]]
    }


def count(texts: Sequence[Text], forms: Mapping[str, str]) -> tuple[Counts, Counts, Counts]:
    """Characters, bigrams and trigrams of ``texts``, rare characters as their class; none reaches over a line end."""
    merged = {ord(traditional): simplified for traditional, simplified in forms.items()}
    seen = Counter[str]()
    for text in texts:
        seen.update(text.text.translate(merged) * text.weight)
    table = merged | {
        ord(char): symbol(char) for char, times in seen.items() if is_counted_by_class(char) or times < LEAST
    }
    table |= {ord(traditional): table[ord(form)] for traditional, form in forms.items() if ord(form) in table}
    own = {script: own_characters(script, seen) for script in CONVERTERS}
    ones, twos, threes = (Counts(Counter(), Counter()) for _ in range(3))
    for text in texts:
        symbols = text.text.translate(table)
        pairs = list(map(add, symbols, symbols[1:]))
        triples = [triple for triple in map(add, pairs, symbols[2:]) if triple[1] != "\n"]
        for counts, grams in ((ones, list(symbols)), (twos, pairs), (threes, triples)):
            new = [gram for gram in grams if not own[text.script].isdisjoint(gram)] if text.converted else grams
            counts.plain.update(new)
            if text.weight > 1:
                counts.weighted.update(new * (text.weight - 1))
    for counts in (ones, twos, threes):
        counts.weighted.update(counts.plain)
    return ones, twos, threes


def own_characters(script: str, seen: Iterable[str]) -> frozenset[str]:
    """The characters, of those counted, that texts in the other script are written without, and quotes."""
    converter = CONVERTERS["hans" if script == "hant" else "hant"]
    return frozenset(char for char in seen if converter.convert(char) != char) | frozenset("「」『』")


def smoothed(ones: Counts, twos: Counts, threes: Counts) -> tuple[Level, Level, Level]:
    """The three levels of the model."""
    first = first_level(twos.weighted, ones.plain.keys() | CLASSES.keys())
    listed = [gram for gram, times in twos.weighted.items() if times > 1]
    second = next_level(contexts_of(threes.weighted, twos.weighted), twos.weighted, first, listed, BIGRAMS)
    listed = [gram for gram, times in threes.plain.items() if times >= LEAST and gram[:2] in second.probabilities]
    return first, second, next_level(threes.weighted, threes.weighted, second, listed, TRIGRAMS)


def pack(ones: Level, twos: Level, threes: Level, forms: Mapping[str, str]) -> bytes:
    """The table as :class:`harvester.text.language.model.LanguageModel` reads it."""
    traditional = {simplified: char for char, simplified in forms.items()}
    alphabet = sorted(ones.probabilities, key=lambda char: (-ones.probabilities[char], char))
    places = {char: place for place, char in enumerate(alphabet)}

    def in_order(level: Level) -> list[str]:
        return sorted(level.probabilities, key=lambda gram: [places[char] for char in gram])

    pairs, triples = in_order(twos), in_order(threes)
    followers = Counter(pair[0] for pair in pairs), Counter(triple[:2] for triple in triples)
    return b"".join(
        (
            HEADER.pack(MAGIC, len(alphabet), len(pairs), len(triples)),
            columns(map(ord, alphabet)),
            columns(ord(traditional.get(char, "\0")) for char in alphabet),
            costs(ones.probabilities[char] for char in alphabet),
            costs(twos.backoffs.get(char, 1.0) for char in alphabet),
            columns(followers[0][char] for char in alphabet),
            columns(places[pair[1]] for pair in pairs),
            costs(twos.probabilities[pair] for pair in pairs),
            costs(threes.backoffs.get(pair, 1.0) for pair in pairs),
            columns(followers[1][pair] for pair in pairs),
            columns(places[triple[2]] for triple in triples),
            costs(threes.probabilities[triple] for triple in triples),
        )
    )


def costs(probabilities: Iterable[float]) -> bytes:
    """Each probability as a cost in one byte."""
    return bytes(min(max(round(-math.log2(value) * STEPS), 0), 255) for value in probabilities)


def columns(numbers: Iterable[int]) -> bytes:
    """Numbers of 16 bits: all low bytes, then all high bytes, which pack better so."""
    values = list(numbers)
    return bytes(value & 0xFF for value in values) + bytes(value >> 8 for value in values)


def main() -> None:
    """Count, write, and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("harvester/text/data") / TABLE)
    options = parser.parse_args()
    texts = [text for path in options.corpus for text in documents(path)]
    texts += words()
    forms = simplified_forms(texts)
    levels = smoothed(*count(texts, forms))
    packed = zstandard.ZstdCompressor(level=19).compress(pack(*levels, forms))
    options.out.write_bytes(packed)
    print(", ".join(str(len(level.probabilities)) for level in levels), f"grams in {len(packed)} bytes")


if __name__ == "__main__":
    main()
