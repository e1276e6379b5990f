"""How well copies of an article are found among others: precision, recall, time and memory, with peers in the same run.

    .venv/bin/python bench/duplicates.py ../shared/corpus/dev.jsonl.gz                # table of pairs
    .venv/bin/python bench/duplicates.py ../shared/corpus/dev.jsonl.gz --articles 100000  # time and memory

Clean texts as of bench/repair.py. Of each a copy of every kind below is made, all are put into one index in a random
order, with filled-in forms (``forms.toml``) and texts that share a passage or a disclaimer, which are not copies. A
mark is right where the article named is of the same text. Peers: the hash of the text; simhash (64 bits, 3 may differ);
datasketch's MinHashLSH with its defaults (128 permutations, threshold 0.9) and with a threshold of 0.5, over runs of 5
characters (where it is installed: pip install -e .[peers]).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from cases import Case, read
from damages import ROWS
from opencc import OpenCC

from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.sketch import sketch
from harvester.text import repair

HERE = Path(__file__).parent
#: Kinds of damage that leave text to compare. One read in a wrong encoding is, unrepaired, another text.
DAMAGES = [row for row in ROWS if row.family in ("noise", "shifts", "glosses", "all")]
DISCLAIMER = (
    "\n免责声明：本文系转载，版权归原作者所有，转载目的在于传递更多信息，并不代表本站赞同其观点和对其真实性负责。"
    "如涉及作品内容、版权和其他问题，请在三十日内与本站联系，我们将在第一时间删除内容。"
)
Copy = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be put into the index: ``group`` is what it is a copy of, ``kind`` how it was made."""

    group: str
    kind: str
    text: str


def _same(text: str, _rng: random.Random) -> str:
    return text


def _cut(text: str, rng: random.Random, least: float, most: float) -> str:
    size = int(len(text) * rng.uniform(least, most))
    start = rng.choice((0, len(text) - size, rng.randrange(len(text) - size + 1)))
    return text[start : start + size]


def _headed(text: str, rng: random.Random) -> str:
    city, name = rng.choice(("霁川", "临津", "望泽")), rng.choice(("顾念一", "沈怀远", "陆川"))
    head = f"【转载】{city}晚报讯（全媒体记者 {name} 通讯员 {rng.choice(('林越', '周以宁'))}）\n"
    return f"{head}{text}\n来源：{city}晚报 责任编辑：{name}"


def _rebroken(text: str, rng: random.Random) -> str:
    return text.replace("\n", "").replace("。", rng.choice(("。\n\n　　", "。 ", ".")))


def _converted(text: str, _rng: random.Random, convert: Callable[[str], str]) -> str:
    return convert(text)


def _damaged(text: str, rng: random.Random, *, repaired: bool) -> str:
    row = rng.choice([row for row in DAMAGES if _fits(row.scripts, text)])
    damaged = row.damage(row.prepared(text), rng)
    return repair(damaged).text if repaired else damaged


def _fits(scripts: tuple[str, ...], text: str) -> bool:
    return len(scripts) == 2 or any(char in text for char in "國這個們來")


def _copies() -> dict[str, Copy]:
    to_hant, to_tw, to_hans = OpenCC("s2t").convert, OpenCC("s2twp").convert, OpenCC("t2s").convert
    hant, hans = partial(_converted, convert=to_hant), partial(_converted, convert=to_hans)
    return {
        "exact": _same,
        "other byline, source and editor": _headed,
        "other breaks and spaces": _rebroken,
        "with a disclaimer": lambda text, _: text + DISCLAIMER,
        "cut to 70-95 %": partial(_cut, least=0.7, most=0.95),
        "cut to 40-70 %": partial(_cut, least=0.4, most=0.7),
        "converted (other script)": hant,
        "converted there and back": lambda text, rng: hans(hant(text, rng), rng),
        "converted, words of Taiwan": partial(_converted, convert=to_tw),
        "damaged and repaired": partial(_damaged, repaired=True),
        "damaged, not repaired": partial(_damaged, repaired=False),
        "converted, damaged, not repaired": lambda text, rng: _damaged(hant(text, rng), rng, repaired=False),
        "converted, headed, cut to 60-90 %": lambda text, rng: _headed(_cut(hant(text, rng), rng, 0.6, 0.9), rng),
    }


def _short(case: Case, rng: random.Random) -> str:
    """Some sentences of a text, 60 to 120 characters or so."""
    start = case.text.find("。", rng.randrange(max(1, len(case.text) - 200))) + 1
    end = case.text.find("。", start + 60) + 1
    return case.text[start : end or start + 100][:130].strip()


