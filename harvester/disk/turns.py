"""Turns at a server: one file per server, for all crawls in all processes of a machine.

A file says when the last request to the server was made, and how long to wait after that. Who wants to make a request
waits until then and takes the turn, or waits again if another was sooner. The kernel releases a lock however a
process ends (flock(2)), so nobody waits for a process that was killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Longest wait for a turn in seconds, since anybody may have written to a file.
LONGEST = 86_400.0
#: Bytes of a file that are read at most.
_MOST = 200


class BusyError(Exception):
    """Another process holds the file of a server just now, for microseconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """When the last request to a server was made (on the machine's clock), and how long to wait after it."""

    at: float
    delay: float

    @property
    def free(self) -> float:
        """When the next request may be made."""
        return self.at + self.delay


NEVER = Asked(float("-inf"), 0.0)


class Turns:
    """The files of a folder; without a writable folder, only the crawls of this process take turns."""

    def __init__(self, folder: Path | None, now: float | None = None) -> None:
        """``now``: a fixed time, for tests."""
        self.folder = folder
        self.now = now
        self._known: dict[str, Asked] = {}

    def clock(self) -> float:
        """Seconds since the machine was started, the same for all processes."""
        return time.monotonic() if self.now is None else self.now

    def take(self, servers: Iterable[str], delay: float) -> float:
        """Take the turn at all of ``servers`` and return 0, or return the seconds until it may be free.

        ``delay``: least seconds between two turns; if crawls have different ones, the longer counts. Raises
        :class:`BusyError` if it is to be tried again at once, and :class:`OSError` if the folder cannot be written to.
        """
        with self._held(sorted(set(servers))) as held:
            now = self.clock()
            free = max((each.at + max(each.delay, delay) for each in (one.read() for one in held)), default=now)
            if free > now:
                return min(free - now, LONGEST)
            for each in held:
                each.write(Asked(now, delay))
            return 0.0

    def start(self, servers: Iterable[str], since: float) -> bool:
        """Have the turn at ``servers`` that was taken before ``since`` count from now, when its request is made.

        ``False``, with nothing changed, if another turn was taken or a server asked to wait after ``since``.
        Raises as :meth:`take` does.
        """
        with self._held(sorted(set(servers))) as held:
            said = [each.read() for each in held]
            if any(each.at > since for each in said):
                return False
            now = self.clock()
            for each, before in zip(held, said, strict=True):
                each.write(Asked(now, before.delay))
        return True

    def hold(self, servers: Iterable[str], wait: float) -> None:
        """Keep all crawls from ``servers`` for ``wait`` seconds from now. Raises as :meth:`take` does."""
        with self._held(sorted(set(servers))) as held:
            now = self.clock()
            for each in held:
                before = each.read()
                if before.free < now + wait:
                    each.write(Asked(now, min(wait, LONGEST)))

    def rest(self, servers: Iterable[str]) -> float:
        """Seconds until requests to all of ``servers`` are allowed, as far as known. Raises as :meth:`take` does."""
        with self._held(sorted(set(servers))) as held:
            free = max((each.read().free for each in held), default=0.0)
        return min(max(free - self.clock(), 0.0), LONGEST)

    @contextmanager
    def _held(self, servers: list[str]) -> Iterator[list[_InMemory | _File]]:
        if self.folder is None:
            yield [_InMemory(self._known, server) for server in servers]
            return
        files: list[_InMemory | _File] = []
        try:
            for server in servers:  # in one order, so that there is no deadlock
                files.append(_File(self.folder, server, self.clock()))  # noqa: PERF401 - closed below, however it ends
            yield files
        finally:
            for each in files:
                each.close()


class _InMemory:
    """What is known of a server without files."""

    def __init__(self, known: dict[str, Asked], server: str) -> None:
        self.known = known
        self.server = server

    def read(self) -> Asked:
        return self.known.get(self.server, NEVER)

    def write(self, asked: Asked) -> None:
        self.known[self.server] = asked

    def close(self) -> None:
        """Do nothing: no lock is held."""


class _File:
    """The file of a server, locked."""

    def __init__(self, folder: Path, server: str, now: float) -> None:
        self.now = now
        path = folder / hashlib.sha256(server.encode("utf-8", "replace")).hexdigest()[:32]
        self._descriptor = _opened(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise BusyError(str(path)) from error

    def read(self) -> Asked:
        """What it says; :data:`NEVER` if it is from before the machine was restarted, or makes no sense."""
        words = os.pread(self._descriptor, _MOST, 0).decode("ascii", "replace").split()
        try:
            boot, at, delay = words[0], float(words[1]), float(words[2])
        except (IndexError, ValueError):
            return NEVER
        fits = boot == _boot() and at <= self.now + LONGEST and 0 <= delay <= LONGEST
        return Asked(at, delay) if fits else NEVER

    def write(self, asked: Asked) -> None:
        # What is left of a longer line stands in a line of its own, which nobody reads: a file that is cut to nothing
        # and written anew costs the disk more than all the rest of a turn.
        os.pwrite(self._descriptor, f"{_boot()} {asked.at:.6f} {asked.delay:.6f}\n".encode(), 0)

    def close(self) -> None:
        os.close(self._descriptor)


def usual_folder() -> Path:
    """The default folder, which all users of the machine share."""
    return Path(tempfile.gettempdir()) / "harvester-turns"


def prepare(folder: Path) -> None:
    """Make the folder, for all users. Raises :class:`OSError` where that fails."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return
    folder.chmod(0o1777)


def _opened(path: Path) -> int:
    """The descriptor of a file, also of one that another user made, but never of a link."""
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags)  # without O_CREAT: Linux refuses that for other users' files here
    except FileNotFoundError:
        descriptor = os.open(path, flags | os.O_CREAT, 0o666)
        os.fchmod(descriptor, 0o666)  # whatever the umask
        return descriptor


def _boot() -> str:
    """An id of the machine's current boot; its clock starts at 0 with each."""
    if not _started:
        try:
            _started.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        except OSError:  # a system other than Linux
            _started.append("-")
    return _started[0]


_started: list[str] = []
