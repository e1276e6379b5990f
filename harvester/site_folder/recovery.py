"""Makes store and output agree before a run begins.

The output is committed before the store says so; what a crash, a full disk or a user left in between
is put right here. A whole line that the store does not know is *adopted*, not cut off: nothing that was written
is thrown away, no page is asked for twice, and the same code rebuilds a lost or damaged store
from the output. Only a torn line is cut off. A line that was lost is harvested again, one that was removed is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from harvester.site_folder import articles, checksum, index_file, leftovers, tombstones
from harvester.site_folder.agreement import Agreement
from harvester.site_folder.options import Rules
from harvester.store.interface import DamagedError
from harvester.store.sqlite import FILE, Store

S = TypeVar("S", bound=Store)


def recover(folder: Path, rules: Rules, now: datetime, opened: Callable[[Path], S]) -> tuple[S, list[str]]:
    """The store in ``folder``, opened by ``opened`` and in agreement with the output there, and what to tell the user.

    A damaged one is set aside, never deleted, and rebuilt from the output. Raises :class:`OSError` or
    :class:`~harvester.store.interface.StoreError` where it can't be worked with.
    """
    path = folder / FILE
    try:
        checksum.take(path)
        return _agreed(path, rules, now, opened)
    except DamagedError:
        aside = set_aside(path, now)
        store, messages = _agreed(path, rules, now, opened)
        return store, [f"the store was damaged: it is kept as {aside}, and made anew from the articles", *messages]


def _agreed(path: Path, rules: Rules, now: datetime, opened: Callable[[Path], S]) -> tuple[S, list[str]]:
    store = opened(path)
    try:
        return store, list(reconcile(store, path.parent, rules, int(now.timestamp())))
    except BaseException:
        Store.close(store)
        raise


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged store and SQLite's other files of it; returns its new name."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    for suffix in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def reconcile(store: Store, folder: Path, rules: Rules, now: int) -> Iterator[str]:
    """Make the store and the files in ``folder`` agree; yields a line for the user about each thing put right.

    Raises :class:`OSError` or :class:`~harvester.store.interface.StoreError` where that can't be done.
    """
    if store.clock > now:
        yield f"the clock stands {_span(store.clock - now)} before the last run's: is it right?"
    yield from leftovers.clear(folder)
    tombstones.agree(store, folder)
    known = store.files()
    named = {file.name for file in known}
    new = [name for path in articles.files(folder) if (name := articles.name_of(path).plain) not in named]
    for name in index_file.check(folder, rules.checked, datetime.fromtimestamp(now, UTC)):
        yield f"{folder / name} is not what index.json says (SHA-256), and is read again"
        store.extend(replace(store.file(articles.name_of(Path(name)).plain), modified=0))
    known = store.files()
    for file in (*known, *map(store.file, new)):
        yield from Agreement(store, folder, file, rules, now).messages()
    store.save(now)


def _span(seconds: int) -> str:
    return f"{seconds // 86400} days" if seconds >= 2 * 86400 else f"{seconds // 60} minutes"
