"""What a store keeps, as plain values. All times are seconds since 1970 in UTC."""

from __future__ import annotations

from dataclasses import dataclass

#: States of a thread.
WANTED, HARVESTED, BARRED, GONE, FAILED = "wanted", "harvested", "barred", "gone", "failed"
#: The state of one whose article a person removed for good: it is not visited.
REMOVED = "removed"

#: So many pages that bear a sign out, and at most one in so many that does not: the site keeps it.
_ENOUGH, _RARE = 3, 20


@dataclass(frozen=True, slots=True)
class Kept:
    """How many pages of a kind bear a sign out, and how many contradict it."""

    kept: int = 0
    broken: int = 0

    @property
    def is_rule(self) -> bool:
        """Whether the site's pages keep the sign."""
        return self.kept >= _ENOUGH and self.broken * _RARE <= self.kept


#: In the place of another board's list: the list that named a thread names it no longer.
LEFT = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list row says of a thread's last reply; ``None`` is what it doesn't say."""

    replies: int | None = None
    last_reply: int | None = None
    last_poster: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of a board's list whose rows are all known.

    ``newest`` and ``oldest`` are its first and last row's last reply (seconds since 1970 in UTC),
    ``page`` the list page that its last row stood on.
    """

    newest: int
    oldest: int
    page: int

    def joined(self, other: Stretch) -> Stretch:
        """Both, and all between them."""
        newest, oldest = max(self.newest, other.newest), min(self.oldest, other.oldest)
        return Stretch(newest, oldest, max(self.page, other.page))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a thread; ``revision`` 0: no line of it was written.

    ``refused``: how often in a row it was barred or gone for the same reason; ``together``: the number of the threads
    that were so alike. ``said`` is a hash of what its last list row says of title, level and price, ``flags`` are those
    that the staff sets, as the row has them; ``fid`` is the board whose list names it, ``also`` another one; 0: several
    do; :data:`LEFT`: none does any longer. ``lost``: its latest line is no longer there, and is to be written again
    under its revision; only a store says that, and putting it changes nothing.
    """

    tid: int
    fid: int | None = None
    mark: Mark | None = None
    state: str = WANTED
    reason: str | None = None
    visited: int | None = None
    next_visit: int | None = None
    revision: int = 0
    text_hash: bytes | None = None
    field_hashes: bytes | None = None
    refused: int = 0
    together: int | None = None
    said: bytes | None = None
    flags: str | None = None
    also: int | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thread's latest line stands among output files, and what tells that it was edited.

    Without a ``file`` it was lost, or there never was one. Without an ``end`` it was removed by hand, and is not
    written again.
    """

    file: int | None = None
    end: int | None = None
    hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thread that is to be visited; ``row`` is the list row that named it, as JSON."""

    number: int
    tid: int
    fid: int | None
    row: str | None


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """Which pages threads are read off, by a look at the site, and why; ``looked`` is when."""

    name: str
    reason: str
    looked: int


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that was kept: where, below the site's folder, and the SHA-256 of its content in hex."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """An output file: its first ``committed`` bytes hold ``lines`` whole lines.

    ``packed``: it stands on disk as ``name`` + ``packed`` (``.gz``, ...), which has ``packed_bytes`` bytes.
    ``modified``: when it was last changed on disk, in nanoseconds; ``None``: not known, 0: it is to be read again.
    """

    id: int
    name: str
    committed: int = 0
    lines: int = 0
    packed: str | None = None
    packed_bytes: int | None = None
    modified: int | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """What an output file held at a commit: its first ``length`` bytes have ``hash`` (a site folder's ``ledger``).

    ``series``: which of the file's series it is of; ``ended``: a run ended so.
    """

    series: int
    length: int
    hash: bytes
    ended: bool = False
