"""``store.sum``: the SHA-256 of a store that no run is at work in, by which damage is found when the next one begins.

SQLite notices pages that are broken or out of their places; a byte that changed inside a value, or a page of an earlier
state, it can't. The note is there only while the store rests: a run takes it away when it begins, and leaves a new one
when it ends. It counts only for the clock and the version that the store had then, so a store that another version of
Harvester went on with, or that came from a backup, is not taken for a damaged one.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from harvester.disk.files import WholeFile
from harvester.store.interface import DamagedError, StoreError
from harvester.store.sqlite import Store

NAME = "store.sum"


def leave(store: Path) -> None:
    """Note the hash of a store that was closed, and which state of it that is. Raises :class:`OSError`."""
    state = _state(store)
    open_yet = store.with_name(f"{store.name}-wal").exists()  # somebody reads it: not all is in the file
    if state is None or open_yet:
        return
    output = WholeFile(store.with_name(NAME))
    try:
        output.write(json.dumps({"sha256": _hash(store), "state": state}).encode() + b"\n")
        output.commit()
    finally:
        output.discard()


def take(store: Path) -> None:
    """Take the note away, since a run begins to write to the store.

    Raises :class:`DamagedError` where the store is not what it was when the last one ended, :class:`OSError`.
    """
    path = store.with_name(NAME)
    try:
        noted = json.loads(path.read_bytes())
        expected, state = str(noted["sha256"]), noted["state"]
    except FileNotFoundError:
        return
    except (ValueError, LookupError, TypeError, RecursionError):
        expected, state = "", None
    path.unlink()
    if state and store.exists() and _state(store) == state and _hash(store) != expected:
        raise DamagedError(f"{store}: it changed although no run was at work")


def _state(store: Path) -> list[int] | None:
    """The store's version and clock; ``None`` where they can't be read, which is noticed when it is opened."""
    with suppress(StoreError), Store.reading(store) as opened:
        return [opened.version, opened.clock]
    return None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
