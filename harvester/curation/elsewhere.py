"""Files below a harvest's folder that are not the harvest, and still say what a removed article said.

Exports, reports, feeds, replays and backups that somebody wrote there. They are named, not changed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from harvester.curation.traces import Traces, encoded
from harvester.disk.files import READ_ERRORS, Input
from harvester.site_folder import articles

#: What a site's folder holds that a removal deals with, or that says nothing: patterns of its own files and folders.
_OWN = (
    "articles-*", "notices-*", "store.sqlite*", "store.sum", "media", "warc", "lock", "run.json", "runs.ndjson",
    "index.json", "hook.json", "removed.ndjson", "removed.backup.ndjson",
    "corrections.ndjson",
)  # fmt: skip
#: Endings of files that hold articles packed in a way that can't be searched.
_SHUT = (".parquet", ".epub", ".zip", ".wacz", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz")
#: What a report has, whose articles are packed inside of it.
_REPORT = (b'type="application/gzip"', b"data-parts=")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that says it; ``sure`` is false where it can't be searched, and may."""

    path: Path
    sure: bool

    def __str__(self) -> str:
        """What to tell the user."""
        if self.sure:
            return f"{self.path}: still says it; make it again, or remove it"
        return f"{self.path}: may say it (it can't be searched); make it again, or remove it"


def copies(base: Path, traces: Traces) -> Iterator[Copy]:
    """The files below ``base`` that say what the article said, or may. Files that can't be read count as such."""
    if not traces.id:
        return
    pieces = sorted({raw for piece in traces.says for form in _written(piece) for raw in encoded(form)})
    address = re.compile(re.escape(traces.url.encode()) + rb"(?![0-9])")
    for path in _others(base):
        try:
            said = _search(path, pieces, address)
        except READ_ERRORS:
            said = None
        if said is not False:
            yield Copy(path, said is True)


def _others(base: Path) -> Iterator[Path]:
    """The files below ``base`` that are not of a site's harvest."""
    sites = {folder.name for folder in articles.folders(base)}
    for path in sorted(base.rglob("*")):
        parts = path.relative_to(base).parts
        own = len(parts) > 1 and parts[0] in sites and any(fnmatch(parts[1], pattern) for pattern in _OWN)
        if not own and path.is_file():
            yield path


def _search(path: Path, pieces: Iterable[bytes], address: re.Pattern[bytes]) -> bool | None:
    """Whether a file, unpacked, has one of the pieces or the address; ``None``: nobody can tell."""
    longest = max([len(address.pattern), *map(len, pieces)])
    shut, before = path.name.endswith(_SHUT), b""
    file = Input(str(path))
    try:
        while chunk := file.stream.read(_CHUNK):
            window = before + chunk
            if any(piece in window for piece in pieces) or address.search(window):
                return True
            shut = shut or any(mark in window for mark in _REPORT)
            before = window[-longest:]
    finally:
        file.close()
    return None if shut else False


def _written(piece: str) -> set[str]:
    """A piece of text as formats write it: as it is, in JSON, in CSV, in HTML."""
    dumped = (json.dumps(piece, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True))
    return {piece, *dumped, piece.replace('"', '""'), html.escape(piece), html.escape(piece, quote=False)}
