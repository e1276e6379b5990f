"""``index.json``: what the files of articles in a site's folder hold, with their hashes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from errno import EIO
from pathlib import Path
from typing import Any

from harvester.disk.files import WholeFile
from harvester.site_folder import articles

NAME = "index.json"
#: The version of the index's format: an index with another version is rebuilt.
VERSION = 1
#: A packed file is compared with its hash when it was not for so long.
AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file as it is on disk: ``bytes``, ``sha256`` and ``modified`` are those of the packed file if it is packed.

    ``kinds``: how many lines of each kind it has; ``first``, ``last``: the days between which its articles were posted;
    ``checked``: when the file was last found to have that hash, if it was since it was written.
    """

    name: str
    bytes: int
    modified: str
    sha256: str
    lines: int
    kinds: dict[str, int]
    first: str | None
    last: str | None
    checked: str | None = None

    @property
    def seen(self) -> str:
        """When its content was last looked at."""
        return max(self.checked or "", self.modified)


def update(folder: Path, now: datetime) -> None:
    """Bring a folder's index up to date; files that have not changed are not read again.

    Raises :class:`OSError`, or what a damaged file raises when it is read: then the index stays as it was.
    """
    before = read_index(folder)
    entries = [before.get(_state(path)) or describe(path) for path in articles.files(folder)]
    if {_identity(entry) for entry in entries} == before.keys() and before:
        return
    _write(folder, entries, now)


def check(folder: Path, most: int, now: datetime) -> list[str]:
    """The names of packed files whose bytes are not those of the index, although size and time of change are.

    Some are read in each call, of about ``most`` bytes in all: those that were not looked at for longest, none that
    was within :data:`AGAIN`. The index notes it, and forgets files that differ. Raises :class:`OSError`.
    """
    entries = read_index(folder)
    due, read = [], 0
    for entry in sorted(_packed(folder, entries), key=lambda each: each.seen):
        if read >= most or entry.seen > (now - AGAIN).isoformat():
            break
        due.append(entry)
        read += entry.bytes
    wrong = [entry for entry in due if not _is_whole(folder, entry)]
    if due:
        checked = {entry.name: replace(entry, checked=now.isoformat(timespec="seconds")) for entry in due}
        _write(folder, [checked.get(each.name, each) for each in entries.values() if each not in wrong], now)
    return [entry.name for entry in wrong]


def damaged(folder: Path) -> Iterator[Path]:
    """All packed files whose bytes are not those of the index; nothing is noted. Raises :class:`OSError`."""
    for entry in _packed(folder, read_index(folder)):
        if not _is_whole(folder, entry):
            yield folder / entry.name


def _packed(folder: Path, entries: Mapping[tuple[str, int, str], FileEntry]) -> list[FileEntry]:
    """The entries of packed files that have their old size and time of change."""
    paths = [path for path in articles.files(folder) if articles.name_of(path).packed] if entries else []
    return [entries[state] for path in paths if (state := _state(path)) in entries]


def _is_whole(folder: Path, entry: FileEntry) -> bool:
    try:
        return _hash(folder / entry.name) == entry.sha256
    except OSError as error:
        if error.errno == EIO:  # the disk can't read it: so it is damaged
            return False
        raise


def _write(folder: Path, entries: list[FileEntry], now: datetime) -> None:
    output = WholeFile(folder / NAME)
    try:
        output.write(_document(entries, now))
        output.commit()
    except BaseException:
        output.discard()
        raise


def read_index(folder: Path) -> dict[tuple[str, int, str], FileEntry]:
    """The entries of a folder's index by name, size and time of change; none where there is no valid index."""
    try:
        document = json.loads((folder / NAME).read_bytes())
        entries = [FileEntry(**entry) for entry in document["files"]] if document["version"] == VERSION else []
    except (FileNotFoundError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return {_identity(entry): entry for entry in entries}


def describe(path: Path) -> FileEntry:
    """Read a file for its entry. Raises :class:`OSError`, or what a damaged file raises."""
    kinds: Counter[str] = Counter()
    first = last = None
    for line in articles.lines_of(path):
        kinds[str(line.get("kind"))] += 1
        if line.get("kind") == "article" and (published := line.get("published")):
            day = published[:10]
            first, last = min(first or day, day), max(last or day, day)
    digest = _hash(path)
    name, size, modified = _state(path)
    return FileEntry(name, size, modified, digest, kinds.total(), dict(sorted(kinds.items())), first, last)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _state(path: Path) -> tuple[str, int, str]:
    status = path.stat()
    return path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC).isoformat()


def _identity(entry: FileEntry) -> tuple[str, int, str]:
    return entry.name, entry.bytes, entry.modified


def _document(entries: list[FileEntry], now: datetime) -> bytes:
    kinds: Counter[str] = Counter()
    for entry in entries:
        kinds.update(entry.kinds)
    document: dict[str, Any] = {
        "version": VERSION,
        "at": now.isoformat(timespec="seconds"),
        "lines": sum(entry.lines for entry in entries),
        "bytes": sum(entry.bytes for entry in entries),
        "kinds": dict(sorted(kinds.items())),
        "files": [asdict(entry) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
