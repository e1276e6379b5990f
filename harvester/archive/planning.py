"""Dividing what was found for the second pass: each part fits into memory, and forums are split only if needed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from harvester.archive.spill import BUCKETS, hash_of

#: Bytes of what was found in one part; in memory they take several times as much.
PART: Final = 12 << 20
#: So much of several forums together: cores share them better if parts are small.
TOGETHER: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """Some whole forums, or a share of the threads of one folder: those whose hash modulo ``of`` is ``rest``."""

    sites: tuple[str, ...]
    rest: int = 0
    of: int = 1
    _hashes: frozenset[int] = field(default=frozenset(), repr=False, compare=False)

    @property
    def number(self) -> int:
        """The number in its files' names if it is only a share of its folder; otherwise 0."""
        return self.rest + 1 if self.of > 1 else 0

    def buckets(self) -> list[int]:
        """The buckets of its forums in files of what was found."""
        return sorted({hash_of(site) % BUCKETS for site in self.sites})

    def has(self, site: int, thread: int) -> bool:
        """Whether something belongs to this part, by its hashes."""
        return site in self._hashes and (self.of == 1 or thread % self.of == self.rest)

    def key(self, about: Mapping[str, Any]) -> str:
        """A key made of all that its lines depend on, by which a part that was made already is recognised."""
        said = json.dumps([asdict(self)["sites"], self.rest, self.of, about], sort_keys=True)
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def parts(sizes: Mapping[str, int], folders: Mapping[str, str], most: int = PART) -> Iterator[Part]:
    """The parts of all forums, by how much was found of each.

    ``folders``: where the lines of each go, if not to a folder of its own. Forums with one folder, such as two that
    were at one address in succession, are always in the same part, because they share files.

    >>> [(part.sites, part.rest, part.of) for part in parts({"a": 4, "b": 5, "c": 25}, {}, most=10)]
    [(('c',), 0, 3), (('c',), 1, 3), (('c',), 2, 3), (('a', 'b'), 0, 1)]
    >>> [(part.sites, part.rest, part.of) for part in parts({"a": 4, "b": 9}, {"a": "f", "b": "f"}, most=10)]
    [(('a', 'b'), 0, 2), (('a', 'b'), 1, 2)]
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for site in sorted(sizes, key=_in_order):
        groups[folders.get(site, site)].append(site)
    together: list[str] = []
    size = 0
    for group in groups.values():
        own = sum(sizes[site] for site in group)
        if own > most:
            of = -(-own // most)
            yield from (_part(group, rest, of) for rest in range(of))
            continue
        if together and size + own > min(most, TOGETHER):
            yield _part(together)
            together, size = [], 0
        together += group
        size += own
    if together:
        yield _part(together)


def _in_order(site: str) -> tuple[int, str]:
    return hash_of(site) % BUCKETS, site


def _part(sites: Iterable[str], rest: int = 0, of: int = 1) -> Part:
    sites = tuple(sorted(sites))
    return Part(sites, rest, of, frozenset(map(hash_of, sites)))
