"""Unfinished files: beside their places, locked while somebody writes to them, and removed once nobody does.

The kernel releases a lock however a process ends (flock(2)), so what a killed one left can be told from what another is
writing at this moment. Names are fixed: whoever writes a file again finds what is left of it without looking through
the folder. Where a file system has no locks, nothing is removed.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

#: What the name of an unfinished file ends in; it begins with a dot.
SUFFIX = ".part"


@dataclass(frozen=True, slots=True)
class Part:
    """An unfinished file. It is locked while ``descriptor`` is open."""

    path: Path
    descriptor: int

    def opened(self) -> BinaryIO:
        """The file to write to; closing it releases the lock."""
        return os.fdopen(self.descriptor, "wb")

    def drop(self) -> None:
        """Remove a file that was not opened here, and release the lock."""
        self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


def begin(target: Path) -> Part:
    """A new, empty file in the folder of ``target``, private, and locked; what killed writers of it left is removed.

    Raises :class:`OSError` that names ``target``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     one, other = begin(Path(folder, "all.jsonl")), begin(Path(folder, "all.jsonl"))
    ...     os.close(one.descriptor), os.close(other.descriptor)
    ...     one.path.name, other.path.name
    (None, None)
    ('.all.jsonl.part', '.all.jsonl.2.part')
    """
    for number in count(1):
        path = _name(target, number)
        try:
            descriptor = _made(path)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(target)) from None
        if descriptor is not None:
            sweep(target, number + 1)
            return Part(path, descriptor)
    raise AssertionError  # never


def sweep(target: Path, first: int = 1) -> None:
    """Remove what killed writers of ``target`` left, and leave alone what somebody is writing.

    ``first``: the number of the first unfinished file that is looked at.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     killed, busy = Path(folder, ".killed.csv.part"), begin(Path(folder, "busy.csv")).path
    ...     killed.touch()
    ...     sweep(Path(folder, "killed.csv")), sweep(Path(folder, "busy.csv"))
    ...     killed.exists(), busy.exists()
    (None, None)
    (False, True)
    """
    for number in count(first):
        path = _name(target, number)
        if not os.path.lexists(path):
            return
        _abandoned(path)


def _name(target: Path, number: int) -> Path:
    return target.with_name(f".{target.name}{SUFFIX}" if number == 1 else f".{target.name}.{number}{SUFFIX}")


def _made(path: Path) -> int | None:
    """A descriptor of the file, made anew and locked; ``None`` where another has it. Raises :class:`OSError`."""
    while True:
        if os.path.lexists(path) and not _abandoned(path):
            return None
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return None
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)  # taken for abandoned, in the moment before it was locked


def _abandoned(path: Path) -> bool:
    """Whether nobody is writing to the file; it is removed then."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    except OSError:  # another user's, or not a file
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), path.lstat()):  # and not one that took its place since
            path.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
