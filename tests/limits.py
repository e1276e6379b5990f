"""A full disk, without one."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize


def small_files(most: int) -> None:
    """No file beyond ``most`` bytes until the run of this process, one that was forked, is over."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    Finalize(None, resource.setrlimit, (resource.RLIMIT_FSIZE, before), exitpriority=0)  # what measures it writes then


@contextmanager
def file_size(most: int) -> Iterator[None]:
    """Writes beyond ``most`` bytes of a file fail half-way, as on a full disk.

    The whole process is under this limit, pytest's report too where it goes to a file: nothing but the writes that are
    meant belongs into the block, and no fixture may hold it open.
    """
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
