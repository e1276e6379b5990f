"""A harvest's page, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from harvester import __version__
from harvester.disk.files import WholeFile
from harvester.report.data import collect
from harvester.report.page import page


class NothingHarvestedError(Exception):
    """There is no harvest to show; the message says where it was looked for."""


def write(
    folders: Sequence[Path],
    output: Path,
    *,
    most: int,
    names: Mapping[str, str] | None = None,
    language: str = "auto",
) -> str:
    """Write the page of the sites in ``folders`` to ``output``; says what was written.

    Raises :class:`NothingHarvestedError`; :class:`OSError`, and :class:`ValueError` for a line that can't be read.
    """
    data = collect(
        folders, most=most, names=names, made={"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "version": __version__}
    )
    if not data.articles:
        raise NothingHarvestedError(f"no articles in {', '.join(map(str, folders))}")
    file = WholeFile(output)
    try:
        for part in page(data, language):
            file.write(part.encode("utf-8"))
        file.commit()
    finally:
        file.discard()
    left = data.articles - most
    held = f", the {most} most doubtful of them in the page (--most)" if left > 0 else ""
    counted = f"{data.articles} article{'' if data.articles == 1 else 's'}"
    return f"{output}: {counted}{held}, {output.stat().st_size / 1e6:.1f} MB"
