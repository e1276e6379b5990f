"""What a page says twice, as one table, and where the second statement contradicts what was read.

A page that the reader fails on looks like an empty page, and half a page looks like a short one. What the page says a
second time shows the difference, in a way that does not depend on the reader: ids in its source, links to its other
pages, its own counts, its title. An engine gathers these as :class:`Signs`. This module says, for all engines, what
they are compared with and what a contradiction is. Where a page stops is also a sign, with its own module
(:mod:`harvester.forum.ending`), because it has degrees.

Honest forums contradict themselves: an index counts threads that nobody may see. So whether a contradiction is proof
depends on the site's other pages (:mod:`harvester.visits.keeping`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any, Generic, TypeVar

from harvester.forum.ending import WHOLE, Ending, Stop
from harvester.forum.model import IndexPage, ListPage, Row, ThreadPage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page says about itself in a second way; ``None`` where it was not looked for, or the page does not say.

    ``ending``: where its source stops. ``rows``: the threads named by ids of rows, anywhere in the source of a list;
    ``threads``: those that the list's box links to, whatever its rows look like; ``says_empty``: it says in words
    that the list has no threads. ``posts``: the posts named by ids, anywhere in the source of a thread; ``pages``: the
    highest page of the same list or thread that is linked to. ``boards``: the boards named by ids in the source of an
    index. ``title``: that of the document. ``starter``: the number of the thread's author, from the link "only this
    author". ``row``: the list row that led to a thread.

    >>> Signs(rows=frozenset({7, 9})).threads is None
    True
    """

    ending: Ending = WHOLE
    threads: frozenset[int] | None = None
    says_empty: bool = False
    rows: frozenset[int] | None = None
    posts: frozenset[int] | None = None
    pages: int | None = None
    boards: frozenset[int] | None = None
    title: str | None = None
    starter: int | None = None
    row: Row | None = None


class Weight(Enum):
    """How much a contradiction counts.

    >>> [weight.value for weight in Weight]
    ['certain', 'proof', 'hint']
    """

    #: No whole page of any site says so.
    CERTAIN = "certain"
    #: Proof if the sign holds on the site's other pages of that kind, otherwise a hint.
    PROOF = "proof"
    #: Counted in the stats; never a failure.
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read, and what the page says.

    >>> Figures("2", "3", agree=False).stated
    '3'
    """

    read: str
    stated: str
    agree: bool


@dataclass(frozen=True, slots=True)
class Sign(Generic[T]):
    """One thing that pages of a kind say twice.

    ``words`` has both figures (``{read}``, ``{stated}``); ``failure`` is the kind of failure that proof means.
    ``compare`` returns the figures, or ``None`` if a page does not say it twice.

    >>> [sign.name for sign in TABLE[IndexPage]]
    ['boards']
    """

    name: str
    weight: Weight
    words: str
    compare: Callable[[T, Signs], Figures | None]
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sign on one page: what was read there, and what the page says.

    >>> figures = Figures("2", "3", agree=False)
    >>> saying = Saying("rows", Weight.PROOF, figures, "{read} rows; ids name {stated}", "rows_unread")
    >>> str(saying), saying.agrees
    ('2 rows; ids name 3', False)
    """

    name: str
    weight: Weight
    figures: Figures
    words: str
    failure: str

    @property
    def agrees(self) -> bool:
        """Whether the page confirms what was read."""
        return self.figures.agree

    def __str__(self) -> str:
        """In a line, with both figures."""
        return self.words.format(read=self.figures.read, stated=self.figures.stated)


def sayings(said: object, signs: Signs) -> Iterator[Saying]:
    """What a page says twice, by the table of its kind.

    >>> signs = Signs(threads=frozenset(range(20)))
    >>> [str(saying) for saying in sayings(ListPage(2, "News", ()), signs) if not saying.agrees]
    ['0 rows were read; the list names 20 threads, and its pager 1 pages']
    """
    for sign in (*EVERY, *TABLE.get(type(said), ())):
        figures = sign.compare(said, signs)
        if figures is not None:
            yield Saying(sign.name, sign.weight, figures, sign.words, sign.failure)


