"""``harvester read``: all shards, on all cores, resumable; then all forums."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from threading import Thread
from time import sleep
from typing import Any, Final, TypeVar

from harvester.archive.ledger import FACTS, STATE, SUMMARY, Ledger, counted, facts_of, write_json
from harvester.archive.options import ReadOptions
from harvester.archive.passes import join_part, read_shard
from harvester.archive.planning import Part, parts
from harvester.archive.shards import Shard
from harvester.archive.sites import SiteFacts, merged
from harvester.archive.spill import Spilled
from harvester.disk.lock import SiteLock
from harvester.disk.names import folder_name

T = TypeVar("T")
R = TypeVar("R")

#: Tasks queued for each process, so that none has to wait.
_AHEAD: Final = 2
#: Seconds between two checks whether the parent process still exists.
_LOOKED_EVERY: Final = 0.5


class Told:
    """Receives the progress of a reading; this class ignores it."""

    def began(self, what: str, total: int) -> None:
        """A pass begins; ``total``: its bytes or parts."""

    def went_on(self, by: int) -> None:
        """``by`` more bytes or parts are done."""

    def failed(self, message: str) -> None:
        """Something could not be read."""


@dataclass(slots=True)
class Done:
    """The result of a reading."""

    counts: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    shards: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    """What every process of a reading needs; it is set before they are forked."""

    options: ReadOptions
    ledger: Ledger
    known: Mapping[str, SiteFacts]
    bytes: Any
    lock: SiteLock


_work: _Work


def read(shards: Sequence[Shard], options: ReadOptions, known: Mapping[str, SiteFacts], told: Told) -> Done:
    """Read the shards, and bring the output folder up to date with all that was ever read into it.

    Raises :class:`OSError` if something cannot be written, and
    :class:`~harvester.disk.lock.LockedError` if another reading is at work in the folder.
    """
    (options.folder / STATE).mkdir(parents=True, exist_ok=True)
    lock = SiteLock(options.folder / STATE / "lock")
    try:
        return _read(shards, options, known, told, lock)
    finally:
        lock.close()


def _read(
    shards: Sequence[Shard], options: ReadOptions, known: Mapping[str, SiteFacts], told: Told, lock: SiteLock
) -> Done:
    ledger = Ledger(options.folder)
    ledger.begin()
    done = Done(shards=len(shards))
    keyed: dict[str, Shard] = {}
    for shard in shards:
        try:
            keyed[shard.key()] = shard
        except OSError as error:
            done.unread += 1
            told.failed(f"{shard.shown}: {error.strerror or error}")
    about = options.of_pages() | {"known": _digest(known)}
    spilled = ledger.spilled(about)
    ledger.forget_older(spilled, keyed)
    pending = {key: shard for key, shard in keyed.items() if key not in spilled}
    with _working(options, ledger, known, lock):
        told.began("reading", sum(shard.size for shard in pending.values()))
        # The largest first, so that all cores end at about the same time.
        largest = sorted(pending.items(), key=lambda each: -each[1].size)
        for key in _spread(_read_one, [(key, shard, about) for key, shard in largest], options.jobs, told):
            spilled[key] = Spilled(ledger.path_of(key))
        ledger.show(spilled)
        done.counts = counted(spilled)
        facts = _facts(spilled, known)
        write_json(options.folder / FACTS, {key: asdict(each) for key, each in sorted(facts.items())})
        _join(ledger, spilled, facts, options, told, done)
    write_json(options.folder / SUMMARY, {"shards": len(spilled), "counts": done.counts, "files": len(done.files)})
    return done


def _facts(spilled: Mapping[str, Spilled], known: Mapping[str, SiteFacts]) -> dict[str, SiteFacts]:
    """What is known of each forum: what was given, otherwise what most shards show."""
    shown: defaultdict[str, list[SiteFacts]] = defaultdict(list)
    for key, facts in facts_of(spilled):
        shown[key].append(facts)
    return {key: known.get(key) or merged(facts) for key, facts in shown.items()}


def _join(
    ledger: Ledger,
    spilled: Mapping[str, Spilled],
    facts: Mapping[str, SiteFacts],
    options: ReadOptions,
    told: Told,
    done: Done,
) -> None:
    """Join the parts that are new or have changed."""
    sizes = Counter[str]()
    folders = {key: folder_name(each.site().name) for key, each in facts.items()}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for key, each in sorted(spilled.items()):
        sizes.update(each.sizes)
        for site in each.sizes:
            holders[site].append(key)
    todo, keys = [], set()
    for part in parts(sizes, folders):
        own = sorted({key for site in part.sites for key in holders[site]})
        about = {"lines": options.of_lines(), "shards": own, "facts": [asdict(facts[site]) for site in part.sites]}
        key = part.key(about)
        keys.add(key)
        before = ledger.part(key)
        if before is None:
            todo.append((key, part, own, {site: facts[site] for site in part.sites}))
        else:
            done.files += before["files"]
            done.counts.update(before["counts"])
    todo.sort(key=lambda each: -sum(sizes[site] for site in each[1].sites) // each[1].of)
    told.began("putting together", len(todo))
    for files, counts in _spread(_join_one, todo, options.jobs, told):
        done.files += files
        done.counts.update(counts)
        told.went_on(1)
    ledger.finish(keys, done.files)


# --- processes ----------------------------------------------------------------------------


@contextmanager
def _working(options: ReadOptions, ledger: Ledger, known: Mapping[str, SiteFacts], lock: SiteLock) -> Iterator[None]:
    global _work  # noqa: PLW0603 - what forked processes find
    _work = _Work(options, ledger, known, multiprocessing.get_context("fork").Value("q", 0), lock)
    yield


def _read_one(task: tuple[str, Shard, dict[str, Any]]) -> str:
    key, shard, about = task
    read_shard(shard, _work.ledger.path_of(key), _work.options, _work.known, _said, about)
    return key


def _join_one(task: tuple[str, Part, list[str], dict[str, SiteFacts]]) -> tuple[list[str], Counter[str]]:
    key, part, shards, facts = task
    files, counts = join_part(part, [_work.ledger.path_of(shard) for shard in shards], _work.options, facts)
    _work.ledger.note_part(key, files, counts)
    return files, counts


def _said(size: int) -> None:
    with _work.bytes.get_lock():
        _work.bytes.value += size


def _spread(work: Callable[[T], R], tasks: Iterable[T], jobs: int, told: Told) -> Iterator[R]:
    """The results of tasks as they come; with one job, the tasks are done in this process."""
    if jobs == 1:
        for task in tasks:
            yield work(task)
            _tell(told)
        return
    left = iter(tasks)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin) as executor:
        waiting: set[Future[R]] = set()
        try:
            while True:
                waiting |= {executor.submit(work, each) for each in islice(left, jobs * _AHEAD - len(waiting))}
                if not waiting:
                    return
                ready, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                _tell(told)
                for each in ready:
                    yield each.result()
        except BrokenProcessPool as error:
            raise OSError("a process was killed, perhaps for lack of memory; run it again to continue") from error
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _tell(told: Told) -> None:
    with _work.bytes.get_lock():
        size, _work.bytes.value = _work.bytes.value, 0
    if size:
        told.went_on(size)


def _begin() -> None:
    """Set up a process of the pool: it ignores Ctrl-C, ends when its parent does, and does not keep the lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _work.lock.close()
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, which may have been killed."""
    while os.getppid() == parent:
        sleep(_LOOKED_EVERY)
    os._exit(1)


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _digest(known: Mapping[str, SiteFacts]) -> str:
    return str(sorted((key, *sorted(asdict(each).items(), key=str)) for key, each in known.items())) if known else ""
