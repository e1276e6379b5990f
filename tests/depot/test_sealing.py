"""Lines that become files: whatever ends the process, and whenever, each is in one place and no other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from saving import article

from harvester.depot import places
from harvester.depot.door import Door
from harvester.depot.formats import FORMATS, format_of
from harvester.depot.sealing import Depot, Sealed, seal_now
from harvester.disk.lines import one_line
from harvester.items import to_dict
from harvester.site_folder import articles
from harvester.store.postgres import curation, sites
from harvester.store.postgres.session import session

SITE = "forum.example"
STONE = {"id": f"{SITE}:2", "tid": 2, "at": "2026-01-01T00:00:00+00:00", "by": "ann", "why": "asked"}


class KilledError(BaseException):
    """The process ends here."""


class Lines:
    """The lines of one site, wherever they stand."""

    def __init__(self, database: str, folder: Path, form: str) -> None:
        self.database = database
        self.folder = folder
        self.format = FORMATS[form]
        with session(database) as db:
            sites.make(db, SITE, "forum.example")

    def put(self, *tids: int, day: str = "2026-01-01", revision: int = 1) -> None:
        with psycopg.connect(self.database, autocommit=True) as db:
            for tid in tids:
                raw = one_line(to_dict(article(tid, "正文" * 50, revision=revision)), compact=True).encode()
                db.execute(
                    "INSERT INTO harvester.thread (site, tid, state, revision) VALUES (1, %s, 'harvested', %s) "
                    "ON CONFLICT (site, tid) DO UPDATE SET revision = excluded.revision",
                    [tid, revision],
                )
                db.execute(
                    "INSERT INTO harvester.line (site, tid, kind, revision, written, line) "
                    "VALUES (1, %s, 'article', %s, %s, %s)",
                    [tid, revision, f"{day} 10:00:00+00", raw],
                )

    def seal(self, step: Callable[[str], object] = lambda _: None, most: int = 0) -> Sealed:
        return seal_now(self.database, Depot(str(self.folder), most, step=step, format=self.format))

    def read(self) -> list[tuple[int, int]]:
        """Thread and revision of each line that a reader sees."""
        with closing(Door(self.database, self.folder)) as door:
            paths = articles.files(door.folder(SITE))
            return [(line["tid"], line["revision"]) for path in paths for line in articles.lines_of(path)]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    def unpacked(self, name: str) -> list[bytes]:
        return list(format_of(name).unpacked((self.folder / SITE / name).read_bytes()))

    def sql(self, statement: str) -> list[Any]:
        with psycopg.connect(self.database, autocommit=True) as db:
            return db.execute(statement.encode()).fetchall()


@pytest.fixture(params=FORMATS)
def lines(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Lines:
    return Lines(database, tmp_path / "articles", request.param)


def killed_at(wanted: str, which: int = 1) -> Callable[[str], None]:
    """A step at which the process ends, the ``which``-th time that it comes to it."""
    counts: Counter[str] = Counter()

    def step(name: str) -> None:
        counts[name] += 1
        if (name, counts[name]) == (wanted, which):
            raise KilledError

    return step


def test_a_days_lines_become_a_file_and_are_read_as_before(lines: Lines) -> None:
    lines.put(1, 2, 3)
    lines.put(1, day="2026-01-02", revision=2)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    lines.put(4, day=today)
    before = lines.read()
    done = lines.seal()
    assert (done.files, done.lines, done.failed) == (2, 4, [])
    assert lines.sql("SELECT tid FROM harvester.line") == [(4,)]  # its day is not over
    assert lines.read() == before
    assert lines.seal() == Sealed()
    [(sha, size)] = lines.sql("SELECT sha256, bytes FROM harvester.file WHERE day = '2026-01-01'")
    assert len(sha) == 64
    assert size > 0


def test_a_file_that_is_full_is_followed_by_another(lines: Lines) -> None:
    lines.put(*range(1, 8))
    size = len(lines.sql("SELECT line FROM harvester.line LIMIT 1")[0][0]) + 1
    assert lines.seal(most=2 * size).files == 4
    assert [tid for tid, _ in lines.read()] == list(range(1, 8))


@pytest.mark.parametrize("step", ["noted", "written", "checked", "sealed"])
@pytest.mark.parametrize("which", [1, 2])
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(lines: Lines, step: str, which: int) -> None:
    lines.put(1, 2, 3)
    lines.put(4, 5, day="2026-01-02")
    before = lines.read()
    with pytest.raises(KilledError):
        lines.seal(killed_at(step, which))
    assert lines.read() == before
    lines.seal()
    assert lines.read() == before
    assert lines.sql("SELECT count(*) FROM harvester.line") == [(0,)]
    assert len(lines.files()) == 2  # and nothing that nobody knows of
    assert lines.sql("SELECT DISTINCT state FROM harvester.file") == [("sealed",)]


def test_a_kill_in_the_middle_of_a_file_leaves_nothing(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    lines.put(1, 2)

    def torn(url: str, chunks: Iterator[bytes]) -> None:
        Path(url).parent.mkdir(parents=True)
        Path(url).with_name(f".{Path(url).name}.part").write_bytes(next(chunks)[:9])
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(places, "write", torn)
        with pytest.raises(KilledError):
            lines.seal()
    assert lines.read() == [(1, 1), (2, 1)]
    lines.seal()
    assert lines.read() == [(1, 1), (2, 1)]
    assert len(lines.files()) == 1


def test_a_file_that_is_not_what_was_written_is_not_taken(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    lines.put(1, 2)
    with monkeypatch.context() as patched:
        patched.setattr(places, "read", lambda url: Path(url).read_bytes()[:-1])
        assert "does not say what was written" in lines.seal().failed[0]
    assert lines.read() == [(1, 1), (2, 1)]
    assert lines.seal().files == 1
    assert len(lines.files()) == 1


def test_what_was_removed_is_hidden_at_once_and_leaves_its_files(lines: Lines) -> None:
    lines.put(1, 2, 3)
    lines.put(2, day="2026-01-02", revision=2)
    lines.seal()
    lines.put(2, day="2026-01-03", revision=3)
    with session(lines.database) as db:
        curation.bury(db, 1, 2, STONE)
    assert lines.read() == [(1, 1), (3, 1)]
    for step in ("written", "rewritten", "replaced"):
        with pytest.raises(KilledError):
            lines.seal(killed_at(step))
        assert lines.read() == [(1, 1), (3, 1)]
    lines.seal()
    assert lines.read() == [(1, 1), (3, 1)]
    assert len(lines.files()) == 1
    content = [line for url in lines.files() for line in lines.unpacked(url)]
    assert [b"forum.example:2" in line for line in content] == [False, False]
    assert lines.sql("SELECT tid FROM harvester.tombstone WHERE purged IS NOT NULL") == [(2,)]
    with session(lines.database) as db:
        assert list(curation.tombstones(db, 1)) == [STONE]


def test_what_was_removed_waits_for_others_as_long_as_it_may(lines: Lines) -> None:
    lines.put(1, 2)
    lines.seal()
    with session(lines.database) as db:
        curation.bury(db, 1, 2, STONE | {"at": datetime.now(UTC).isoformat()})
    limit = datetime.now(UTC) - timedelta(hours=1)
    assert seal_now(lines.database, Depot(str(lines.folder)), removed_before=limit).rewritten == 0
    assert lines.read() == [(1, 1)]
    assert seal_now(lines.database, Depot(str(lines.folder))).rewritten == 1


def test_a_line_that_is_removed_while_its_file_is_written_is_in_neither(lines: Lines) -> None:
    lines.put(1, 2)

    def removed(step: str) -> None:
        if step == "checked":
            with session(lines.database) as db:
                curation.bury(db, 1, 2, STONE)

    assert "were removed meanwhile" in lines.seal(removed).failed[0]
    assert lines.read() == [(1, 1)]
    lines.seal()
    assert lines.read() == [(1, 1)]
    [url] = lines.files()
    assert [json.loads(line)["tid"] for line in lines.unpacked(url)] == [1]


def test_old_notices_and_runs_are_forgotten_but_a_sites_last_run(lines: Lines) -> None:
    with session(lines.database) as db:
        for age in (200, 100, 1):
            notice = "INSERT INTO harvester.notice (site, epoch, written, notice) VALUES (1, 1, now() - %s, '{}')"
            db.execute(notice, [timedelta(days=age)])
        for age in (200, 100):
            run = "INSERT INTO harvester.run (site, epoch, ended, record) VALUES (1, 1, now() - %s, '{}')"
            db.execute(run, [timedelta(days=age)])
    seal_now(lines.database, Depot(str(lines.folder), notices_days=30))
    assert lines.sql("SELECT count(*) FROM harvester.notice") == [(1,)]
    assert lines.sql("SELECT number FROM harvester.run") == [(2,)]


def test_what_a_storage_raises_is_this_sites_alone_and_is_said(lines: Lines) -> None:
    lines.put(1)
    [failed] = seal_now(lines.database, Depot("no-such-storage://bucket")).failed
    assert failed.startswith("no-such-storage://bucket/forum.example/forum.example-2026-01-01-1-")
    assert lines.read() == [(1, 1)]
