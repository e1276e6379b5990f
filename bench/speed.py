"""How fast repair is, over ftfy's speed on clean text in the same run; and the worst that a short and a long text cost.

    python bench/speed.py [--corpus FILE] [--seconds 3] [--only dense,big5] [--profile]

A row is a kind of damage done to texts of the corpus; MB are those of the damaged text in UTF-8, and only
CPU counts. Where several programs share the machine, ratios stay, and speeds do not: ftfy is measured before and after.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import cycle
from pathlib import Path
from time import process_time
from typing import Final

import damages
import ftfy
from cases import read

from harvester.text import repair
from harvester.text.accidents import shifts

CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "dev.jsonl.gz"
#: How many texts are damaged.
MOST: Final = 150

#: Makes damaged texts from clean ones.
Damage = Callable[[list[str], random.Random], list[str]]


def _dense(texts: list[str], _rng: random.Random) -> list[str]:
    """Lines with shifts in them alone, ten to a text."""
    lines = [line for text in texts for line in shifts.damage(text).split("\n") if "?" in line]
    return ["\n".join(lines[place : place + 10]) for place in range(0, len(lines), 10)]


def _each(texts: list[str], rng: random.Random, title: str) -> list[str]:
    """Each text with the damage that the bench of repair gives this title."""
    row = next(row for row in damages.ROWS if row.title == title)
    return [row.damage(row.prepared(text), rng) for text in texts]


#: Each row: how its texts are damaged, and what is wanted over ftfy's speed.
ROWS: Final[Mapping[str, tuple[Damage, float]]] = {
    "clean": (lambda texts, _: texts, 13),
    "jammed": (partial(_each, title="noise, white space kept"), 3),
    "dense shifts": (_dense, 0.2),
    "gbk as cp1252": (partial(_each, title="gbk as windows-1252"), 0.7),
    "gbk as big5": (partial(_each, title="gbk as big5, holes ?"), 0.06),
    "utf-8 as gbk": (partial(_each, title="utf-8 as gbk, holes ?"), 0.06),
}

#: Lines that take much work for their length, alone and repeated.
HARD: Final = (
    "今天终于买到票了????晚上请大家吃饭",
    "好!???,????12??寶??",
    "?!好?!,?;",
    "?!惫鶗詵?;乔盏?",
    "好�!�,�?�好",
    "?(jié)?jiè)",
    "äº§ä¸æ????ä»ç",
    "鐢ㄦ?埛鐨?",
    "笢�恅��珨�堤",
    "いゅ?讽?き?~",
    "怢奻腔ㄛ�佌末扒�",
    "ÖÐ¹ú?ÈËÃ?ñ",
    "浣犲ソ锛屼笘鐣",
    "墩밟?냘",
    "ϵͳÖ?й",
    "業(yè)?(jié)摿",
)
SIZES: Final = {100: 1_000, 100_000: 60}


def speed(mend: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """MB of ``texts`` that ``mend`` takes in a second of CPU; they are gone through as often as ``seconds`` allow."""
    size = 0
    started = process_time()
    for text in cycle(texts):
        mend(text)
        size += len(text.encode("utf-8", "surrogatepass"))
        if process_time() - started > seconds:
            break
    return size / 1e6 / (process_time() - started)


def worst(size: int, clean: str, seconds: float) -> tuple[float, str]:
    """The most CPU of a text of ``size`` characters over ftfy's on ``clean`` text of that size, and its line."""
    plain = (clean * (size // len(clean) + 1))[:size]
    usual = len(plain.encode()) / 1e6 / speed(ftfy.fix_text, [plain], seconds)
    costs = {}
    for line in HARD:
        for text in (f"{line}\n" * size, line * size):
            started = process_time()
            repair(text[:size])
            costs[text[: len(line) + 1]] = process_time() - started
    hardest = max(costs, key=costs.__getitem__)
    return costs[hardest] / usual, hardest


def texts_of(corpus: Iterable[Path], damage: Damage) -> list[str]:
    """Some texts of the corpus, damaged."""
    rng = random.Random(1)  # noqa: S311 - no secret
    clean = [case.text for path in corpus for case in read(path)]
    return damage(rng.sample(clean, min(MOST, len(clean))), rng)


def main() -> None:
    """Measure what was asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, action="append", help="texts (default: the shared dev.jsonl.gz)")
    parser.add_argument("--seconds", type=float, default=3, help="CPU a row")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[""], help="parts of the rows' names")
    parser.add_argument("--profile", action="store_true", help="print where the time of each row goes, too")
    options = parser.parse_args()
    corpus = options.corpus or [CORPUS]
    clean = texts_of(corpus, ROWS["clean"][0])
    peer = speed(ftfy.fix_text, clean, options.seconds)
    for name, (damage, wanted) in ROWS.items():
        if not any(part in name for part in options.only):
            continue
        texts = texts_of(corpus, damage)
        speed(repair, texts, 1)  # loads the tables
        with cProfile.Profile() if options.profile else nullcontext() as profile:
            ours = speed(repair, texts, options.seconds)
        print(f"{name:>14}  {ours:8.3f} MB/s  {ours / peer:8.3f} x ftfy on clean text  (wanted {wanted})", flush=True)
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    for size, most in SIZES.items():
        if any(part in "worst" for part in options.only):
            times, line = worst(size, "\n".join(clean), options.seconds / 3)
            print(f"worst of {size:>7,} characters: {times:8.0f} times ftfy's  (wanted {most:,})  {line!r}", flush=True)
    print(f"ftfy on clean text: {peer:.2f} MB/s before, {speed(ftfy.fix_text, clean, options.seconds):.2f} after")


if __name__ == "__main__":
    main()
