"""A harvest's page, written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from harvester import __version__
from harvester.disk.files import WholeFile
from harvester.disk.names import found_folder
from harvester.report.data import collect
from harvester.report.page import page
from harvester.site_folder import articles
from harvester.site_folder.sites import listed


class NothingHarvestedError(Exception):
    """There is no harvest to show; the message says where it was looked for."""


def write(base: Path, sites: Sequence[str], output: Path, *, most: int) -> str:
    """Write the page of the ``sites`` below ``base`` (all, where none is named) to ``output``; says what was written.

    Raises :class:`NothingHarvestedError`; :class:`OSError`, and :class:`ValueError` for a line that can't be read.
    """
    folders = _folders(base, sites)
    data = collect(folders, most=most, made={"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "version": __version__})
    if not data.articles:
        raise NothingHarvestedError(f"no articles in {', '.join(map(str, folders))}")
    file = WholeFile(output)
    try:
        for part in page(data):
            file.write(part.encode("utf-8"))
        file.commit()
    finally:
        file.discard()
    left = data.articles - most
    held = f", the {most} most doubtful of them in the page (--most)" if left > 0 else ""
    counted = f"{data.articles} article{'' if data.articles == 1 else 's'}"
    return f"{output}: {counted}{held}, {output.stat().st_size / 1e6:.1f} MB"


def _folders(base: Path, sites: Sequence[str]) -> list[Path]:
    """The folders of the named sites, each once. Raises :class:`NothingHarvestedError` for one that isn't there."""
    known = articles.folders(base)
    wanted = list(dict.fromkeys(found_folder(base, site) for site in sites)) or known
    missing = [folder.name for folder in wanted if folder not in known]
    if missing or not wanted:
        names = listed(folder.name for folder in known) or "nothing"
        raise NothingHarvestedError(f"no harvest of {', '.join(missing) or 'any forum'} in {base}; there is {names}")
    return wanted