def _ending(_said: object, signs: Signs) -> Figures | None:
    """Where the source stops; what that means also depends on the site's other pages."""
    if signs.ending.stop is Stop.NO_DOCUMENT:
        return None
    return Figures("all", signs.ending.what, signs.ending.stop is Stop.END)


# --- lists ----------------------------------------------------------------------------------


def _empty(listed: ListPage, signs: Signs) -> Figures | None:
    """The last page of a pager may be empty if it says so: forums count threads that nobody may see."""
    if listed.rows or signs.threads is None:
        return None
    named = len(signs.threads | (signs.rows or frozenset()))
    empty = not named and (listed.pages == 1 or (listed.page >= listed.pages and signs.says_empty))
    return Figures("0", f"{named} threads, and its pager {listed.pages} pages", empty)


def _rows(listed: ListPage, signs: Signs) -> Figures | None:
    """Compared by number only: the row of a moved thread has an id of its own."""
    if not listed.rows or not signs.rows:
        return None
    return Figures(f"{len(listed.rows)}", f"{len(signs.rows)}", len(listed.rows) >= len(signs.rows))


def _links(listed: ListPage, signs: Signs) -> Figures | None:
    if not listed.rows or not signs.threads:
        return None
    more = len(signs.threads - {row.tid for row in listed.rows})
    return Figures(f"{len(listed.rows)}", f"{more}", not more)


def _threads(listed: ListPage, _signs: Signs) -> Figures | None:
    """For a list of one page, by the count in the board's heading; rows of other boards may be at its top."""
    if listed.threads is None or listed.pages > 1 or not listed.rows:
        return None
    return Figures(f"{len(listed.rows)}", f"{listed.threads}", len(listed.rows) >= listed.threads)


def _pages(listed: ListPage | ThreadPage, signs: Signs) -> Figures | None:
    if signs.pages is None:
        return None
    return Figures(f"{listed.pages}", f"{signs.pages}", signs.pages <= listed.pages)


def _board_name(listed: ListPage, signs: Signs) -> Figures | None:
    if not listed.name or not signs.title:
        return None
    return Figures(listed.name, signs.title, _bare(listed.name) in _bare(signs.title))


# --- threads --------------------------------------------------------------------------------


def _posts(thread: ThreadPage, signs: Signs) -> Figures | None:
    read = {post.pid for post in thread.posts if post.pid}
    if not signs.posts or not read:
        return None
    return Figures(f"{len(read)}", f"{len(signs.posts | read)}", signs.posts <= read)


def _replies(thread: ThreadPage, _signs: Signs) -> Figures | None:
    """For a thread of one page, where the count of replies has to be the number of posts read."""
    if thread.replies is None or thread.pages > 1 or thread.alone:
        return None
    read = len(thread.posts) - 1
    return Figures(f"{read}", f"{thread.replies}", read == thread.replies)


def _floors(thread: ThreadPage, _signs: Signs) -> Figures | None:
    floors = [post.floor for post in thread.posts if post.floor is not None]
    if len(floors) < 2 or len(floors) < len(thread.posts):
        return None
    whole = all(later - earlier == 1 for earlier, later in pairwise(floors))
    return Figures(f"{len(floors)}", f"{floors[-1] - floors[0] + 1}", whole)


def _title(thread: ThreadPage, signs: Signs) -> Figures | None:
    if not thread.title or not signs.title:
        return None
    return Figures(thread.title, signs.title, _bare(thread.title) in _bare(signs.title))


def _starter(thread: ThreadPage, signs: Signs) -> Figures | None:
    first = thread.posts[0] if thread.page == 1 and thread.posts else None
    if first is None or signs.starter is None or first.author is None or first.author.uid is None:
        return None
    return Figures(f"{first.author.uid}", f"{signs.starter}", first.author.uid == signs.starter)


def _order(thread: ThreadPage, _signs: Signs) -> Figures | None:
    times = [post.published for post in thread.posts if post.published is not None]
    if thread.page > 1 or len(times) < 2 or thread.posts[0].published is None:
        return None
    return Figures(str(times[0])[:_MINUTES], str(min(times))[:_MINUTES], times[0] == min(times))


