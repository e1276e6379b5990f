"""All that the database knows of a site, read or written as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from harvester.news.serial import Turn
from harvester.store.postgres.runs import as_jsonb
from harvester.store.postgres.session import Session
from harvester.store.postgres.site_notes import (
    DAY,
    ENDING,
    FORM,
    MEDIUM,
    PLAIN,
    SIGN,
    STRETCH,
    TURN,
)
from harvester.store.postgres.texts import given_back, kept
from harvester.store.postgres.threads import COLUMNS, PUT, known_of, values_of
from harvester.store.records import Kept, SourceChoice, Stretch
from harvester.store.state import STANDS, SiteState, ThreadState

#: Threads that are read or written at once.
_AT_ONCE = 1000
_THREADS = (
    f"SELECT tid, {', '.join(COLUMNS)}, revision > 0 AND standing = 'lost', standing FROM harvester.thread "
    f"WHERE site = %s AND tid > %s AND (%s::text IS NULL OR state = %s) ORDER BY tid LIMIT {_AT_ONCE}"
)
_STANDING = "UPDATE harvester.thread SET standing = %s WHERE site = %s AND tid = %s"
_WANT = "INSERT INTO harvester.wanted (site, tid, row) VALUES (%s, %s, %s)"


def state_of(db: Session, site: int) -> SiteState:
    """What is known of a site apart from its threads."""

    def rows(select: str) -> list[Any]:
        return db.execute(select.encode(), [site]).fetchall()

    [(clock, visitor, source)] = rows("SELECT clock, visitor, source FROM harvester.site WHERE id = %s")
    stretches = defaultdict(list)
    for fid, since, *stretch in rows("SELECT fid, since, newest, oldest, page FROM harvester.stretch WHERE site = %s"):
        stretches[fid, since].append(Stretch(*stretch))
    signs = rows("SELECT kind, name, kept, broken FROM harvester.sign WHERE site = %s")
    turns = rows("SELECT tid, title, turns, comes, published FROM harvester.turn WHERE site = %s")
    media = rows("SELECT key, file, sha256 FROM harvester.medium WHERE site = %s")
    wanted = rows("SELECT tid, row FROM harvester.wanted WHERE site = %s ORDER BY number")
    return SiteState(
        clock=clock,
        visitor=given_back(visitor),
        choice=SourceChoice(**source) if source else None,
        forms=forms_of(db, site),
        endings=dict(rows("SELECT kind, stop FROM harvester.ending WHERE site = %s")),
        signs={(kind, name): Kept(*counts) for kind, name, *counts in signs},
        stretches=stretches,
        days=dict(rows("SELECT day, requests FROM harvester.day WHERE site = %s")),
        media={given_back(key): (given_back(file), sha256) for key, file, sha256 in media},
        turns=[Turn(tid, given_back(title), *rest) for tid, title, *rest in turns],
        marks=dict(rows("SELECT tid, mark FROM harvester.plain WHERE site = %s")),
        wanted=dict(wanted),
    )


def forms_of(db: Session, site: int) -> dict[str, str]:
    """How a forum writes its addresses."""
    found = db.execute("SELECT kind, template FROM harvester.form WHERE site = %s", [site]).fetchall()
    return {kind: given_back(template) for kind, template in found}


def threads_of(db: Session, site: int, state: str | None = None) -> Iterator[ThreadState]:
    """All threads of a site, or those in one state, by number."""
    after = -(1 << 63)
    while found := db.execute(_THREADS, [site, after, state, state]).fetchall():
        for tid, *values, standing in found:
            known = known_of(tid, *values)
            if known is not None:
                yield ThreadState(known, standing)
        after = found[-1][0]


def put_threads(db: Session, site: int, threads: Iterable[ThreadState]) -> int:
    """Note threads of a site that has none of them yet; returns their number."""
    count = 0
    others: list[tuple[Any, ...]] = []

    def values() -> Iterator[tuple[Any, ...]]:
        nonlocal count
        for each in threads:
            count += 1
            if each.standing != STANDS:
                others.append((each.standing, site, each.known.tid))
            yield values_of(site, each.known)

    with db.cursor() as cursor:
        cursor.executemany(PUT.encode(), values())
        cursor.executemany(_STANDING, others)
    return count


def put_state(db: Session, site: int, state: SiteState) -> None:
    """Note what is known of a site apart from its threads, which must be there already."""
    stretches = [(key, each) for key, kept_ones in state.stretches.items() for each in kept_ones]
    source = state.choice
    tables: tuple[tuple[str, Iterable[tuple[Any, ...]]], ...] = (
        (FORM.keep(), ((kind, kept(template)) for kind, template in state.forms.items())),
        (ENDING.keep(), state.endings.items()),
        (SIGN.keep(), ((*at, each.kept, each.broken) for at, each in state.signs.items())),
        (STRETCH.keep(), ((*key, each.newest, each.oldest, each.page) for key, each in stretches)),
        (DAY.keep(), state.days.items()),
        (MEDIUM.keep(), ((kept(key), kept(file), sha256) for key, (file, sha256) in state.media.items())),
        (TURN.keep(), ((each.tid, kept(each.title), each.turns, each.comes, each.published) for each in state.turns)),
        (PLAIN.keep(), state.marks.items()),
        (_WANT, state.wanted.items()),
    )
    with db.cursor() as cursor:
        for statement, rows in tables:
            cursor.executemany(statement.encode(), [(site, *row) for row in rows])
    look = as_jsonb({"name": source.name, "reason": source.reason, "looked": source.looked}) if source else None
    update = "UPDATE harvester.site SET clock = %s, visitor = %s, source = %s WHERE id = %s"
    db.execute(update, [state.clock, kept(state.visitor), look, site])
