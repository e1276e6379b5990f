"""What the demo forum holds: boards, threads, posts. No HTML and no addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Access = Literal["open", "no_permission", "password", "link"]
#: What all threads may answer with for a while.
Passing = Literal["login_needed", "no_permission", "deleted", "to_index"]


@dataclass(frozen=True, slots=True)
class Member:
    """A registered member."""

    uid: int
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The last edit of a post; the forum shows its time without seconds."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file attached to a post. One that the text places with ``[attach]`` is not listed below it.

    ``thumb`` tells that the page first shows a smaller copy, ``signed`` that the lazy
    loader's address carries a parameter.
    """

    aid: int
    name: str
    size: str
    picture: bool
    path: str
    thumb: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a post, shown below it."""

    author: Member
    published: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Rating:
    """Points that a member gave a post, by their names; where it is shown, it says no time."""

    author: Member
    scores: dict[str, int]
    text: str


@dataclass(slots=True)
class Post:
    """A post. ``message`` is in the forum's markup; ``served`` is what pages show where it was damaged.

    ``foreign`` tells that its bytes are UTF-8 whatever the page is in, ``withheld`` that
    guests are not shown the uploads.
    """

    pid: int
    author: Member
    published: datetime
    message: str
    anonymous: bool = False
    served: str | None = None
    foreign: bool = False
    edited: Edit | None = None
    uploads: list[Upload] = field(default_factory=list)
    withheld: bool = False
    comments: list[Comment] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    blocked: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The row that a moved thread left behind: it has a number of its own."""

    fid: int
    tid: int


@dataclass(frozen=True, slots=True)
class Sort:
    """What a thread of a sort (分类信息) has in a table before its text: names and values, a value may be empty."""

    name: str
    options: list[tuple[str, str]]


@dataclass(slots=True)
class Thread:
    """A thread; its first post is the article. ``sticky`` is 0, 1 (its board) or 3 (all boards).

    ``accidents`` names what damaged the article; ``served_title`` is the title that pages then show.
    """

    tid: int
    fid: int
    title: str
    posts: list[Post]
    thread_type: str | None = None
    views: int = 0
    sticky: int = 0
    digest: int = 0
    closed: bool = False
    highlight: bool = False
    readperm: int = 0
    price: int = 0
    poll: list[str] = field(default_factory=list)
    moved: Moved | None = None
    sort: Sort | None = None
    deleted: bool = False
    accidents: list[str] = field(default_factory=list)
    served_title: str | None = None

    @property
    def shown_title(self) -> str:
        """The title as pages show it."""
        return self.title if self.served_title is None else self.served_title

    @property
    def first(self) -> Post:
        """The post that opened the thread."""
        return self.posts[0]

    @property
    def last(self) -> Post:
        """The post that lists are ordered by."""
        return self.posts[-1]

    @property
    def attached(self) -> str | None:
        """``pictures`` or ``attachments``: the forum marks one of them, pictures first."""
        if not self.first.uploads:
            return None
        return "pictures" if any(upload.picture for upload in self.first.uploads) else "attachments"

    @property
    def reply_count(self) -> int:
        """How many replies the forum counts."""
        return len(self.posts) - 1


@dataclass(frozen=True, slots=True)
class Board:
    """A board. ``jammer`` tells whether its pages carry noise; ``parent`` is another board's number."""

    fid: int
    name: str
    about: str
    category: int
    parent: int | None = None
    access: Access = "open"
    jammer: bool = False
    types: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the index."""

    gid: int
    name: str


@dataclass(slots=True)
class Content:
    """All that the forum holds. ``viewer`` is the member who looks at it, while a page is made; ``None``: a guest.

    ``passing``: what all threads answer with for now.
    """

    name: str
    announcement: str
    members: dict[str, Member]
    categories: list[Category]
    boards: dict[int, Board]
    threads: dict[int, Thread]
    viewer: Member | None = None
    passing: Passing | None = None

    def access(self, board: Board) -> Access:
        """What the viewer finds at a board's door: members may read what guests have no permission for."""
        return "open" if board.access == "no_permission" and self.viewer is not None else board.access

    def listed(self, fid: int) -> list[Thread]:
        """The threads of a board that its list pages show, newest reply first."""
        threads = [thread for thread in self.threads.values() if thread.fid == fid and not thread.deleted]
        return sorted(threads, key=lambda thread: (thread.last.published, thread.tid), reverse=True)
