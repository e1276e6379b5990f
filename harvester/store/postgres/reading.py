"""A site of the database opened only for reading (:class:`harvester.store.interface.Reading`)."""

from __future__ import annotations

from harvester.store.postgres.session import Session
from harvester.store.records import GONE


class SiteReading:
    """What is known of one site."""

    def __init__(self, db: Session, site: int) -> None:
        self._db = db
        self._site = site

    @property
    def articles(self) -> int:
        """The number of threads that gave an article."""
        return self._number("SELECT count(*) FROM harvester.thread WHERE site = %s AND revision > 0") or 0

    def counts(self) -> dict[str, int]:
        """The number of threads in each state."""
        select = "SELECT state, count(*) FROM harvester.thread WHERE site = %s GROUP BY state ORDER BY state"
        return dict(self._db.execute(select, [self._site]).fetchall())

    def gone(self) -> set[int]:
        """The threads that no longer exist."""
        select = "SELECT tid FROM harvester.thread WHERE site = %s AND state = %s"
        return {tid for (tid,) in self._db.execute(select, [self._site, GONE]).fetchall()}

    def visits(self, until: int) -> tuple[int, int | None]:
        """The number of threads whose next visit is due by ``until``, and the time of the very next one."""
        due = self._number("SELECT count(*) FROM harvester.thread WHERE site = %s AND next_visit <= %s", until)
        return due or 0, self._number("SELECT min(next_visit) FROM harvester.thread WHERE site = %s")

    def _number(self, select: str, *values: object) -> int | None:
        found = self._db.execute(select.encode(), [self._site, *values]).fetchone()
        return None if found is None or found[0] is None else int(found[0])
