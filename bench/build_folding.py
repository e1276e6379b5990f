"""Make the table that folds traditional characters and variants into simplified ones.

    .venv/bin/python bench/build_folding.py

Build-time only; needs OpenCC (pip install -e .[corpora]). Two lines of equal length: each character of the first is
folded into the one below it. It is OpenCC's t2s, character by character, of all ideographs of Unicode's basic blocks,
and of the compatibility ideographs, which fold into what NFC makes of them first.
"""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

from opencc import OpenCC

#: CJK Unified Ideographs with extension A, and CJK Compatibility Ideographs.
BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))

#: Characters that OpenCC converts by the word only (著), or not at all; simplified text has another in their place.
MORE = {"著": "着", "妳": "你", "牠": "它"}


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("harvester/corpora/data/folding.txt"))
    options = parser.parse_args()
    convert = OpenCC("t2s").convert
    pairs = [(char, convert(unicodedata.normalize("NFC", char))) for block in BLOCKS for char in map(chr, block)]
    pairs = [(char, MORE.get(char, folded)) for char, folded in pairs]
    different = [(char, folded) for char, folded in pairs if char != folded and len(folded) == 1]
    lines = ("".join(column) for column in zip(*different, strict=True))
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(different)} characters")


if __name__ == "__main__":
    main()
