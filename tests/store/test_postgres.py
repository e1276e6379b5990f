"""What is PostgreSQL's own of the store in it; the contract is in test_contract.py."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from crawling import PROJECT
from fleets import Looking
from postgres import PASSWORD, USER, Server, hand_over, own_server, server
from saving import article
from tls import certificate

from harvester.disk.database import NewerError
from harvester.disk.lock import LockedError
from harvester.items import to_dict
from harvester.store.interface import FencedError, StoreError, UnreachableError
from harvester.store.postgres.connections import Connections
from harvester.store.postgres.migrations import scripts
from harvester.store.postgres.store import PostgresStore
from harvester.store.postgres.taking import SiteName
from harvester.store.records import HARVESTED, Known, Mark

SITE = SiteName("forum.example", "forum.example:80")


@pytest.fixture
def address() -> str:
    return server().address(server().database())


@asynccontextmanager
async def opened(address: str, site: SiteName = SITE, epoch: int | None = None) -> AsyncIterator[PostgresStore]:
    store = await PostgresStore.take(await Connections.open(address), site, epoch)
    try:
        yield store
    finally:
        await store.leave()


def rows(address: str, select: str, *values: object) -> list[Any]:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(select.encode(), values)
        return cursor.fetchall() if cursor.description else []


async def write(store: PostgresStore, tid: int, **known: Any) -> None:  # noqa: ANN401 - fields of a record
    await store.load([tid])
    store.settle(Known(tid, state=HARVESTED, revision=1, **known), to_dict(article(tid)))


async def write_many(store: PostgresStore) -> None:
    """Write more than a small disk holds."""
    for tid in range(2, 2000):
        await store.load([tid])
        text = "".join(map(chr, range(0x4E00 + tid, 0x6E00 + tid)))
        store.settle(Known(tid, state=HARVESTED, revision=1), to_dict(article(tid, text)))
        await store.commit(tid)


class TestVersions:
    async def test_those_who_start_at_once_make_the_tables_once(self, address: str) -> None:
        loops = [asyncio.to_thread(lambda: asyncio.run(_open_and_leave(address))) for _ in range(6)]
        await asyncio.gather(*loops)
        assert rows(address, "SELECT number FROM harvester.version") == [(len(scripts()),)]

    async def test_a_newer_harvesters_tables_are_left_alone(self, address: str) -> None:
        await _open_and_leave(address)
        rows(address, "UPDATE harvester.version SET number = 999")
        with pytest.raises(NewerError, match="version 999"):
            await _open_and_leave(address)


async def _open_and_leave(address: str) -> None:
    await (await Connections.open(address)).leave()


class TestEpochs:
    async def test_a_site_that_another_took_is_lost_and_nothing_of_the_visit_lasts(self, address: str) -> None:
        async with opened(address) as store, opened(address, SiteName("other.example")) as other:
            await write(store, 1)
            await store.commit(1)
            rows(address, "UPDATE harvester.site SET epoch = epoch + 1 WHERE name = %s", SITE.name)
            await write(store, 2)
            store.note({"kind": "payment", "tid": 2})
            with pytest.raises(FencedError):
                await store.commit(2)
            with pytest.raises(FencedError):  # and nothing is noted any longer
                store.keep_form("thread", "t/{id}")
            await write(other, 1)
            await other.commit(2)  # in the same process
        assert rows(
            address, "SELECT tid FROM harvester.thread JOIN harvester.site ON id = site WHERE name = %s", SITE.name
        ) == [(1,)]
        assert rows(address, "SELECT count(*) FROM harvester.notice") == [(0,)]

    async def test_a_worker_gives_its_epoch(self, address: str) -> None:
        async with opened(address):
            pass
        [(epoch,)] = rows(address, "UPDATE harvester.site SET epoch = epoch + 1, owner = 'a worker' RETURNING epoch")
        async with opened(address, epoch=epoch) as store:
            await write(store, 1)
            await store.commit(1)
        with pytest.raises(FencedError):
            async with opened(address, epoch=epoch - 1):
                pass
        assert rows(address, "SELECT owner, epoch FROM harvester.site") == [("a worker", epoch)]

    async def test_nobody_takes_a_site_by_hand_that_a_worker_has(self, address: str) -> None:
        async with opened(address):
            with pytest.raises(LockedError):  # in this process
                async with opened(address):
                    pass
        worker = "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version) "
        rows(address, worker + "VALUES ('worker 7', '', 15, now(), 1, '')")
        rows(address, "UPDATE harvester.site SET owner = 'worker 7'")
        with pytest.raises(LockedError, match="worker 7 is at work"):
            async with opened(address):
                pass
        rows(address, "DELETE FROM harvester.worker")
        async with opened(address):
            pass

    async def test_two_processes_do_not_take_a_site_by_hand(self, address: str) -> None:
        async with opened(address):
            with pytest.raises(LockedError):
                await asyncio.to_thread(lambda: asyncio.run(_taken(address)))


async def _taken(address: str) -> None:
    async with opened(address):
        pass


class TestTexts:
    async def test_what_postgresql_does_not_take_is_kept_all_the_same(self, address: str) -> None:
        mark = Mark(1, 2, "a\x00b\\c\ud800")
        async with opened(address) as store:
            await write(store, 1, mark=mark)
            store.note({"text": "\x00"})
            await store.commit(1)
        async with opened(address) as store:
            await store.load([1])
            known = store.thread(1)
            assert known is not None
            assert known.mark == mark


class TestConnections:
    async def test_a_connection_that_is_cut_costs_nothing(self, address: str) -> None:
        async with opened(address) as store:
            await write(store, 1)
            await store.commit(1)
            cut_all(address)
            await write(store, 2)
            await store.commit(2)
            assert await store.states() == {HARVESTED: 2}
        assert rows(address, "SELECT count(*) FROM harvester.line") == [(2,)]

    async def test_a_commit_whose_answer_is_lost_lasts_once(self, address: str) -> None:
        """The connection is cut after the server has committed, and before that is known here."""
        async with opened(address) as store:
            await write(store, 1)
            together = store._connections.together
            attempts = 0

            async def cut(statements: Any) -> Any:  # noqa: ANN401 - whatever comes of it
                nonlocal attempts
                attempts += 1
                await together(statements)
                return await together(statements)  # as after a commit of which no answer came

            store._connections.together = cut  # type: ignore[method-assign]
            await store.commit(1)
            store._connections.together = together  # type: ignore[method-assign]
            await write(store, 2)
            await store.commit(2)
        assert attempts == 1
        assert rows(address, "SELECT tid FROM harvester.line ORDER BY number") == [(1,), (2,)]

    @pytest.mark.parametrize(
        ("statement", "values"),
        [("SELECT nothing", ()), ("SELECT %s", (object(),)), ("SELECT pg_terminate_backend(pg_backend_pid())", ())],
        ids=["the server refuses it", "it can not be sent", "the connection is lost with it"],
    )
    async def test_of_a_commit_that_fails_nothing_lasts(
        self, address: str, statement: str, values: tuple[Any, ...]
    ) -> None:
        connections = await Connections.open(address, patience=0.0)
        async with opened(address) as store:
            await write(store, 1)
            await store.commit(1)
            await write(store, 2)
            store._notes.add(statement, *values)
            store.note({"kind": "payment", "tid": 2})
            with pytest.raises((StoreError, psycopg.Error)):
                await store.commit(2)
        async with opened(address) as other:  # over the same connections
            await write(other, 3)
            await other.commit(3)
        await connections.leave()
        assert rows(address, "SELECT tid FROM harvester.line ORDER BY number") == [(1,), (3,)]
        assert rows(address, "SELECT serial FROM harvester.site") == [(2,)]
        assert rows(address, "SELECT count(*) FROM harvester.notice") == [(0,)]

    async def test_of_a_commit_that_is_interrupted_nothing_lasts(self, address: str) -> None:
        async with opened(address) as store:
            await write(store, 1)
            store._notes.add("SELECT pg_sleep(60)")
            committing = asyncio.ensure_future(store.commit(1))
            asleep = "SELECT count(*) > 0 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"
            await asyncio.to_thread(Looking(address).until, asleep)
            committing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await committing
        assert rows(address, "SELECT count(*) FROM harvester.line") == [(0,)]


def cut_all(address: str) -> None:
    rows(
        address,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()",
    )


class TestReadOnly:
    async def test_a_database_that_is_made_read_only_is_not_waited_for(self, address: str) -> None:
        async with opened(address) as store:
            await write(store, 1)
            name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
            rows(address, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            cut_all(address)
            with pytest.raises(StoreError, match="read-only and not a standby") as failed:
                await store.commit(1)
        assert not isinstance(failed.value, UnreachableError)


class TestGone:
    """The server is another one than that of the other tests: it is stopped here."""

    async def test_a_server_that_is_back_after_a_while_costs_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        with own_server(server().programs) as own:
            address = own.address(own.database())
            async with opened(address) as store:
                await write(store, 1)
                await store.commit(1)
                await write(store, 2)
                own.stop()
                waiting = asyncio.ensure_future(store.commit(2))
                while "trying again" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                    await asyncio.sleep(0.01)
                assert not waiting.done()
                await asyncio.to_thread(own.start)
                await waiting
                assert await store.states() == {HARVESTED: 2}

    async def test_one_that_stays_away_ends_the_run_and_says_so(self, caplog: pytest.LogCaptureFixture) -> None:
        with own_server(server().programs) as own:
            name = own.database()
            address = own.tcp(name, password=PASSWORD)
            connections = await Connections.open(address, patience=0.5)
            store = await PostgresStore.take(connections, SITE)
            await write(store, 1)
            own.stop()
            with pytest.raises(UnreachableError, match="does not answer"):
                await store.commit(1)
            with pytest.raises(UnreachableError):
                store.keep_form("thread", "t")
            await store.leave()
            assert "trying again for 0.5 s" in caplog.text
            assert PASSWORD not in caplog.text

    async def test_a_full_disk_ends_the_run_and_loses_no_more_than_the_visit(self) -> None:
        with own_server(server().programs) as own:
            address = own.address(own.database())
            with small_disk(own) as tablespace:
                await _open_and_leave(address)
                rows(address, f"ALTER TABLE harvester.line SET TABLESPACE {tablespace}")
                async with opened(address) as store:
                    await write(store, 1)
                    await store.commit(1)
                    with pytest.raises(StoreError, match="disk is full"):
                        await write_many(store)
                states = rows(address, "SELECT count(*) FROM harvester.thread WHERE state = 'harvested'")
                assert rows(address, "SELECT count(*) FROM harvester.line") == states
                rows(address, "ALTER TABLE harvester.line SET TABLESPACE pg_default")


class TestRights:
    def user(self, address: str, name: str, *grants: str) -> None:
        rows(address, f"DROP ROLE IF EXISTS {name}")
        rows(address, f"CREATE ROLE {name} LOGIN PASSWORD 'secret-of-{name}'")
        for grant in grants:
            rows(address, f"{grant} TO {name}")

    async def test_the_rights_that_the_docs_list_are_enough(self, address: str) -> None:
        await _open_and_leave(address)
        said = (PROJECT / "docs" / "fleet.md").read_text(encoding="utf-8")
        grants = [line.strip().removesuffix(" TO worker;") for line in said.splitlines() if line.endswith("TO worker;")]
        self.user(address, "least", *grants)
        name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
        async with opened(server().tcp(str(name), "least", "secret-of-least")) as store:
            await write(store, 1)
            store.note({"kind": "payment"})
            store.keep_requests("2026-01-01", 1)
            await store.commit(1)
            await store.runs.begin({"began": "2026-01-01T00:00:00+00:00"})
            await store.runs.end({"reason": "finished"})
        rows(address, "DROP OWNED BY least")
        rows(address, "DROP ROLE least")

    @pytest.mark.parametrize("made", [True, False])
    async def test_without_rights_a_line_says_what_to_do(self, address: str, *, made: bool) -> None:
        if made:
            await _open_and_leave(address)
        self.user(address, "nobody_else")
        name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
        with pytest.raises(StoreError, match=r"docs/fleet\.md") as raised:
            await _open_and_leave(server().tcp(str(name), "nobody_else", "secret-of-nobody_else"))
        assert "secret" not in str(raised.value)
        rows(address, "DROP ROLE nobody_else")


class TestAddresses:
    @pytest.mark.parametrize(
        "given",
        [
            "postgresql://ann:s3cr3t-word@127.0.0.1:{port}/postgres",
            "host=127.0.0.1 port={port} user=harvester password=s3cr3t-word dbname=postgres",
            "host=127.0.0.1 port={port} password='s3cr3t-word",
            "postgresql://harvester:s3cr3t-word@127.0.0.1:99999/x",
            "postgresql://harvester:s3cr3t-word@[::1/x",
        ],
    )
    async def test_no_message_has_a_password(
        self, given: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PGPASSWORD", raising=False)
        with pytest.raises(StoreError) as raised:
            await _open_and_leave(given.format(port=server().port))
        assert "s3cr3t" not in str(raised.value) + caplog.text
        assert "\n" not in str(raised.value)

    async def test_a_server_is_known_by_its_certificate(self) -> None:
        with TemporaryDirectory(prefix="harvester-tls-") as made:
            files, (own, other) = certificates(Path(made))
            tls = {"ssl": "on", "ssl_cert_file": str(files[0]), "ssl_key_file": str(files[0])}
            with own_server(server().programs, **tls) as served:
                address = served.tcp(served.database(), password=PASSWORD)
                async with opened(f"{address}?sslmode=verify-ca&sslrootcert={own}") as store:
                    assert await store._notes.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == [
                        (True,)
                    ]
                with pytest.raises(StoreError, match="certificate") as raised:
                    await _open_and_leave(f"{address}?sslmode=verify-ca&sslrootcert={other}")
                assert not isinstance(raised.value, UnreachableError)  # it is not tried again
                assert PASSWORD not in str(raised.value)

    async def test_passwords_come_from_the_environment_and_from_files(
        self, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        await _open_and_leave(server().tcp(str(name)))
        monkeypatch.delenv("PGPASSWORD")
        passwords = tmp_path / "pgpass"
        passwords.write_text(f"127.0.0.1:{server().port}:*:{USER}:{PASSWORD}\n")
        passwords.chmod(0o600)
        service = tmp_path / "services"
        service.write_text(f"[harvest]\nhost=127.0.0.1\nport={server().port}\ndbname={name}\nuser={USER}\n")
        monkeypatch.setenv("PGPASSFILE", str(passwords))
        monkeypatch.setenv("PGSERVICEFILE", str(service))
        await _open_and_leave("service=harvest")
        passwords.write_text("")
        with pytest.raises(StoreError, match=r"service harvest: .*password"):
            await _open_and_leave("service=harvest ")


def certificates(folder: Path) -> tuple[list[Path], list[Path]]:
    """Two files with a key and a certificate, for a server, and the same two to be trusted."""
    folder.chmod(0o755)
    files = [certificate(folder, 2048), certificate(folder, 3072)]
    trusted = [path.with_suffix(".crt") for path in files]
    for path, copy in zip(files, trusted, strict=True):
        copy.write_bytes(path.read_bytes())
        hand_over(path)
    return files, trusted


@contextmanager
def small_disk(of: Server) -> Iterator[str]:
    """A tablespace of a megabyte; skips the test where no such disk can be had."""
    place = of.folder / "small"
    place.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=1M,mode=777", "none", str(place)]
    mounted = subprocess.run(mount, capture_output=True, check=False)  # noqa: S603 - the system's
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        of.give(place)
        rows(of.address("postgres"), f"CREATE TABLESPACE small LOCATION '{place}'")
        yield "small"
        of.stop()
    finally:
        subprocess.run(["/bin/umount", "-l", str(place)], check=False)  # noqa: S603 - as above
