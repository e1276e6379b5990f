"""What an output file held at each commit: a chain of hashes by which a copy of an earlier state is recognised."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harvester.site_folder import articles
from harvester.store.records import Commit, File
from harvester.store.sqlite import Store

#: Bytes of a hash.
_SIZE = 8
_CHUNK = 1 << 20


class Chain:
    """The hash of all bytes up to a commit, made from that of the commit before and the bytes since.

    >>> one, other = Chain(), Chain()
    >>> one.add(b"ab"); other.add(b"a"); other.add(b"b")
    >>> one.link() == other.link()
    True
    """

    def __init__(self, head: bytes = b"") -> None:
        self.head = head
        self._since = hashlib.blake2b(digest_size=_SIZE)

    def add(self, data: bytes) -> None:
        """Add these bytes."""
        self._since.update(data)

    def link(self) -> bytes:
        """The hash up to here; the next one continues from it."""
        self.head = hashlib.blake2b(self.head + self._since.digest(), digest_size=_SIZE).digest()
        self._since = hashlib.blake2b(digest_size=_SIZE)
        return self.head


@dataclass(slots=True)
class _Series:
    """A series of commits while a file is read again; it is dropped where the file differs."""

    commits: list[Commit]
    chain: Chain
    at: int = 0

    def add(self, raw: bytes, length: int) -> bool:
        """Take the next line, which ends at ``length``; false where the file is not what was committed."""
        self.chain.add(raw)
        if length < self.commits[self.at].length:
            return True
        same = length == self.commits[self.at].length and self.chain.link() == self.commits[self.at].hash
        self.at += 1
        return same


class Reread:
    """Decides while a file is read whether it is, as a whole, what it was at a commit.

    ``commit``: that commit, if there is one; ``None``: somebody changed the content.
    """

    def __init__(self, commits: Iterable[Commit]) -> None:
        series = defaultdict(list)
        for commit in commits:
            series[commit.series].append(commit)
        self.commit: Commit | None = None
        self._series = [_Series(each, Chain()) for each in series.values()]

    def add(self, raw: bytes, length: int) -> None:
        """Take the next line, which ends at ``length``."""
        self.commit = None
        left = []
        for series in self._series:
            if not series.add(raw, length):
                continue
            if length == series.commits[series.at - 1].length and series.at:
                best = series.commits[series.at - 1]
                self.commit = best if self.commit is None or best.ended else self.commit
            if series.at < len(series.commits):
                left.append(series)
        self._series = left


def is_earlier(store: Store, file: File, path: Path) -> bool:
    """Whether a file at ``path`` holds what ``file`` held at some commit. Raises :class:`OSError`."""
    reread, length = Reread(store.commits(file)), 0
    with path.open("rb") as lines:
        for raw in lines:
            length += len(raw)
            reread.add(raw, length)
    return reread.commit is not None


def begin(store: Store, file: File, path: Path, *, ended: bool = False) -> Chain:
    """Note what a file holds as the first commit of a new series; returns the chain that continues from there.

    Raises :class:`OSError`, or what a damaged packed file raises.
    """
    chain = Chain()
    with articles.opened(path) as stream:
        while data := stream.read(_CHUNK):
            chain.add(data)
    if file.committed:
        last = store.last_commit(file)
        series = last.series + 1 if last else 1
        store.keep_commit(file, Commit(series, file.committed, chain.link(), ended))
    return chain


def resumed(store: Store, file: File, path: Path) -> Chain:
    """The chain of a file to be continued, as its last commit left it. Raises as :func:`begin` does."""
    last = store.last_commit(file)
    if last is not None and last.length == file.committed:
        return Chain(last.hash)
    return begin(store, file, path)
