"""Lines and notices of sites as rows, for code that moves them to files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from harvester.store.postgres.session import Session

#: Rows that are fetched at once, so that a large site need not fit in memory.
_FETCHED = 500
#: The day of a row, in UTC.
_DAY = "(written AT TIME ZONE 'UTC')::date"
_DAYS = (
    f"SELECT site.name, site.id, {_DAY} AS day, max(number) "
    "FROM harvester.line JOIN harvester.site ON site.id = line.site "
    "WHERE written < %s AND (%s::text[] IS NULL OR site.name = ANY(%s)) GROUP BY 1, 2, 3 ORDER BY 1, 3"
)
_LINES = (
    f"SELECT number, tid, kind, {_DAY}, line FROM harvester.line WHERE site = %(site)s "
    f"AND (%(day)s::date IS NULL OR {_DAY} = %(day)s) AND (%(tids)s::bigint[] IS NULL OR tid = ANY(%(tids)s)) "
    f"AND number > %(after)s ORDER BY number LIMIT {_FETCHED}"
)
_NOTICES = (
    "SELECT number, (SELECT min(written) FROM harvester.notice AS of_crawl WHERE of_crawl.site = notice.site "
    "AND of_crawl.epoch = notice.epoch), notice FROM harvester.notice "
    f"WHERE site = %s AND number > %s ORDER BY number LIMIT {_FETCHED}"
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line that is not in a file yet."""

    number: int
    tid: int
    kind: str
    day: date
    raw: bytes


@dataclass(frozen=True, slots=True)
class SiteDay:
    """A day of a site with such lines; ``last`` is the number of the last one."""

    name: str
    site: int
    day: date
    last: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice; ``began``: when the crawl that met it met its first one."""

    began: datetime
    raw: bytes


def days_before(db: Session, moment: datetime, names: Collection[str] | None = None) -> list[SiteDay]:
    """The days with lines written before ``moment``, for some sites or for all, oldest first."""
    wanted = None if names is None else list(names)
    return [SiteDay(*row) for row in db.execute(_DAYS, [moment, wanted, wanted])]


def lines(
    db: Session, site: int, *, day: date | None = None, tids: Collection[int] | None = None, after: int = 0
) -> Iterator[LineRow]:
    """The lines of a site in the order of writing: those of a day, of some threads, or all."""
    given: dict[str, Any] = {"site": site, "day": day, "tids": None if tids is None else list(tids), "after": after}
    while rows := db.execute(_LINES, given).fetchall():
        for row in rows:
            yield LineRow(*row)
        given["after"] = rows[-1][0]


def notices(db: Session, site: int) -> Iterator[NoticeRow]:
    """The notices of a site, in their order."""
    after = 0
    while rows := db.execute(_NOTICES, [site, after]).fetchall():
        for _, began, raw in rows:
            yield NoticeRow(began, raw)
        after = rows[-1][0]


def forget_notices(db: Session, days: int) -> None:
    """Forget notices that are older than some days."""
    db.execute("DELETE FROM harvester.notice WHERE written < now() - make_interval(days => %s)", [days])


def put_lines(db: Session, site: int, rows: Iterable[LineRow], revision: Callable[[LineRow], int]) -> int:
    """Keep lines that were written elsewhere, in this order; returns how many."""
    count = 0
    copy = "COPY harvester.line (site, tid, kind, revision, written, line) FROM STDIN"
    with db.cursor() as cursor, cursor.copy(copy) as copied:
        for row in rows:
            count += 1
            written = datetime.combine(row.day, time(12), UTC)
            copied.write_row((site, row.tid, row.kind, revision(row), written, row.raw))
    return count


def put_notices(db: Session, site: int, notices: Iterable[NoticeRow]) -> None:
    """Keep notices that were met by crawls elsewhere: each crawl, by when it began, is an epoch below 0."""
    epochs: dict[datetime, int] = {}
    copy = "COPY harvester.notice (site, epoch, written, notice) FROM STDIN"
    with db.cursor() as cursor, cursor.copy(copy) as copied:
        for each in notices:
            epoch = epochs.setdefault(each.began, -1 - len(epochs))
            copied.write_row((site, epoch, each.began, each.raw))
