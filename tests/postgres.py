"""A PostgreSQL of our own for tests, from Debian's packages: started where it is first asked for, gone at the end."""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg
import pytest

#: Where Debian has the programs of each version.
_DEBIAN = Path("/usr/lib/postgresql")
#: Whom the database belongs to; the password is for connections by TCP.
USER, PASSWORD = "harvester", "see-nobody-reads-this"
#: Small, and fast: nothing of it has to outlive a power cut.
_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "max_wal_size": "64MB",
    "shared_buffers": "16MB",
    "synchronous_commit": "off",
    "log_min_messages": "error",
}
_ACCESS = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
#: prctl(2): the server ends when the tests do, however they end.
_PDEATHSIG = 1


class Server:
    """A server, in a folder of its own. ``settings`` go before the small ones."""

    def __init__(self, programs: Path, **settings: str) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="harvester-pg-"))
        self.port = _free_port()
        self.databases = 0
        self._user = _unprivileged()
        self._settings = _SETTINGS | settings
        if self._user:
            shutil.chown(self.folder, self._user)
        self._initialise()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _initialise(self) -> None:
        data = self.folder / "data"
        subprocess.run(["cp", "-a", str(_new_data(self.programs)), str(data)], check=True)  # noqa: S603, S607 - our own
        (data / "pg_hba.conf").write_text(_ACCESS)

    def give(self, path: Path) -> None:
        """Have a folder belong to the server's user."""
        if self._user:
            shutil.chown(path, self._user)
        path.chmod(0o700)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        place = ["-D", str(self.folder / "data"), f"-cunix_socket_directories={self.folder}", f"-cport={self.port}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - Debian's program
                [self.programs / "postgres", *place, *options],
                user=self._user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_us,  # noqa: PLW1509 - nothing but one call to the system
            )
        while True:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address("postgres")).close()
                return
            if self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.02)

    def stop(self) -> None:
        """End it at once, as a crash does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """The address of a database by the socket, which asks for no password."""
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def tcp(self, database: str, user: str = USER, password: str | None = None) -> str:
        """Its address by TCP."""
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The name of a new, empty database."""
        self.databases += 1
        name = f"test{self.databases}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name


def programs() -> Path | None:
    """The folder of the newest server that is installed; ``None``: there is none."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = shutil.which("initdb")
    return versions[-1].parent if versions else Path(found).parent if found else None


@cache
def server() -> Server:
    """The server of this test run; skips the test where there is none."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL is installed here (sh .ci/postgres)")
    made = Server(found)
    atexit.register(made.close)
    return made


@cache
def shared_database() -> str:
    """The address of one database for tests that have a site of their own in it."""
    return server().address(server().database())


@contextmanager
def own_server(programs: Path, **settings: str) -> Iterator[Server]:
    """A server that a test may stop, with settings of its own."""
    made = Server(programs, synchronous_commit="on", **settings)  # what was committed is there after a crash
    try:
        yield made
    finally:
        made.close()


def hand_over(path: Path) -> None:
    """Have a file be one that servers may read, and nobody else."""
    if user := _unprivileged():
        shutil.chown(path, user)
    path.chmod(0o600)


@cache
def _new_data(programs: Path) -> Path:
    """The data of a server that was never started, which each gets a copy of: to make it takes ten times as long."""
    folder, user = Path(tempfile.mkdtemp(prefix="harvester-pg-")), _unprivileged()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    password = folder / "password"
    password.write_text(PASSWORD)
    if user:
        shutil.chown(folder, user)
        shutil.chown(password, user)
    place = [f"--pgdata={folder / 'data'}", f"--username={USER}", f"--pwfile={password}"]
    command = [str(programs / "initdb"), *place, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, user=user, check=True, capture_output=True, cwd=folder)  # noqa: S603 - Debian's
    return folder / "data"


def _unprivileged() -> str | None:
    """As whom a server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _end_with_us() -> None:
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGQUIT)
