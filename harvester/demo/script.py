"""The script that the forum's own wording is in.

Pages are worded in simplified characters; a Big5 forum turns them with a table of
characters, which is enough for the few words that templates hold. What members wrote
is not turned: it is kept in both scripts (see :mod:`harvester.demo.content`).
"""

from __future__ import annotations

from importlib.resources import files


def simplified(wording: str) -> str:
    """The wording as it stands."""
    return wording


def traditional(wording: str) -> str:
    """The wording in traditional characters."""
    return wording.translate(_TABLE)


def _read() -> dict[int, int]:
    table = (files("harvester.demo") / "data" / "wording.tsv").read_text(encoding="utf-8")
    return {ord(line[0]): ord(line[2]) for line in table.splitlines()}


_TABLE = _read()
