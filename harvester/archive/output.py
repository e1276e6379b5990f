"""Writing lines by forum and month: as JSON Lines packed with Zstandard, Parquet, or in MNBVC's format."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harvester.archive.lines import Line
from harvester.disk.files import WholeFile
from harvester.disk.lines import one_line
from harvester.disk.names import folder_name
from harvester.duplicates.signatures import signature
from harvester.export.formats import FORMATS, Wishes, Writer
from harvester.export.outputs import Output

#: The suffix of files in each format.
ENDINGS: Final = {"jsonl": ".jsonl.zst", "parquet": ".parquet", "mnbvc": ".jsonl.zst"}
#: Folders below the output folder: the lines, and a signature of each text.
LINES, SIGNATURES = "lines", "signatures"
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?=-)")
_UNDATED: Final = "undated"
#: The names of the files.
_OWN: Final = re.compile(
    rf"(?:\d{{4}}-\d\d|{_UNDATED})(?:-\d+)?(?:{'|'.join(map(re.escape, sorted(set(ENDINGS.values()))))})"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where lines go: ``folder``, and one of the formats of :data:`ENDINGS`; ``signed``: signatures are written too."""

    folder: Path
    form: str = "jsonl"
    signed: bool = True

    def write(self, lines: Iterable[Line], part: int) -> list[str]:
        """Write the lines of one part of the forums; returns the names of the files, each written whole.

        ``part`` is 0 if it has all lines of each of its forums. The same lines give the same files. Raises
        :class:`OSError`.
        """
        by_file: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in lines:
            dated = _MONTH.match(str(line["published"]))
            by_file[folder_name(line["site"]), dated[0] if dated else _UNDATED].append(line)
        names: list[str] = []
        for (site, month), own in sorted(by_file.items()):
            own.sort(key=lambda line: (line["tid"], line["revision"]))
            stem = f"{site}/{month}{f'-{part}' if part else ''}"
            names.append(self._lines(f"{LINES}/{stem}{ENDINGS[self.form]}", own))
            if self.signed:
                names.append(self._signatures(f"{SIGNATURES}/{stem}.jsonl.zst", own))
        return names

    def _lines(self, name: str, lines: list[Line]) -> str:
        with _whole(self.folder / name) as output:
            writer = _writer(self.form)(output, Wishes())
            for line in lines:
                writer.write(line, self.folder)
            writer.finish()
        return name

    def _signatures(self, name: str, lines: list[Line]) -> str:
        with _whole(self.folder / name) as output:
            for record in filter(None, map(signature, lines)):
                output.write(one_line(record, compact=True).encode() + b"\n")
        return name


def is_own(name: str) -> bool:
    """Whether a file's name is one that :class:`Layout` writes.

    >>> is_own("2019-03-1.jsonl.zst"), is_own("notes.txt")
    (True, False)
    """
    return _OWN.fullmatch(name) is not None


def _writer(form: str) -> Callable[[Output, Wishes], Writer]:
    return FORMATS[form]


@contextmanager
def _whole(path: Path) -> Iterator[WholeFile]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = WholeFile(path)
    try:
        yield file
        file.commit()
    except BaseException:
        file.discard()
        raise
