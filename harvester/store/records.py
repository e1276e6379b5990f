"""What a store keeps, as plain values. All times are seconds since 1970 in UTC."""

from __future__ import annotations

from dataclasses import dataclass

#: States of a thread.
WANTED, HARVESTED, BARRED, GONE, FAILED = "wanted", "harvested", "barred", "gone", "failed"
#: The state of a thread whose article somebody removed for good: it is not visited.
REMOVED = "removed"

#: A sign is a rule for a site if at least this many pages agree with it, and at most one in this many does not.
_ENOUGH, _RARE = 3, 20


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of pages of a kind that agree with a sign, and of those that contradict it."""

    kept: int = 0
    broken: int = 0

    @property
    def is_rule(self) -> bool:
        """Whether the site's pages regularly agree with the sign."""
        return self.kept >= _ENOUGH and self.broken * _RARE <= self.kept


#: Instead of another board: the list that named a thread no longer does.
LEFT = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list row says about a thread's last reply; ``None``: it does not say."""

    replies: int | None = None
    last_reply: int | None = None
    last_poster: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of a board's list whose rows are all known.

    ``newest`` and ``oldest`` are the times of the last replies in its first and last row (seconds since 1970 in UTC),
    ``page`` is the list page on which its last row was.
    """

    newest: int
    oldest: int
    page: int

    def joined(self, other: Stretch) -> Stretch:
        """The stretch from the newer of the two starts to the older of the two ends."""
        newest, oldest = max(self.newest, other.newest), min(self.oldest, other.oldest)
        return Stretch(newest, oldest, max(self.page, other.page))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a thread; ``revision`` 0: no line of it was written.

    ``refused``: how often in a row it was barred or gone for the same reason. ``together``: the number of the group of
    threads that were refused together. ``said``: a hash of title, level and price in its last list row. ``flags``:
    those that the staff sets, in that row. ``fid``: the board whose list names it; ``also``: another such board, 0 for
    several, :data:`LEFT` if no list names it any longer. ``lost``: its latest line is missing, and is to be written
    again under its revision; only a store sets this, and ignores it when it is put.
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
    """Where a thread's latest line is in the output files, and the hash that shows whether it was edited.

    Without a ``file``, the line was lost, or there never was one. Without an ``end``, it was removed by hand, and is
    not written again.
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
    """The source that threads are read from, as a look at the site at ``looked`` decided, and the reason."""

    name: str
    reason: str
    looked: int


@dataclass(frozen=True, slots=True)
class Medium:
    """A downloaded file: its place below the site's folder, and the SHA-256 of its content in hex."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """An output file: its first ``committed`` bytes hold ``lines`` whole lines.

    ``packed``: on disk it is ``name`` + ``packed`` (``.gz``, ...), which has ``packed_bytes`` bytes.
    ``modified``: when it was last changed on disk, in nanoseconds; ``None``: not known; 0: it is to be read again.
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
    """The content of an output file at a commit: its first ``length`` bytes have ``hash`` (a site folder's ``ledger``).

    ``series``: the number of the file's series that it belongs to; ``ended``: a run ended with this content.
    """

    series: int
    length: int
    hash: bytes
    ended: bool = False
