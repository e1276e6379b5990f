"""A site's folder belongs to one run at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class LockedError(Exception):
    """Another run has the site; the message says in one line which, and what to do."""


class SiteLock:
    """Holds a lock file until closed.

    The kernel lets go of it however the process ends (flock(2)), so a lock that was
    left behind by ``kill -9`` needs no clearing away, and the file itself may stay.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock, making the file where there is none.

        Raises :class:`LockedError` at once where another run has it, :class:`OSError` where
        the file can't be made.
        """
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise LockedError(f"another run (process {holder or 'unknown'}) is at work in {path.parent}") from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def close(self) -> None:
        """Let go of the site."""
        os.close(self._descriptor)