def texts(cases: Sequence[Case], others: Sequence[Case], rng: random.Random) -> list[Text]:
    """Texts, short ones, their copies, and what is not a copy."""
    made: list[Text] = []
    copies = _copies()
    for number, case in enumerate(cases):
        made.append(Text(f"text {number}", "base", case.text))
        made += [Text(f"text {number}", kind, copy(case.text, rng)) for kind, copy in copies.items()]
        short = _short(others[number], rng)
        if len(short) >= 50:
            made.append(Text(f"short {number}", "base", short))
            made += [Text(f"short {number}", f"short: {kind}", copies[kind](short, rng)) for kind in list(copies)[:3]]
    return made


def forms(rng: random.Random, number: int) -> list[Text]:
    """``number`` of each form, all of them different."""
    data = tomllib.loads((HERE / "forms.toml").read_text(encoding="utf-8"))
    return [
        Text(f"form {place} {copy}", "form", _filled(form, data["words"], rng))
        for place, form in enumerate(data["forms"])
        for copy in range(number)
    ]


def _filled(form: str, words: dict[str, list[str]], rng: random.Random) -> str:
    parts = form.replace("}", "{").split("{")
    for place in range(1, len(parts), 2):
        slot = parts[place]
        bounds = {"n": (1, 30), "N": (100, 9999)}.get(slot)
        parts[place] = str(rng.randint(*bounds)) if bounds else rng.choice(words[slot])
    return "".join(parts)


def passages(cases: Sequence[Case], rng: random.Random) -> list[Text]:
    """Texts that quote 200 characters, or that have the same disclaimer below text of their own."""
    made = []
    quote = cases[0].text[:200]
    for number, case in enumerate(cases):
        own = case.text[: rng.randint(300, 800)]
        if len(own) >= 250:
            made.append(Text(f"own {number}", "passage", own + (f"\n{quote}" if number % 2 else DISCLAIMER)))
    return made


# --- finders: the number of an earlier text, or None --------------------------------------

Finder = Callable[[Sequence[Text]], Iterator[int | None]]


def ours(entries: Sequence[Text]) -> Iterator[int | None]:
    """This project's index."""
    index = Catalogue(None)
    index.every = 500
    for number, entry in enumerate(entries):
        sketched = sketch(entry.text)
        match = index.find(str(number), sketched) if sketched else None
        if sketched:
            index.add(CatalogueEntry(str(number), 1, None, sketched), match)
        yield int(match.id) if match else None
    index.close()


def exact(entries: Sequence[Text]) -> Iterator[int | None]:
    """The hash of the text."""
    seen: dict[bytes, int] = {}
    for number, entry in enumerate(entries):
        first = seen.setdefault(hashlib.sha256(entry.text.encode("utf-8", "surrogatepass")).digest(), number)
        yield first if first != number else None


def _runs(text: str) -> set[bytes]:
    return {text[at : at + 5].encode("utf-8", "surrogatepass") for at in range(max(1, len(text) - 4))}


def minhash(entries: Sequence[Text], threshold: float) -> Iterator[int | None]:
    """MinHashLSH of datasketch."""
    datasketch = import_module("datasketch")
    lsh = datasketch.MinHashLSH(threshold=threshold, num_perm=128)
    for number, entry in enumerate(entries):
        signature = datasketch.MinHash(num_perm=128)
        signature.update_batch(list(_runs(entry.text)))
        found = lsh.query(signature)
        lsh.insert(number, signature)
        yield min(found) if found else None


def simhash(entries: Sequence[Text]) -> Iterator[int | None]:
    """64 bits, found by any of four quarters that is equal."""
    tables: list[dict[int, list[tuple[int, int]]]] = [{} for _ in range(4)]
    for number, entry in enumerate(entries):
        weights = [0] * 64
        for run in _runs(entry.text):
            bits = int.from_bytes(hashlib.blake2b(run, digest_size=8).digest())
            for bit in range(64):
                weights[bit] += 1 if bits >> bit & 1 else -1
        hashed = sum(1 << bit for bit, weight in enumerate(weights) if weight > 0)
        quarters = [hashed >> 16 * place & 0xFFFF for place in range(4)]
        near = [each for table, quarter in zip(tables, quarters, strict=True) for each in table.get(quarter, [])]
        found = [earlier for other, earlier in near if (other ^ hashed).bit_count() <= 3]
        for table, quarter in zip(tables, quarters, strict=True):
            table.setdefault(quarter, []).append((hashed, number))
        yield min(found) if found else None


