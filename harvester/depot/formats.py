"""The formats of sealed files, by what their names end in: files of all of them may stand beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from harvester.depot import frames, parquet
from harvester.depot.contents import Contents, FileLine


@dataclass(frozen=True, slots=True)
class Format:
    """``packed``: the bytes of a file of lines; ``unpacked``: the lines of such bytes.

    ``lines_of_frame``: those of one frame of the file at an address, by the ``frames`` in the manifest. The last two
    raise :class:`OSError` where the file is damaged. ``needs``: the package without which it cannot be written.
    """

    ending: str
    packed: Callable[[Iterable[FileLine], Contents], Iterator[bytes]]
    unpacked: Callable[[bytes], Iterator[bytes]]
    lines_of_frame: Callable[[str, list[int], int], Iterator[bytes]]
    needs: str = ""


#: By their names in ``HARVESTER_DATABASE_FILES_FORMAT``.
FORMATS = {
    "jsonl": Format(".jsonl.zst", frames.packed, frames.unpacked, frames.lines_of_frame),
    "parquet": Format(".parquet", parquet.packed, parquet.unpacked, parquet.lines_of_frame, needs="pyarrow"),
}


def format_of(url: str) -> Format:
    """The format of the file at an address. Raises :class:`OSError` where it is none of them.

    >>> format_of("s3://bucket/site/site-2026-01-30-1-0f.parquet").ending
    '.parquet'
    """
    for each in FORMATS.values():
        if url.endswith(each.ending):
            return each
    raise OSError(f"{url} is not in a format of sealed files: {', '.join(each.ending for each in FORMATS.values())}")
