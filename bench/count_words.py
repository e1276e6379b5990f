"""Count the table of words again, which gives a second opinion where the language model has to guess.

    pip install jieba opencc
    .venv/bin/python bench/count_words.py

In go the words of jieba's dictionary and how often it has seen each; out comes what each costs, in bits, and which
simplified character stands for each traditional one. Words of one character, of more than LONGEST, and those seen
fewer than LEAST times are left out. Same versions, same table.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import zstandard
from opencc import OpenCC

from harvester.text.language.lexicon import LONGEST, STEPS, ZERO
from harvester.text.language.model import WORDS

LEAST: Final = 5
#: The blocks whose characters may be traditional forms of others.
HANZI: Final = range(0x4E00, 0x9FA6)


def frequencies() -> Mapping[str, int]:
    """How often jieba has seen each word that is listed."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    seen = {word: int(times) for word, times, *_ in (line.split(" ") for line in lines)}
    return {word: times for word, times in seen.items() if 1 < len(word) <= LONGEST and times >= LEAST}


def costs(seen: Mapping[str, int]) -> Iterator[str]:
    """Each word, and what it costs as one character."""
    total = sum(seen.values())
    for word, times in sorted(seen.items()):
        yield word + chr(ZERO + round(-math.log2(max(times, 1) / total) * STEPS))


def forms() -> Mapping[str, str]:
    """Traditional characters, and the simplified one of each."""
    simplify = OpenCC("t2s").convert
    return {char: form for char in map(chr, HANZI) if (form := simplify(char)) != char and len(form) == 1}


def main() -> None:
    """Count, write, and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("harvester/text/data") / WORDS)
    options = parser.parse_args()
    words, pairs = list(costs(frequencies())), forms()
    text = "\n".join(["".join(pairs), "".join(pairs.values()), *words])
    packed = zstandard.ZstdCompressor(level=19).compress(text.encode())
    options.out.write_bytes(packed)
    print(f"{len(words)} words and {len(pairs)} forms in {len(packed)} bytes")


if __name__ == "__main__":
    main()
