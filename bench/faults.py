"""Crawl, and die at a chosen instant of writing: ``kill -9`` where it hurts most.

Each point of :data:`POINTS` is a place between the first byte of a line and the last of a commit. Nothing in the
package knows of this: the classes are replaced in this process only.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from typing import Any

from harvester.disk.files import WholeFile
from harvester.disk.lines import LineFile
from harvester.site_folder import packing
from harvester.store.sqlite import Store

Method = Callable[..., Any]


def die() -> None:
    """What ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def _half_a_line(write: Method) -> Method:
    def torn(file: LineFile, record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False).encode()
        os.write(file._descriptor, line[: len(line) // 2])  # noqa: SLF001 - no other way to tear a line
        die()
        write(file, record)

    return torn


def _before(method: Method) -> Method:
    def dying(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the method takes
        die()
        return method(*arguments, **named)

    return dying


def _after(method: Method) -> Method:
    def dying(*arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as above
        method(*arguments, **named)
        die()

    return dying


#: Places in the packing of a closed file; runs pass them where HARVESTER_COMPRESS is set.
PACKING: dict[str, tuple[Any, str, Callable[[Method], Method]]] = {
    "before packing": (packing, "packed_copy", _before),
    "half a packed file": (WholeFile, "write", _after),
    "before a packed file is in place": (WholeFile, "commit", _before),
    "after a packed file is in place": (WholeFile, "commit", _after),
    "before noting a packed file": (packing, "note", _before),
    "after noting a packed file": (packing, "note", _after),
    "after removing the plain file": (packing, "remove", _after),
}

#: Name: the class or module, its method or function, and how that is made to die.
POINTS: dict[str, tuple[Any, str, Callable[[Method], Method]]] = {
    "before a line": (LineFile, "write", _before),
    "half a line": (LineFile, "write", _half_a_line),
    "after a line": (LineFile, "write", _after),
    "before fsync": (LineFile, "sync", _before),
    "after fsync": (LineFile, "sync", _after),
    "before noting a thread": (Store, "put", _before),
    "after noting a thread": (Store, "put", _after),
    "before noting the length": (Store, "extend", _before),
    "after noting the length": (Store, "extend", _after),
    "before commit": (Store, "save", _before),
    "after commit": (Store, "save", _after),
    "before noting a wanted thread": (Store, "want", _before),
    "after noting a stretch": (Store, "keep", _after),
    "before making the store": (Store, "_set_up", _before),
    **PACKING,
}

#: Points that a run passes once, or a few times only.
ONCE = frozenset({"before making the store", *PACKING})


def arm(point: str, call: int) -> None:
    """Die at the given call (1 is the first) of a point, in this process."""
    holder, name, dying = POINTS[point]
    method: Method = getattr(holder, name)
    doomed = dying(method)
    calls = 0

    def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
        nonlocal calls
        calls += 1
        return (doomed if calls == call else method)(*arguments, **named)

    setattr(holder, name, counted)
