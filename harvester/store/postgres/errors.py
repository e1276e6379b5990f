"""What PostgreSQL's errors mean for a crawl: a reason to try again, or an end with advice."""

from __future__ import annotations

import re

import psycopg

from harvester.store.interface import StoreError, UnreachableError
from harvester.store.postgres.address import DatabaseAddress

#: Codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) after which a retry may succeed: the
#: connection failed (08), the server shuts down or starts (57P), it is a standby after a failover (25006), it has too
#: many connections (53300), or two transactions conflicted (40).
_PASSING = re.compile(r"08...|57P0[1-5]|25006|53300|40001|40P01|55P03")
#: Messages of refused connections for which a retry does not help; libpq gives no code for these.
_REFUSED = re.compile(
    r"authentication failed|no password supplied|pg_hba\.conf|does not exist|permission denied|is not permitted"
    r"|certificate|SSL|definition of service|could not translate host name|invalid (?:port|connection option|value)",
    re.IGNORECASE,
)
_GRANTS = "the user may not do that: give it the rights that docs/fleet.md lists"
#: A lock that another session held for too long (lock_timeout).
_LOCKED = "55P03"
_HELD = "another session holds it (pg_stat_activity shows which); end that one, and run again"
#: What to do, by the code's beginning; the longest counts.
_ADVICE = {
    "53100": "the database's disk is full; make room and run again",
    "53200": "the database has no memory left; see its log, and run again",
    "25006": "the database is read-only and not a standby: see default_transaction_read_only, and run again",
    "42501": _GRANTS,
    "3F000": "the tables do not exist; have a user who may create them run: harvester sites list",
    "42P01": "the tables do not exist; have a user who may create them run: harvester sites list",
    "57014": "the database ended the statement (statement_timeout); give it more time, and run again",
    "XX": "the database reports damage; see its log before anything is run again",
}


class ReadOnlyError(psycopg.Error):
    """The database refuses to be written to, and not because it is a standby, which may become the primary."""

    sqlstate = "25006"


def is_passing(error: BaseException) -> bool:
    """Whether a retry after ``error`` may succeed."""
    if isinstance(error, (TimeoutError, ReadOnlyError)):
        return isinstance(error, TimeoutError)
    code = getattr(error, "sqlstate", None)
    if code:
        return _PASSING.fullmatch(code) is not None
    return isinstance(error, psycopg.OperationalError) and not _REFUSED.search(str(error))


def explained(error: BaseException, address: DatabaseAddress) -> StoreError:
    """``error`` as a StoreError that says in one line what to do."""
    said = address.said(error)
    if getattr(error, "sqlstate", None) == _LOCKED:
        return UnreachableError(f"{address.shown}: {said}: {_HELD}")
    if is_passing(error):
        return UnreachableError(f"{address.shown} does not answer ({said}): nothing is lost, run again when it does")
    code = getattr(error, "sqlstate", None) or ""
    advice = next((_ADVICE[code[:size]] for size in (5, 2) if code[:size] in _ADVICE), None)
    if advice is None:
        refused = isinstance(error, psycopg.OperationalError) and not code
        advice = "see docs/fleet.md for how passwords and certificates are given" if refused else "see its log"
    return StoreError(f"{address.shown}: {said}: {advice}")
