"""Hours of the day in which a site may be crawled. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Self

_FORM = re.compile(r"([0-9]{1,2})(?::([0-5][0-9]))?-([0-9]{1,2})(?::([0-5][0-9]))?")


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``begin`` up to, but not including, ``end``; past midnight where ``end`` is the earlier time."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read ``22-06`` or ``22:30-06:15``; ``24`` is midnight, and empty text means no limit (``None``).

        Raises :class:`ValueError` where it is anything else.
        """
        if not text.strip():
            return None
        match = _FORM.fullmatch(text.replace(" ", ""))
        if match is None or max(int(match[1]), int(match[3])) > 24:
            raise ValueError("give hours such as 22-06 or 22:30-06:15")
        begin, end = (
            time(int(hour) % 24, int(minute or 0)) for hour, minute in (match.groups()[:2], match.groups()[2:])
        )
        return cls(begin, end)

    def open(self, at: time) -> bool:
        """Whether ``at`` lies within the hours."""
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end
