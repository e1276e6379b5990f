"""Repair clean text of public packages, and list every file that is altered, with what stood there before and after.

    .venv/bin/python bench/wide.py [FOLDER ...] [--every N] [--names] [--json FILE]

Source, documentation, man pages and catalogues of messages in many languages are what clean text is: every alteration
has to be judged, since a few files are about damage, or damaged. By default the folders of this Python and of a Debian
system are read; for more, unpack packages (``apt-get download``, ``dpkg-deb -x``) and name their folder. ``--names``
repairs names of languages, countries, scripts, currencies, months and days instead, in all languages of Unicode's CLDR
as Babel has it: a name is a short text, and those of a language are one more.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import json
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel import Locale, localedata

from harvester.text import Repair, repair

FOLDERS: Final = (
    *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")),
    *(Path("/usr/share", name) for name in ("doc", "man", "locale", "perl", "vim", "dict", "games", "gtk-doc")),
)
#: A file of more bytes is not text that anybody wrote.
_MOST: Final = 2_000_000
#: So many characters of a catalogue are repaired at once, as a document.
_CATALOGUE: Final = 100_000
#: So many repairs of a file are shown, and so much of each.
_SHOWN: Final = 3
_WIDTH: Final = 60


@dataclass(slots=True)
class Seen:
    """What was read: files and characters, by the ending of the name; and those that were altered."""

    files: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    altered: list[dict[str, object]] = field(default_factory=list)
    seconds: float = 0.0


def texts(path: Path) -> Iterator[str]:
    """The texts of a file: of a catalogue its messages, of anything else all of it if it is UTF-8; otherwise none."""
    if path.suffix == ".mo":
        yield from _catalogue(path)
        return
    data = path.read_bytes()
    try:
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if b"\0" not in data and len(data) <= _MOST:
            yield data.decode("utf-8")
    except (UnicodeDecodeError, OSError, EOFError):
        return


def _catalogue(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            found = [*dict.fromkeys(filter(None, vars(gettext.GNUTranslations(file))["_catalog"].values()))]
    except (OSError, UnicodeDecodeError, ValueError, IndexError):
        return
    while found:
        size = 0
        part = []
        while found and size < _CATALOGUE:
            part.append(found.pop())
            size += len(part[-1])
        yield "\n\n".join(part)


def files(folders: Iterable[Path], every: int) -> Iterator[Path]:
    """One in ``every`` of the files below ``folders``, by name; none that stands there twice."""
    for folder in folders:
        found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        yield from found[::every]


def in_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The texts of files, and where each is from."""
    for path in paths:
        for text in texts(path) if path.stat().st_size <= _MOST else ():
            yield path, text


def names() -> Iterator[tuple[Path, str]]:
    """The names that each language of CLDR has, one by one and all together; its code stands for a file."""
    for code in localedata.locale_identifiers():
        if "_" in code:
            continue  # of a country or a script
        locale = Locale.parse(code)
        found = {*locale.languages.values(), *locale.territories.values(), *locale.scripts.values()}
        found |= {*locale.currencies.values()}
        for periods in (*locale.months.values(), *locale.days.values()):
            found |= {name for each in periods.values() for name in each.values()}
        own = sorted(name for name in found if not name.isascii())
        yield from ((Path(code), text) for text in (*own, "\n".join(own)))


def measure(sources: Iterable[tuple[Path, str]]) -> Seen:
    """Every text repaired."""
    seen = Seen()
    known: set[int] = set()
    began = time.process_time()
    for path, text in sources:
        if hash(text) in known:
            continue
        known.add(hash(text))
        seen.files[path.suffix] += 1
        seen.characters += len(text)
        repaired = repair(text)
        if repaired.repairs:
            seen.altered.append(_altered(path, text, repaired.repairs))
    seen.seconds = time.process_time() - began
    return seen


def _altered(path: Path, text: str, repairs: Iterable[Repair]) -> dict[str, object]:
    """A file that was altered, printed at once."""
    made = [*repairs]
    print(f"{path}: {len(made)} repairs")
    for each in made[:_SHOWN]:
        left = text[max(0, each.start - _WIDTH) : each.start].rpartition("\n")[2]
        print(
            f"    {each.kind}, {each.certainty}: {left}[{each.before[:_WIDTH]!r} -> {each.after[:_WIDTH]!r}]",
            flush=True,
        )
    return {"file": str(path), "repairs": [[each.kind, each.certainty, each.before, each.after] for each in made]}


def main() -> None:
    """Read, repair, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    parser.add_argument("--every", type=int, default=1, help="take only every Nth file")
    parser.add_argument("--names", action="store_true", help="names in all languages instead of files")
    parser.add_argument("--json", type=Path, help="every repair, for judging")
    options = parser.parse_args()
    seen = measure(names() if options.names else in_files(files(options.folders, options.every)))
    total = seen.files.total()
    print(
        f"{len(seen.altered)} of {total} texts altered; {seen.characters / 1e6:.1f} M characters, {seen.seconds:.0f} s"
    )
    print(", ".join(f"{ending or 'no ending'}: {count}" for ending, count in seen.files.most_common(12)))
    if options.json:
        options.json.write_text(json.dumps(seen.altered, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
