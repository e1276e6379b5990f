"""How well languages and scripts are told: Chinese corpora, and texts that are not Chinese.

    .venv/bin/python bench/languages.py --chinese ../shared/corpus/dev.jsonl.gz --other ../shared/corpus/other.jsonl.gz

``--chinese``: JSON Lines with ``text`` and ``script`` (hans, hant). Of ``--other`` what was told is counted, to be
looked at by eye (``--show``): it has no labels. py3langid gives the language as well, where it is installed
(pip install -e .[peers]).
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from harvester.corpora.languages import language_of
from harvester.corpora.scripts import script


def _read(path: Path) -> Iterator[tuple[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["text"], str(document.get("script") or "").capitalize()


def _peer(text: str) -> str:
    return str(import_module("py3langid").classify(text)[0])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chinese", type=Path, required=True)
    parser.add_argument("--other", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    peer = _peer if find_spec("py3langid") else lambda _: "-"
    chinese = list(_read(options.chinese))
    began = process_time()
    told = [(language_of(text), script(text)) for text, _ in chinese]
    seconds = process_time() - began
    right = sum(found == ("zh", wanted) for found, (_, wanted) in zip(told, chinese, strict=True))
    size = sum(len(text) for text, _ in chinese) / 1e6
    print(f"language and script right: {right} of {len(chinese)}; {size / seconds:.1f} million characters a second")
    print("py3langid:", Counter(peer(text) for text, _ in chinese).most_common(4))
    print("\n| other texts: told | py3langid | |\n|---|---|--:|")
    other = [(language_of(text), peer(text), text) for text, _ in _read(options.other)]
    for (ours, theirs), count in Counter(each[:2] for each in other).most_common():
        print(f"| {ours} | {theirs} | {count} |")
    if options.show:
        print(*(f"{ours} {text[:100]!r}" for ours, _, text in other), sep="\n")


if __name__ == "__main__":
    main()
