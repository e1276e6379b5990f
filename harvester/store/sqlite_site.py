"""The SQLite store's tables of a site as a whole: boards, addresses, sources, signs, and counts of requests."""

from __future__ import annotations

from collections.abc import Iterable

from harvester.disk.database import Database
from harvester.store.records import Kept, SourceChoice, Stretch


class SiteTables(Database):
    """What is known of a site apart from its threads."""

    # --- boards -----------------------------------------------------------------------

    def stretches(self, fid: int, since: int = 0) -> list[Stretch]:
        """The known stretches of a board's list that include all threads posted at or after ``since``."""
        select = "SELECT DISTINCT newest, oldest, page FROM stretch WHERE fid = ? AND since <= ? ORDER BY newest DESC"
        return [Stretch(*row) for row in self._rows(select, fid, since)]

    def keep(self, fid: int, stretches: Iterable[Stretch], since: int = 0) -> None:
        """Keep the known stretches of a board's list; they replace those kept for this ``since``."""
        self._write("DELETE FROM stretch WHERE fid = ? AND since = ?", fid, since)
        for stretch in stretches:
            values = (fid, since, stretch.newest, stretch.oldest, stretch.page)
            self._write("INSERT OR REPLACE INTO stretch VALUES (?, ?, ?, ?, ?)", *values)

    def forms(self) -> dict[str, str]:
        """How the forum writes its addresses: templates by kind of page."""
        return dict(self._rows("SELECT kind, template FROM form"))

    def keep_form(self, kind: str, template: str) -> None:
        """Keep how the forum writes addresses of a kind."""
        upsert = "INSERT INTO form VALUES (?, ?) ON CONFLICT DO UPDATE SET template = excluded.template"
        self._write(upsert, kind, template)

    # --- sources ----------------------------------------------------------------------

    def choice(self) -> SourceChoice | None:
        """The result of the last look at the site's sources; ``None`` if there was none."""
        return next((SourceChoice(*row) for row in self._rows("SELECT name, reason, looked FROM choice")), None)

    def keep_choice(self, choice: SourceChoice) -> None:
        """Keep the result of a look at the site's sources."""
        self._write("INSERT OR REPLACE INTO choice VALUES (1, ?, ?, ?)", choice.name, choice.reason, choice.looked)

    def mark(self, tid: int) -> bytes | None:
        """The mark of a thread in the cheaper source; ``None`` if that does not show all of it."""
        return next((mark for (mark,) in self._rows("SELECT mark FROM plain WHERE tid = ?", tid)), None)

    def keep_mark(self, tid: int, mark: bytes | None) -> None:
        """Keep the mark of a thread in the cheaper source; ``None``: that does not show all of it."""
        if mark is None:
            self._write("DELETE FROM plain WHERE tid = ?", tid)
        else:
            self._write("INSERT OR REPLACE INTO plain VALUES (?, ?)", tid, mark)

    # --- endings of pages ---------------------------------------------------------------

    def endings(self) -> dict[str, int]:
        """What the site's pages stop in, by kind."""
        return dict(self._rows("SELECT kind, stop FROM ending"))

    def keep_ending(self, kind: str, stop: int) -> None:
        """Keep what the site's pages of a kind stop in."""
        self._write("INSERT INTO ending VALUES (?, ?) ON CONFLICT DO UPDATE SET stop = excluded.stop", kind, stop)

    def signs(self) -> dict[tuple[str, str], Kept]:
        """How far the site's pages agree with each sign, by kind of page and name of the sign."""
        rows = self._rows("SELECT kind, name, kept, broken FROM sign")
        return {(kind, name): Kept(kept, broken) for kind, name, kept, broken in rows}

    def keep_sign(self, kind: str, name: str, kept: Kept) -> None:
        """Note how far the site's pages of a kind agree with a sign."""
        upsert = (
            "INSERT INTO sign VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET kept = excluded.kept, broken = excluded.broken"
        )
        self._write(upsert, kind, name, kept.kept, kept.broken)

    # --- requests ---------------------------------------------------------------------

    def requests(self, day: str) -> int:
        """The number of requests noted for a day (``2026-01-31``)."""
        return int(next(iter(self._rows("SELECT requests FROM day WHERE day = ?", day)), (0,))[0])

    def keep_requests(self, day: str, requests: int) -> None:
        """Keep the number of requests made on a day."""
        upsert = "INSERT INTO day VALUES (?, ?) ON CONFLICT DO UPDATE SET requests = excluded.requests"
        self._write(upsert, day, requests)
