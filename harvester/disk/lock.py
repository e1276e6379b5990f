"""Locks: a site's folder belongs to one run at a time, and a folder of exported files to one export."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self


class LockedError(Exception):
    """Another run has the site, or another export the folder; the message says in one line which, and what to do."""


class SiteLock:
    """Holds a lock file until closed.

    The kernel releases it however the process ends (flock(2)), so a lock file that was
    left behind by ``kill -9`` does no harm.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock; the file is made if it does not exist.

        Raises :class:`LockedError` at once if another run has it, and :class:`OSError` if
        the file cannot be made.
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
        """Release the lock."""
        os.close(self._descriptor)


class FolderLock:
    """Locks a folder itself, without a lock file in it; used as a context manager.

    The folder is made if it does not exist, and is then removed again if nothing was put in it. Some network file
    systems cannot lock folders: there it has no effect.
    """

    def __init__(self, folder: Path, what: str) -> None:
        """``what``: the other holder's name in the message."""
        self.folder = folder
        self._what = what

    def __enter__(self) -> Self:
        """Take the lock. Raises :class:`LockedError` at once if another process has it, and :class:`OSError`."""
        self._made = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise LockedError(
                f"{self._what} is at work in {self.folder}: wait for it, or give another folder"
            ) from None
        except OSError:
            pass  # as said above
        return self

    def __exit__(self, *_: object) -> None:
        """Release the lock."""
        if self._made:
            with suppress(OSError):  # it is not empty
                self.folder.rmdir()
        os.close(self._descriptor)
