"""Files repaired block by block, on all cores, in order, in bounded memory.

A plain text is one document, however long, and proof in one place helps the others. Waiting
for each block before the next is started would keep only one core busy; giving each block what
happens to be known would make the result depend on timing. So a block is given exactly what
the first block and all those :data:`LAG` and more before it have proved: the same, whatever
the number of processes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from threading import Thread

from harvester.bulk.blocks import Block, blocks
from harvester.bulk.work import Done, Task, not_utf_8, repair_block
from harvester.disk.files import READ_ERRORS, Input
from harvester.text import Profile, decode

#: How many blocks may be in progress, and after how many blocks a block's proof is used.
LAG = 32

#: The longest line that is kept whole: of JSON, of which a part is useless, and of text.
LONGEST_JSON, LONGEST_TEXT = 64 * 1024 * 1024, 1024 * 1024

#: The block of a piece that only marks the end of its source.
NOTHING = Block(1, b"")

#: Starts the repair of a block somewhere, and returns a function that waits for the result.
Submit = Callable[[Block, Task, Profile], Callable[[], Done]]


@dataclass(slots=True)
class Source:
    """A file that is being repaired: what its blocks have proved, and how much of that is in use.

    >>> from harvester.text import Options
    >>> source = Source("a.txt", Task(Options()), Profile(), begun=40)
    >>> source.must_hear(), source.has_finished()
    (8, 0)
    """

    name: str
    task: Task
    known: Profile
    input: Input | None = None
    learned: deque[Profile] = field(default_factory=deque)
    begun: int = 0
    heard: int = 0

    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self.input.position() if self.input else 0

    def must_hear(self) -> int:
        """How many of the first blocks' proofs the next block must be given."""
        return max(min(self.begun, 1), self.begun - LAG)

    def has_finished(self) -> int:
        """How many blocks have been repaired."""
        return self.heard + len(self.learned)

    def profile(self) -> Profile:
        """What is known for the next block."""
        while self.heard < self.must_hear():
            self.known.update(self.learned.popleft())
            self.heard += 1
        return self.known.copy()


@dataclass(frozen=True, slots=True)
class Piece:
    """A repaired block of ``source``; each source ends with one that is ``last``, with its ``error`` if any.

    >>> from harvester.text import Options
    >>> missing = Source("missing.txt", Task(Options()), Profile())
    >>> [(piece.last, piece.error) for piece in repaired([missing], at_once)]
    [(True, 'No such file or directory')]
    """

    source: Source
    done: Done = field(default_factory=Done)
    block: Block = NOTHING
    last: bool = False
    error: str | None = None


def repaired(sources: Iterable[Source], submit: Submit) -> Iterator[Piece]:
    """The pieces of all ``sources``, in order; a source that can't be read does not stop the others.

    >>> from tempfile import NamedTemporaryFile
    >>> from harvester.text import Options
    >>> with NamedTemporaryFile(suffix=".txt") as file:
    ...     _ = file.write("ÖÐÎÄÂÛÌ³".encode())
    ...     file.flush()
    ...     pieces = list(repaired([Source(file.name, Task(Options()), Profile())], at_once))
    >>> [piece.done.body.decode() for piece in pieces], pieces[-1].last
    (['中文论坛', ''], True)
    """
    waiting: deque[tuple[Piece, Callable[[], Done]]] = deque()

    def collect() -> Piece:
        piece, wait = waiting.popleft()
        done = wait()
        piece.source.learned.append(done.learned)
        return replace(piece, done=done)

    for piece in _pieces(sources):
        source = piece.source
        while waiting and (len(waiting) >= LAG or source.has_finished() < source.must_hear()):
            yield collect()
        if piece.last:
            waiting.append((piece, Done))
            continue
        wait = submit(piece.block, source.task, source.profile())
        source.begun += 1
        waiting.append((piece, wait))
    while waiting:
        yield collect()


def _pieces(sources: Iterable[Source]) -> Iterator[Piece]:
    """The blocks of every source, not repaired yet."""
    for source in sources:
        error = None
        try:
            for block in _read(source):
                yield Piece(source, block=block)
        except READ_ERRORS as problem:
            error = getattr(problem, "strerror", None) or str(problem)
        yield Piece(source, last=True, error=error)


def _read(source: Source) -> Iterator[Block]:
    source.input = Input(source.name)
    is_json = bool(source.task.fields)
    try:
        for block in blocks(source.input.stream, LONGEST_JSON if is_json else LONGEST_TEXT):
            if not is_json and source.task.encoding is None and not_utf_8(block.body):
                # The first block that is not UTF-8 decides for the others: one file, one encoding.
                source.task = replace(source.task, encoding=decode(block.body, declared=None).used)
            yield block
    finally:
        source.input.close()


def at_once(block: Block, task: Task, profile: Profile) -> Callable[[], Done]:
    """:data:`Submit` in this process.

    >>> from harvester.text import Options
    >>> wait = at_once(Block(1, "ÖÐÎÄÂÛÌ³".encode()), Task(Options()), Profile())
    >>> wait().body.decode()
    '中文论坛'
    """
    done = repair_block(block, task, profile)
    return lambda: done


@contextmanager
def processes(jobs: int) -> Iterator[Submit]:
    """:data:`Submit` over ``jobs`` processes, which start at the second block: most files have one.

    >>> from harvester.text import Options
    >>> with processes(2) as submit:
    ...     wait = submit(Block(1, "ÖÐÎÄÂÛÌ³".encode()), Task(Options()), Profile())
    >>> wait().body.decode()
    '中文论坛'
    """
    # Forked, they share what this process has loaded: 100 MB less each, and no time to start. A fork breaks
    # threads, so this process has none: the progress display is drawn when a piece is done, and the
    # executor forks all its processes before it starts its own.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin) as executor:

        def elsewhere(block: Block, task: Task, profile: Profile) -> Callable[[], Done]:
            with _undisturbed():
                return executor.submit(repair_block, block, task, profile).result

        turns = chain([at_once], repeat(at_once if jobs == 1 else elsewhere))

        def in_turn(block: Block, task: Task, profile: Profile) -> Callable[[], Done]:
            return next(turns)(block, task, profile)

        try:
            yield in_turn
        except BrokenPipeError:  # an orderly end: without waiting, Python's own exit would trip over closed pipes
            executor.shutdown(cancel_futures=True)
            raise
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


#: The signals that stop a run: Control-C, and a polite kill.
_STOPS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back: what they raise in the middle of a fork would be lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Set up a new process. Control-C goes to every process of a group; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """End when the first process is killed, since nobody else tells the others."""
    first = multiprocessing.parent_process()
    if first:
        first.join()
        os._exit(1)
