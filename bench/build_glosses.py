"""Make the table of glosses.

    .venv/bin/python bench/build_glosses.py GLOSS_PAIRS.tsv OUT

Build-time only; needs pypinyin and OpenCC (pip install pypinyin opencc).
GLOSS_PAIRS.tsv gives the characters that were found glossed on real pages, with the number of
places (columns ``char`` and ``count``).
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import opencc
from opencc import OpenCC
from pypinyin import Style, pinyin

from harvester.text.encodings import gbk


def readings(char: str) -> list[str]:
    """The readings of ``char`` with their tones, that GBK can write, likeliest first."""
    found = pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")
    return [reading for reading in (found[0] if found else []) if all(c < "\x80" or c in gbk.codes() for c in reading)]


def common_to_both() -> frozenset[str]:
    """The simplified forms that are characters of traditional text as well, as 里 and 后."""
    library = Path(opencc.__file__).parent / "clib"
    command: list[str | Path] = [
        library / "bin/opencc_dict",
        "-i",
        library / "share/opencc/STCharacters.ocd2",
        "-f",
        "ocd2",
        "-t",
        "text",
    ]
    with TemporaryDirectory() as folder:
        text = Path(folder) / "STCharacters.txt"
        subprocess.run([*command, "-o", text], check=True)  # noqa: S603 - OpenCC's own command
        entries = [line.split() for line in text.read_text(encoding="utf-8").splitlines()]
    return frozenset(char for char, *traditional in entries if char in traditional)


def simplify(char: str, both: frozenset[str]) -> str:
    """``char``, a simplified form, or nothing if it is common to both scripts."""
    return "" if char in both else char


def main() -> None:
    """Every traditional character of GBK whose simplified form differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with options.pairs.open(encoding="utf-8", newline="") as lines:
        places = {row["char"]: int(row["count"]) for row in csv.DictReader(lines, delimiter="\t")}
    convert = OpenCC("t2s").convert
    both = common_to_both()
    rows = [
        (char, simplify(convert(char), both), " ".join(readings(char)), places.get(char, 0))
        for char in gbk.characters().values()
        if "一" <= char <= "鿿" and (convert(char) != char or char in places) and readings(char)
    ]
    rows.sort(key=lambda row: (-row[3], row[0]))
    with options.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(("char", "simplified", "readings", "places"))
        writer.writerows(rows)
    print(f"{len(rows)} characters")


if __name__ == "__main__":
    main()
