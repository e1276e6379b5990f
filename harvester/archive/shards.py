"""The files to read, given as files, folders, and addresses that fsspec knows; each file is a shard."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from harvester.warc.reader import SUFFIXES as WARC

#: Further suffixes of shards.
HAR = (".har",)
SAVED = (".html", ".htm", ".xhtml")
SUFFIXES = (*WARC, *HAR, *SAVED)

#: Bytes at a shard's beginning and at its end by which it is recognised.
_END = 1 << 16


class ShardError(ValueError):
    """Something to read does not exist or cannot be read; the message says in one line what."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A file, on disk or at an address; ``size`` in bytes."""

    name: str
    size: int

    @property
    def is_har(self) -> bool:
        """Whether its name says that it is the log of a browser."""
        return self.name.lower().endswith(HAR)

    @property
    def is_saved(self) -> bool:
        """Whether its name says that it is a page that a browser saved."""
        return self.name.lower().endswith(SAVED)

    @property
    def is_wacz(self) -> bool:
        """Whether its name says that it is a WACZ."""
        return self.name.lower().endswith(".wacz")

    @property
    def shown(self) -> str:
        r"""Its name as text, whatever the locale; bytes that are not UTF-8 are escaped.

        >>> Shard("crawl-\udcff.warc", 0).shown
        'crawl-\\xff.warc'
        """
        return self.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    def key(self) -> str:
        """A hash of its name, size, beginning and end, by which it is recognised. Raises :class:`OSError`."""
        with opened(self) as file:
            ends = file.read(_END)
            if self.size > 2 * _END:
                file.seek(self.size - _END)
            ends += file.read(_END)
        return hashlib.blake2b(f"{self.shown}\n{self.size}\n".encode() + ends, digest_size=12).hexdigest()


def shards(named: Iterable[str]) -> list[Shard]:
    """The shards that names on a command line stand for, each once; a folder means all shards below it.

    Raises :class:`ShardError` if there are none.
    """
    found: dict[str, Shard] = {}
    for name in named:
        here = list(_remote(name) if "://" in name else _local(name))
        if not here:
            raise ShardError(f"{name}: no WARC, WACZ, HAR or saved page there")
        found |= {shard.name: shard for shard in here}
    return [found[name] for name in sorted(found)]


@contextmanager
def opened(shard: Shard) -> Iterator[BinaryIO]:
    """The bytes of a shard, from the beginning. Raises :class:`OSError`."""
    if "://" in shard.name:
        with _fsspec().open(shard.name, "rb") as file:
            yield file
    else:
        with Path(shard.name).open("rb") as file:
            yield file


def _local(name: str) -> Iterator[Shard]:
    path = Path(name)
    try:
        inner = [each for each in path.rglob("*") if each.name.lower().endswith(SUFFIXES)] if path.is_dir() else [path]
        for each in inner:
            if each.is_file():
                yield Shard(str(each), each.stat().st_size)
    except OSError as error:
        raise ShardError(f"{name}: {error.strerror or error}") from error


def _remote(name: str) -> Iterator[Shard]:
    fsspec = _fsspec()
    try:
        system, path = fsspec.core.url_to_fs(name)
        if any(sign in path for sign in "*?["):
            inner = [each for each in system.glob(path) if not system.isdir(each)]
        elif system.isdir(path):
            inner = [each for each in system.find(path) if each.lower().endswith(SUFFIXES)]
        else:
            inner = [path]
        for each in inner:
            yield Shard(str(system.unstrip_protocol(each)), int(system.size(each) or 0))
    except (OSError, ValueError, ImportError) as error:
        raise ShardError(f"{name}: {' '.join(str(error).split())[:200]}") from error


def _fsspec() -> Any:  # noqa: ANN401 - it has no types
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ShardError("addresses need fsspec: pip install 'discuz-harvester[archives]'") from error
    return cast("Any", fsspec)
