"""The numbers by which the articles of a large report are filtered and sorted, in columns."""

from __future__ import annotations

import base64
import gzip
import sys
from array import array
from datetime import datetime
from typing import Any

from harvester.report.rows import Names

#: Minutes of a day.
_DAY = 24 * 60
#: Columns have 32 bits: a thread with a larger number is found by its lowest bits.
_BITS = 0xFFFFFFFF


class Columns:
    """A column of numbers for each of :attr:`NAMES`, filled from articles' rows by :meth:`add`.

    >>> columns = Columns()
    >>> columns.add([0, 4, 131, "标题", None, "1970-01-02T01:00:00+08:00", 0, 20, 0, "hans", [[2, 0, 1, 0]]])
    >>> columns.numbers["tid"][0], columns.numbers["when"][0] == 719164 * 1440 + 60, columns.combinations.all()
    (131, True, [((2, 2),)])
    """

    #: ``when`` is the forum's local time: minutes since the day before 0001-01-01, 0 if no time is known.
    NAMES = ("board", "tid", "when", "doubt", "made", "combination")

    def __init__(self) -> None:
        self.numbers = {name: array("I") for name in self.NAMES}
        #: The kinds of repairs that articles have, with their certainties (one bit each): few combinations occur.
        self.combinations = Names()

    def add(self, row: list[Any]) -> None:
        """Add an article by its row, as :func:`harvester.report.rows.row` made it."""
        _, board, tid, _, _, published, _, doubt, _, _, repairs = row
        kinds = tuple((kind, sum(1 << at for at, count in enumerate(counts) if count)) for kind, *counts in repairs)
        numbers = {
            "board": board,
            "tid": tid & _BITS,
            "when": _minute(published),
            "doubt": doubt,
            "made": sum(sum(counts) for _, *counts in repairs),
            "combination": self.combinations.number(kinds),
        }
        for name, number in numbers.items():
            self.numbers[name].append(number)

    def packed(self, name: str) -> str:
        """A column, gzipped, in base64: whole numbers of four bytes, the lowest first."""
        numbers = self.numbers[name]
        if sys.byteorder == "big":
            numbers = array("I", numbers)
            numbers.byteswap()
        return base64.b64encode(gzip.compress(numbers.tobytes(), compresslevel=6, mtime=0)).decode("ascii")


def _minute(published: str | None) -> int:
    if not published:
        return 0
    try:
        time = datetime.fromisoformat(published)
    except ValueError:
        return 0
    return time.toordinal() * _DAY + time.hour * 60 + time.minute
