"""Records removed from WARC files for good; what stays is the same, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from harvester.disk.files import WholeFile

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class _Record:
    """A record in its file, a compressed member of its own."""

    start: int
    end: int
    wanted: bool


#: Whether a record of this address, with this content (unpacked; empty for a request), is to stay.
Wanted = Callable[[str, bytes], bool]


def remove(path: Path, wanted: Wanted, *, dry: bool = False) -> int:
    """Rewrite a WARC file without the records that are not wanted; returns how many there were.

    ``dry``: only count them. Raises :class:`OSError`, :class:`ValueError` for a file that can't be read to its end.
    """
    records = list(_records(path, wanted))
    dropped = sum(not record.wanted for record in records)
    if not dropped or dry:
        return dropped
    # Its members are copied as they are: a name that ends in .gz would have them compressed again.
    kept = path.with_name(f"{path.name}.kept")
    part = WholeFile(kept)
    try:
        with path.open("rb") as source:
            for record in records:
                if record.wanted:
                    source.seek(record.start)
                    part.write(source.read(record.end - record.start))
        part.commit()
    finally:
        part.discard()
    kept.replace(path)
    return dropped


def _records(path: Path, wanted: Wanted) -> Iterator[_Record]:
    try:
        with path.open("rb") as file:
            iterator = ArchiveIterator(file)
            before: tuple[int, bool] | None = None
            for record in iterator:
                stays = _stays(record, wanted)
                start = iterator.get_record_offset()  # reads on to the record's end
                if before is not None:
                    yield _Record(before[0], start, before[1])
                before = (start, stays)
            if before is not None:
                yield _Record(before[0], path.stat().st_size, before[1])
    except (ArchiveLoadFailed, EOFError) as error:
        raise ValueError(f"{path}: {' '.join(str(error).split())[:120]}") from error


def _stays(record: Any, wanted: Wanted) -> bool:  # noqa: ANN401 - warcio is not annotated
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    stream = record.content_stream()
    body = b"".join(iter(lambda: stream.read(_BLOCK), b"")) if record.rec_type == "response" else b""
    return not url or wanted(url, body)