FINDERS: dict[str, Finder] = {
    "this project": ours,
    "exact hash": exact,
    "datasketch, defaults": partial(minhash, threshold=0.9),
    "datasketch, threshold 0.5": partial(minhash, threshold=0.5),
    "simhash": simhash,
}


def compare(entries: Sequence[Text], finders: dict[str, Finder], *, show: bool) -> None:
    """Print a table of recall by kind, and precision."""
    kinds = [kind for kind in dict.fromkeys(entry.kind for entry in entries) if kind not in ("base", "form", "passage")]
    rows: dict[str, list[str]] = {kind: [] for kind in [*kinds, "all copies", "precision", "false marks", "seconds"]}
    for name, finder in finders.items():
        began = perf_counter()
        marks = list(finder(entries))
        seconds = perf_counter() - began
        wanted, found, wrong = _score(entries, marks, show=show and name == "this project")
        for kind in kinds:
            rows[kind].append(_share(found[kind], wanted[kind]))
        rows["all copies"].append(_share(found.total(), wanted.total()))
        made = len(marks) - marks.count(None)
        rows["precision"].append(_share(made - wrong.total(), made))
        rows["false marks"].append(", ".join(f"{kind} {count}" for kind, count in wrong.items()) or "0")
        rows["seconds"].append(f"{seconds:.0f}")
    print("| |", " | ".join(finders), "|\n|---|" + "--:|" * len(finders))
    for kind, values in rows.items():
        print(f"| {kind} |", " | ".join(values), "|")


def _score(
    entries: Sequence[Text], marks: Sequence[int | None], *, show: bool
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How many copies there are behind another, how many were found, and marks that are wrong; by kind.

    What came first of a text is the original, whatever it was made as; what a copy is called by then is its own kind.
    """
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    seen: set[str] = set()
    for entry, mark in zip(entries, marks, strict=True):
        right = mark is not None and entries[mark].group == entry.group
        if entry.group in seen and entry.kind != "base":
            wanted[entry.kind] += 1
            found[entry.kind] += right
        seen.add(entry.group)
        if mark is not None and not right:
            wrong[entry.kind] += 1
            if show:
                print(f"false: {entry.kind} {entry.text[:120]!r}")
                print(f"    as {entries[mark].kind} {entries[mark].text[:120]!r}")
    return wanted, found, wrong


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"


def many(cases: Sequence[Case], number: int, rng: random.Random) -> Iterator[Text]:
    """Articles made of a corpus, every fifth a copy of one of the thousand before it, headed.

    One sentence in five is of the corpus as it is, and in many articles; the others are put together from pieces of it.
    """
    sentences = [each + "。" for case in cases for each in case.text.split("。") if 15 < len(each) < 120]
    recent: list[Text] = []
    for place in range(number):
        if place % 5 == 4:
            copied = rng.choice(recent)
            yield Text(copied.group, "copy", _headed(copied.text, rng))
            continue
        drawn = [
            each if rng.random() < 0.2 else _mixed(each, rng) for each in rng.choices(sentences, k=rng.randint(6, 24))
        ]
        text = Text(str(place), "base", "".join(drawn))
        recent = [*recent[-999:], text]
        yield text


def _mixed(sentence: str, rng: random.Random) -> str:
    pieces = [sentence[at : at + 3] for at in range(0, len(sentence), 3)]
    rng.shuffle(pieces)
    return "".join(pieces)


def main() -> None:
    """Print the table of pairs, or time and memory for many articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - no secret
    cases = [case for case in read(options.corpus) if len(case.text) >= 200]
    if options.articles:
        entries = list(many(cases, options.articles, rng))
        letters = sum(len(entry.text) for entry in entries)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = perf_counter()
        marks = list(ours(entries))
        seconds = perf_counter() - began
        wanted, found, wrong = _score(entries, marks, show=False)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        size = letters / len(entries)
        print(f"{len(entries)} articles, {size:.0f} characters each: {seconds:.0f} s, {grown:.0f} MB more")
        print(f"recall {_share(found.total(), wanted.total())}, {wrong.total()} wrong marks")
        return
    rng.shuffle(cases)
    base = cases[: options.cases]
    others, rest = cases[options.cases : 2 * options.cases], cases[2 * options.cases : 4 * options.cases]
    entries = [*texts(base, others, rng), *forms(rng, 60), *passages(rest, rng)]
    rng.shuffle(entries)
    known = [name for name in FINDERS if not name.startswith("datasketch") or find_spec("datasketch")]
    compare(entries, {name: FINDERS[name] for name in (known[:1] if options.no_peers else known)}, show=options.show)


if __name__ == "__main__":
    main()