def _listed_author(thread: ThreadPage, signs: Signs) -> Figures | None:
    author = thread.posts[0].author if thread.page == 1 and thread.posts else None
    if author is None or signs.row is None or signs.row.author is None or signs.row.moved:
        return None
    return Figures(author.name, signs.row.author.name, _bare(author.name) == _bare(signs.row.author.name))


def _listed_title(thread: ThreadPage, signs: Signs) -> Figures | None:
    if signs.row is None or not thread.title:
        return None
    one, other = _bare(thread.title), _bare(signs.row.title)
    shortened = other.rstrip(".…")
    return Figures(thread.title, signs.row.title, one == other or (len(shortened) >= 8 and one.startswith(shortened)))


def _listed_day(thread: ThreadPage, signs: Signs) -> Figures | None:
    published = thread.posts[0].published if thread.page == 1 and thread.posts else None
    if published is None or signs.row is None or signs.row.posted is None or signs.row.moved:
        return None
    posted = signs.row.posted
    return Figures(f"{published:%Y-%m-%d}", f"{posted:%Y-%m-%d}", abs((published.date() - posted.date()).days) <= 1)


# --- indexes --------------------------------------------------------------------------------


def _boards(index: IndexPage, signs: Signs) -> Figures | None:
    if not signs.boards or not index.boards:
        return None
    read = {board.fid for board in index.boards}
    return Figures(f"{len(read)}", f"{len(signs.boards | read)}", signs.boards <= read)


#: The name of the sign that has degrees.
ENDING = "ending"
#: What all pages say twice.
EVERY: tuple[Sign[object], ...] = (Sign(ENDING, Weight.PROOF, "{stated}", _ending, "cut_off"),)
#: What pages of each kind say twice in addition.
TABLE: Mapping[type, tuple[Sign[Any], ...]] = {
    ListPage: (
        Sign("empty", Weight.CERTAIN, "{read} rows were read; the list names {stated}", _empty, "rows_unread"),
        Sign("rows", Weight.PROOF, "{read} rows were read; ids name {stated}", _rows, "rows_unread"),
        Sign(
            "links",
            Weight.PROOF,
            "{read} rows were read; the list links to {stated} more threads",
            _links,
            "rows_unread",
        ),
        Sign("pages", Weight.PROOF, "the pager has {read} pages; a link leads to {stated}", _pages, "pages_unread"),
        Sign("threads", Weight.HINT, "{read} rows were read; the board counts {stated} threads", _threads),
        Sign("name", Weight.HINT, "the board is called {read}; the document {stated}", _board_name),
    ),
    ThreadPage: (
        Sign("posts", Weight.PROOF, "{read} posts were read; ids name {stated}", _posts, "posts_unread"),
        Sign("pages", Weight.HINT, "the pager has {read} pages; a link leads to {stated}", _pages),
        Sign("replies", Weight.HINT, "{read} replies were read; the page counts {stated}", _replies),
        Sign("floors", Weight.HINT, "{read} posts were read; their floors count {stated}", _floors),
        Sign("title", Weight.HINT, "the title is {read}; that of the document {stated}", _title),
        Sign("starter", Weight.HINT, "the first post is by member {read}; the thread by {stated}", _starter),
        Sign("order", Weight.HINT, "the first post is of {read}; the oldest of {stated}", _order),
        Sign("listed author", Weight.HINT, "the first post is by {read}; the list says {stated}", _listed_author),
        Sign("listed title", Weight.HINT, "the title is {read}; the list says {stated}", _listed_title),
        Sign("listed day", Weight.HINT, "the first post is of {read}; the list says {stated}", _listed_day),
    ),
    IndexPage: (Sign("boards", Weight.HINT, "{read} boards were read; ids name {stated}", _boards),),
}


#: Characters of a time that are shown: without seconds and offset.
_MINUTES = len("2026-11-30 18:07")


def _bare(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())
