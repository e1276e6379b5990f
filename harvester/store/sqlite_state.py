"""All that a SQLite store knows of a site, read or written as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harvester.news.serial import Turn
from harvester.store.records import Stretch
from harvester.store.sqlite import Store
from harvester.store.state import LOST, STANDS, TAKEN, SiteState, ThreadState

#: Threads that are read at once, so that a large site need not fit in memory.
_READ = 1000


class WholeStore(Store):
    """A store that is read or written as a whole."""

    def state(self) -> SiteState:
        """What is known of the site apart from its threads. Raises :class:`~harvester.store.interface.StoreError`."""
        stretches = defaultdict(list)
        for fid, since, *stretch in self._rows("SELECT fid, since, newest, oldest, page FROM stretch"):
            stretches[fid, since].append(Stretch(*stretch))
        turns = self._rows("SELECT tid, title, turns, comes, published FROM turn")
        return SiteState(
            clock=self.clock,
            visitor=next(iter(self._rows("SELECT name FROM visitor")), ("guest",))[0],
            choice=self.choice(),
            forms=self.forms(),
            endings=self.endings(),
            signs=self.signs(),
            stretches=stretches,
            days=dict(self._rows("SELECT day, requests FROM day")),
            media={key: (file, sha256) for key, file, sha256 in self._rows("SELECT key, file, sha256 FROM medium")},
            turns=[Turn(tid, title, bool(turns), bool(comes), at) for tid, title, turns, comes, at in turns],
            marks=dict(self._rows("SELECT tid, mark FROM plain")),
            wanted=dict(self._rows("SELECT tid, row FROM wanted ORDER BY number")),
        )

    def threads(self) -> Iterator[ThreadState]:
        """All threads, by number. Raises as :meth:`state` does."""
        after = -(1 << 63)
        while tids := self._rows(f"SELECT tid FROM thread WHERE tid > ? ORDER BY tid LIMIT {_READ}", after):  # noqa: S608 - a number
            for (tid,) in tids:
                known, place = self.thread(tid), self.place(tid)
                if known is not None:
                    lost = known.lost
                    standing = LOST if lost else TAKEN if known.revision and place.end is None else STANDS
                    yield ThreadState(known, standing)
            after = tids[-1][0]

    def put_state(self, state: SiteState) -> None:
        """Note what is known of a site apart from its threads, in a store that holds nothing but these.

        Raises as :meth:`state` does.
        """
        for kind, template in state.forms.items():
            self.keep_form(kind, template)
        for kind, stop in state.endings.items():
            self.keep_ending(kind, stop)
        for (kind, name), kept in state.signs.items():
            self.keep_sign(kind, name, kept)
        for (fid, since), stretches in state.stretches.items():
            self.keep(fid, stretches, since)
        for day, requests in state.days.items():
            self.keep_requests(day, requests)
        for key, (file, sha256) in state.media.items():
            self.keep_medium(key, file, sha256)
        for turn in state.turns:
            self.keep_turn(turn.tid, turn)
        for tid, mark in state.marks.items():
            self.keep_mark(tid, mark)
        if state.choice is not None:
            self.keep_choice(state.choice)
        self._write("INSERT INTO visitor VALUES (1, ?) ON CONFLICT DO UPDATE SET name = excluded.name", state.visitor)
        self._write_all("INSERT INTO wanted (tid, row) VALUES (?, ?)", state.wanted.items())
