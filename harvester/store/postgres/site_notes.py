"""The part of a store in PostgreSQL about a site as a whole, which is loaded at the beginning."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from psycopg.types.json import Jsonb

from harvester.news.serial import Turn
from harvester.store.postgres.notes import Notes, Table
from harvester.store.postgres.texts import given_back, kept
from harvester.store.records import Kept, SourceChoice, Stretch

#: Days whose requests are loaded; budgets need only the last.
_DAYS = 100
#: Halves of articles, and files, that stay loaded after they were noted: more than a visit has.
_MOST = 10_000

_STRETCHES = "SELECT fid, since, newest, oldest, page FROM harvester.stretch WHERE site = %s"
_TURNS = (
    "SELECT tid, title, turns, comes, published FROM harvester.turn WHERE site = %s AND published BETWEEN %s AND %s"
)


#: Tables from which a crawl deletes nothing, so that it does not matter when in a commit their rows are kept.
FORM = Table("form", ("kind",), ("template",))
ENDING = Table("ending", ("kind",), ("stop",))
SIGN = Table("sign", ("kind", "name"), ("kept", "broken"))
MEDIUM = Table("medium", ("key",), ("file", "sha256"))
DAY = Table("day", ("day",), ("requests",))
#: The others: what is noted of them stays in its order.
TURN = Table("turn", ("tid",), ("title", "turns", "comes", "published"))
STRETCH = Table("stretch", ("fid", "since", "newest"), ("oldest", "page"))
PLAIN = Table("plain", ("tid",), ("mark",))


class SiteNotes:
    """What is known of a site apart from its threads, and notes about that."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._visitor = "guest"
        self._choice: SourceChoice | None = None
        self._forms: dict[str, str] = {}
        self._endings: dict[str, int] = {}
        self._signs: dict[tuple[str, str], Kept] = {}
        self._days: dict[str, int] = {}
        self._stretches: dict[tuple[int, int], list[Stretch]] = {}
        self._turns: dict[int, Turn | None] = {}
        self._media: dict[str, tuple[str, str]] = {}

    async def read(self) -> None:
        """Load all of it. Raises :class:`~harvester.store.interface.StoreError`."""
        visitor, source = (await self._of_site("SELECT visitor, source FROM harvester.site WHERE id = %s"))[0]
        self._visitor = given_back(visitor)
        self._choice = SourceChoice(**source) if source else None
        forms = await self._of_site("SELECT kind, template FROM harvester.form WHERE site = %s")
        self._forms = {kind: given_back(template) for kind, template in forms}
        self._endings = dict(await self._of_site("SELECT kind, stop FROM harvester.ending WHERE site = %s"))
        signs = await self._of_site("SELECT kind, name, kept, broken FROM harvester.sign WHERE site = %s")
        self._signs = {(kind, name): Kept(*counts) for kind, name, *counts in signs}
        days = f"SELECT day, requests FROM harvester.day WHERE site = %s ORDER BY day DESC LIMIT {_DAYS}"
        self._days = dict(await self._of_site(days))
        for fid, since, *stretch in await self._of_site(_STRETCHES):
            self._stretches.setdefault((fid, since), []).append(Stretch(*stretch))

    async def _of_site(self, select: str) -> list[Any]:
        return await self._notes.rows(select, self._notes.site)

    def _keep(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - whatever a column takes
        self._notes.add(statement, self._notes.site, *values)

    # --- boards, addresses, endings of pages -------------------------------------------

    def stretches(self, fid: int, since: int = 0) -> list[Stretch]:
        """The known stretches of a board's list that include all threads posted at or after ``since``."""
        wider = [kept for (of, to), kept in self._stretches.items() if of == fid and to <= since]
        return sorted({each for kept in wider for each in kept}, key=lambda each: each.newest, reverse=True)

    def keep(self, fid: int, stretches: Iterable[Stretch], since: int = 0) -> None:
        """Note the known stretches of a board's list; they replace those kept for this ``since``."""
        kept = {each.newest: each for each in stretches}
        if self._stretches.get((fid, since)) == list(kept.values()):
            return
        self._stretches[fid, since] = list(kept.values())
        self._keep("DELETE FROM harvester.stretch WHERE site = %s AND fid = %s AND since = %s", fid, since)
        for each in kept.values():
            self._keep(STRETCH.keep(), fid, since, each.newest, each.oldest, each.page)

    def forget_stretches(self) -> None:
        """Have every list read again."""
        self._stretches.clear()
        self._keep("DELETE FROM harvester.stretch WHERE site = %s")

    def forms(self) -> dict[str, str]:
        """How the forum writes its addresses."""
        return dict(self._forms)

    def keep_form(self, kind: str, template: str) -> None:
        """Note how the forum writes addresses of a kind."""
        if self._forms.get(kind) != template:
            self._forms[kind] = template
            self._notes.keep(FORM, kind, kept(template))

    def endings(self) -> dict[str, int]:
        """What the site's pages stop in, by kind."""
        return dict(self._endings)

    def keep_ending(self, kind: str, stop: int) -> None:
        """Note what the site's pages of a kind stop in."""
        if self._endings.get(kind) != stop:
            self._endings[kind] = stop
            self._notes.keep(ENDING, kind, stop)

    def signs(self) -> dict[tuple[str, str], Kept]:
        """How far the site's pages agree with each sign, by kind of page and name of the sign."""
        return dict(self._signs)

    def keep_sign(self, kind: str, name: str, kept: Kept) -> None:
        """Note how far the site's pages of a kind agree with a sign."""
        if self._signs.get((kind, name)) != kept:
            self._signs[kind, name] = kept
            self._notes.keep(SIGN, kind, name, kept.kept, kept.broken)

    # --- sources ----------------------------------------------------------------------

    def choice(self) -> SourceChoice | None:
        """What the last look at the site's sources found."""
        return self._choice

    def keep_choice(self, choice: SourceChoice) -> None:
        """Note what a look at the site's sources found."""
        self._choice = choice
        value = Jsonb({"name": choice.name, "reason": choice.reason, "looked": choice.looked})
        self._notes.add("UPDATE harvester.site SET source = %s WHERE id = %s", value, self._notes.site)

    # --- halves of articles -----------------------------------------------------------

    def turns(self, about: int, within: int) -> list[Turn]:
        """The loaded threads that continue on, or from, another page, posted within ``within`` seconds of ``about``."""
        return [turn for turn in self._turns.values() if turn and abs(turn.published - about) <= within]

    def keep_turn(self, tid: int, turn: Turn | None) -> None:
        """Note that a thread continues on, or from, another page; ``None``: it does neither."""
        self._turns[tid] = turn
        if turn is None:
            self._keep("DELETE FROM harvester.turn WHERE site = %s AND tid = %s", tid)
        else:
            self._keep(TURN.keep(), tid, kept(turn.title), turn.turns, turn.comes, turn.published)

    async def read_turns(self, about: int, within: int) -> None:
        """Load the halves of articles posted within ``within`` seconds of ``about``."""
        for tid, title, *rest in await self._notes.rows(_TURNS, self._notes.site, about - within, about + within):
            turns, comes, published = rest
            self._turns.setdefault(tid, Turn(tid, given_back(title), turns=turns, comes=comes, published=published))

    # --- files and requests -------------------------------------------------------------

    async def medium(self, key: str) -> tuple[str, str] | None:
        """Where a downloaded file is, below the site's folder, and its SHA-256."""
        if key in self._media:
            return self._media[key]
        select = "SELECT file, sha256 FROM harvester.medium WHERE site = %s AND key = %s"
        found = await self._notes.rows(select, self._notes.site, kept(key))
        return next(((given_back(file), sha256) for file, sha256 in found), None)

    def keep_medium(self, key: str, file: str, sha256: str) -> None:
        """Note where a downloaded file is."""
        self._media[key] = file, sha256
        self._notes.keep(MEDIUM, kept(key), kept(file), sha256)

    def requests(self, day: str) -> int:
        """The number of requests noted for a day."""
        return self._days.get(day, 0)

    def keep_requests(self, day: str, requests: int) -> None:
        """Note the number of requests made on a day."""
        self._days[day] = requests
        self._notes.keep(DAY, day, requests)

    def trim(self, version: int) -> None:
        """Drop the oldest loaded halves and files if there are many and all are committed."""
        if version == self._notes.version:
            _trim(self._turns)
            _trim(self._media)


def _trim(reached: dict[Any, Any]) -> None:
    for key in list(islice(reached, max(0, len(reached) - _MOST))):
        del reached[key]
