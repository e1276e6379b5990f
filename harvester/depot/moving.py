"""A site moved from its folder into a database, and back out again, without a request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from harvester.depot.laying_out import Layout, lay_out_beside, lay_out_lines
from harvester.disk.lines import bare
from harvester.disk.names import folder_name
from harvester.runs.records import records
from harvester.site_folder import articles, corrections, notices, tombstones
from harvester.site_folder.folder import FolderStore
from harvester.site_folder.folder import Layout as FolderLayout
from harvester.site_folder.ledger import Chain
from harvester.site_folder.parting import SITE
from harvester.store.interface import StoreError
from harvester.store.postgres import curation, lines, runs, sites, state
from harvester.store.postgres.lines import LineRow, NoticeRow
from harvester.store.postgres.session import Session
from harvester.store.records import Commit, Place
from harvester.store.sqlite import FILE
from harvester.store.sqlite_state import WholeStore
from harvester.store.state import STANDS, TAKEN, ThreadState
from harvester.visits.digest import line_hash


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many lines were taken in, and how many were not: they are neither articles nor say that one is gone.

    ``messages``: what was put right in the folder before.
    """

    lines: int
    left_out: int
    messages: Sequence[str] = ()


def adopt(db: Session, folder: Path, server_of: Callable[[str], str]) -> Adopted:
    """Take a site's folder into the database, all or nothing. The folder stays as it is.

    ``server_of`` says which server an address is of.
    Raises :class:`~harvester.disk.lock.LockedError` where a run is at work there, :class:`OSError`, and StoreError
    where it can't be read, or the database knows the site already.
    """
    if not folder.is_dir() or not ((folder / FILE).exists() or articles.files(folder)):
        raise FileNotFoundError(f"there is no harvest in {folder}")
    held = FolderStore.take(folder, FolderLayout())  # which puts right what a crash left, and keeps runs out
    try:
        with db.transaction(), WholeStore.reading(folder / FILE) as store:
            known = store.state()
            named = known.forms.get(SITE, folder.name)
            name = folder_name(named) if SITE in known.forms else folder.name  # a folder may be called anything
            site = sites.make(db, name, server_of(f"http://{named}/"))
            if site is None:
                raise StoreError(f"the database has a harvest of {name} already")
            state.put_threads(db, site, store.threads())
            state.put_state(db, site, known)
            stones = {stone.tid: asdict(stone) for stone in tombstones.tombstones(folder)}
            reading = _Reading(folder)
            count = lines.put_lines(db, site, reading.rows(), _revision)
            for tid, stone in stones.items():
                curation.bury(db, site, tid, stone)
            curation.correct(db, site, dict(corrections_of(folder)))
            runs.put_records(db, site, records(folder))
            lines.put_notices(db, site, _notices(folder))
            return Adopted(count, reading.left_out, held.messages)
    finally:
        held.let_go()


class _Reading:
    """The lines of a folder, read once; ``left_out``: how many were not ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left_out = 0

    def rows(self) -> Iterator[LineRow]:
        """Articles, and lines that say that one is gone."""
        for path in articles.files(self.folder):
            day = date.fromisoformat(articles.name_of(path).day)
            with articles.opened(path) as stream:
                for raw in stream:
                    if line := bare(raw):
                        yield from self._row(line, day)

    def _row(self, raw: bytes, day: date) -> Iterator[LineRow]:
        said = articles.parsed(raw)
        if isinstance(said.get("tid"), int) and said.get("kind") in ("article", "gone"):
            yield LineRow(0, said["tid"], said["kind"], day, raw)
        else:
            self.left_out += 1


def _revision(row: LineRow) -> int:
    revision = articles.parsed(row.raw).get("revision")
    return revision if isinstance(revision, int) else 1


def corrections_of(folder: Path) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The corrections in a site's folder, by thread and number, as the database keeps them. Raises :class:`OSError`."""
    for tid, made in corrections.corrections(folder).items():
        for each in made:
            yield (tid, each.number), json.dumps(asdict(each), ensure_ascii=False).encode()


def _notices(folder: Path) -> Iterator[NoticeRow]:
    for path in notices.files(folder):
        began = notices.began_of(path) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for line in articles.lines_of(path):
            yield NoticeRow(began, json.dumps(line, ensure_ascii=False).encode())


def leave(db: Session, name: str, folder: Path) -> int:
    """Write a site out as a folder that a crawl with SQLite goes on from; returns how many threads it knows.

    What the database has stays there. ``folder`` must not be there yet: it is whole, or it is not there. Raises OSError
    and StoreError.
    """
    site = sites.site_id(db, name)
    if site is None:
        raise StoreError(f"the database has no site {name}")
    part = folder.with_name(f".{folder.name}.part")
    if folder.exists():
        raise FileExistsError(f"{folder} is there already: name another")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    lay_out_lines(db, site, part, Layout(linked=False))
    lay_out_beside(db, site, part)
    count = _store(db, site, part)
    part.replace(folder)
    return count


def _store(db: Session, site: int, folder: Path) -> int:
    """The site's store, which knows where each thread's latest line stands."""
    store = WholeStore(folder / FILE)
    try:
        places = _places(store, folder)
        count = 0
        for each in state.threads_of(db, site):
            count += 1
            store.put(each.known, _place(each, places))
        known = state.state_of(db, site)
        store.put_state(known)
        store.save(known.clock)
        return count
    finally:
        store.close()


def _place(of: ThreadState, places: Mapping[int, Place]) -> Place:
    """Where a thread's latest line stands; a file without an end is one that a person took it out of."""
    if of.standing == TAKEN:
        return Place(file=next((each.file for each in places.values()), None))
    return places.get(of.known.tid, Place()) if of.standing == STANDS and of.known.revision else Place()


def _places(store: WholeStore, folder: Path) -> dict[int, Place]:
    """Where the latest line of each thread stands; the store is told what the files hold."""
    latest: dict[int, tuple[int, Place]] = {}
    for path in articles.files(folder):
        name = articles.name_of(path)
        file, chain, length, total = store.file(name.plain), Chain(), 0, 0
        with articles.opened(path) as stream:
            for raw in stream:
                chain.add(raw)
                length, total = length + len(raw), total + 1
                line = articles.article(raw)
                if line and line["revision"] >= latest.get(line["tid"], (0, Place()))[0]:
                    latest[line["tid"]] = line["revision"], Place(file.id, length, line_hash(raw))
        status = path.stat()
        held = replace(file, committed=length, lines=total, modified=status.st_mtime_ns)
        if name.packed:
            held = replace(held, packed=name.packed, packed_bytes=status.st_size)
        store.extend(held)
        store.keep_commit(held, Commit(1, length, chain.link(), ended=True))
    return {tid: place for tid, (_, place) in latest.items()}
