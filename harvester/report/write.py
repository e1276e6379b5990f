"""Writing a harvest's page or folder, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from harvester import __version__
from harvester.disk.files import WholeFile
from harvester.report.data import collect
from harvester.report.folder import fill
from harvester.report.page import page


class NothingHarvestedError(Exception):
    """There is no harvest to show; the message says where it was searched for."""


def write(
    folders: Sequence[Path],
    output: Path,
    *,
    most: int,
    names: Mapping[str, str] | None = None,
    language: str = "auto",
) -> str:
    """Write the page of the sites in ``folders`` to ``output``; returns a message about what was written.

    Raises :class:`NothingHarvestedError`, :class:`OSError`, and :class:`ValueError` for a line that cannot be read.
    """
    data = collect(folders, most=most, names=names, made=_made())
    if not data.articles:
        raise _nothing(folders)
    file = WholeFile(output)
    try:
        for part in page(data.index, data.chunks, language):
            file.write(part.encode("utf-8"))
        file.commit()
    finally:
        file.discard()
    left = data.articles - most
    held = f", the {most} most doubtful of them in the page (--most)" if left > 0 else ""
    return f"{output}: {_counted(data.articles)}{held}, {output.stat().st_size / 1e6:.1f} MB"


def write_folder(
    folders: Sequence[Path], output: Path, *, names: Mapping[str, str] | None = None, language: str = "auto"
) -> str:
    """Write a page of all articles of the sites in ``folders``, and its parts, to the folder ``output``.

    Returns a message about what was written. Raises what :func:`write` does,
    :class:`harvester.report.folder.OtherFilesError`, and :class:`harvester.disk.lock.LockedError` if another program
    is writing there.
    """
    articles, files, size = fill(folders, output, made=_made(), names=names, language=language)
    if not articles:
        raise _nothing(folders)
    return f"{output / 'index.html'}: {_counted(articles)}, {size / 1e6:.1f} MB in {files} files"


def _made() -> dict[str, str]:
    return {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "version": __version__}


def _nothing(folders: Sequence[Path]) -> NothingHarvestedError:
    return NothingHarvestedError(f"no articles in {', '.join(map(str, folders))}")


def _counted(articles: int) -> str:
    return f"{articles} article{'' if articles == 1 else 's'}"
