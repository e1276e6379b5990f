"""Times in HTTP headers, which a server writes as it likes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def date_in(said: bytes) -> datetime | None:
    """The time that a header's value names (RFC 9110, 5.6.7); ``None`` where it names none."""
    try:
        at = parsedate_to_datetime(said.decode("latin-1").strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):  # what the standard library raises for odd dates
        return None
