"""The index in a database says what the one of a folder says, whoever asks, and keeps nothing of what was removed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.shared import SharedIndex
from harvester.duplicates.sketch import sketch
from harvester.store.postgres import compared, curation, sites
from harvester.store.postgres.session import session

CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
)
STONE = {"id": "", "tid": 0, "at": "2026-01-01T00:00:00+00:00", "by": "ann", "why": "asked"}


class Tables:
    """What a crawl of one site notes, committed where it is told to."""

    def __init__(self, db: psycopg.Connection[Any], number: int) -> None:
        self.db = db
        self.number = number
        self.noted: list[tuple[str, Any]] = []

    async def asked(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        return self.db.execute(select.encode(), values).fetchall()

    def note_statement(self, statement: str, *values: object) -> None:
        self.noted.append((statement, values))

    def commit(self) -> None:
        for statement, values in self.noted:
            self.db.execute(statement.encode(), values)
        self.noted.clear()


@pytest.fixture
def tables(database: str) -> Iterator[list[Tables]]:
    with session(database) as db:
        for name in ("a.example", "b.example"):
            sites.make(db, name, name)
        db.execute(
            "INSERT INTO harvester.thread (site, tid, state, revision) "
            "SELECT site, tid, 'harvested', 1 FROM generate_series(1, 2) AS site, generate_series(0, 199) AS tid"
        )
        yield [Tables(db, 1), Tables(db, 2)]


def name(table: Tables, tid: int) -> str:
    return f"{'ab'[table.number - 1]}.example:{tid}"


def put(index: SharedIndex, table: Tables, tid: int, text: str, revision: int = 1) -> str | None:
    sketched, id_ = sketch(text), name(table, tid)
    assert sketched is not None
    match = asyncio.run(index.find(table, id_, sketched))
    index.add(table, tid, CatalogueEntry(id_, revision, None, sketched), match)
    return match.id if match else None


def put_in_folder(index: Catalogue, id_: str, text: str, revision: int) -> str | None:
    sketched = sketch(text)
    assert sketched is not None
    match = index.find(id_, sketched)
    index.add(CatalogueEntry(id_, revision, None, sketched), match)
    return match.id if match else None


def drawn(letters: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(CHARACTERS, k=letters))  # noqa: S311 - no secret


def variants(rng: random.Random) -> Iterator[tuple[int, int, str, int]]:
    """Site, thread, text, revision: copies, cuts and later revisions of a few texts, with one passage in all.

    So few that no key is in more texts than are kept for it.
    """
    passage = drawn(60, 0)
    for tid in range(50):
        text = drawn(400, rng.randrange(1, 12)) + passage
        yield rng.randrange(2), tid, text[: rng.choice([460, 300, 150])], 1
        if not tid % 5:
            yield rng.randrange(2), rng.randrange(tid + 1), drawn(300, rng.randrange(1, 40)), 2


@pytest.mark.parametrize("apart", [True, False], ids=["of another machine", "of this process"])
def test_it_says_what_the_index_of_a_folder_says(tables: list[Tables], *, apart: bool) -> None:
    index = SharedIndex()
    found = 0
    with closing(Catalogue(None)) as folder:
        for site, tid, text, revision in variants(random.Random(7)):  # noqa: S311 - no secret
            table = tables[site]
            expected = put_in_folder(folder, name(table, tid), text, revision)
            assert put(SharedIndex() if apart else index, table, tid, text, revision) == expected
            found += expected is not None
            table.commit()
        count = folder.count()
    assert found > 20
    assert tables[0].db.execute("SELECT count(*) FROM harvester.text").fetchone() == (count,)


def test_texts_of_one_process_know_each_other_before_they_are_committed(tables: list[Tables]) -> None:
    one, two = tables
    index, text = SharedIndex(), drawn(200, 1)
    assert put(index, one, 1, text) is None
    assert put(index, two, 2, text) == "a.example:1"
    assert put(index, one, 1, text) is None  # once more: of no copy of itself
    index.drop("a.example:1")
    assert put(index, two, 3, text) == "a.example:1"  # the group that the second one is in
    assert put(SharedIndex(), two, 4, text) is None  # another machine does not know yet
    for table in tables:
        table.commit()
    assert put(SharedIndex(), two, 4, text) == "a.example:1"


def test_what_is_removed_leaves_the_index_and_its_oldest_copy_is_the_first(tables: list[Tables]) -> None:
    one, two = tables
    index, text = SharedIndex(), drawn(200, 1)
    for table, tid in ((one, 1), (two, 2), (one, 3), (two, 4)):
        put(index, table, tid, text)
        table.commit()
    db = one.db
    curation.bury(db, 1, 1, STONE)
    assert put(SharedIndex(), two, 9, text) == "b.example:2"
    put(SharedIndex(), one, 1, text)
    one.commit()  # of a crawl that was at work when it was removed
    assert db.execute("SELECT id, root FROM harvester.text ORDER BY number").fetchall() == [
        (id_, "b.example:2") for id_ in ("b.example:2", "a.example:3", "b.example:4")
    ]
    sites.forget(db, 2)
    assert put(SharedIndex(), one, 5, text) == "a.example:3"
    left = "SELECT count(*) FROM harvester.text_key LEFT JOIN harvester.text USING (number) WHERE text.number IS NULL"
    assert db.execute(left).fetchone() == (0,)
    assert compared.lacking(db)[0].tids == [tid for tid in range(200) if tid not in {1, 3}]
