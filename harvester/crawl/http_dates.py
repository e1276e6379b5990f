"""Times in HTTP headers, which servers write in many forms."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def date_in(said: bytes) -> datetime | None:
    """The time in a header's value (RFC 9110, 5.6.7); ``None`` if it has none."""
    try:
        at = parsedate_to_datetime(said.decode("latin-1").strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):  # what the standard library raises for odd dates
        return None
