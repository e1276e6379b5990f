"""When a site's next run is due, by how its slice ended. Pure; the time is the database's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.config.program import ExitCode
from harvester.visits.hours import Hours

#: Seconds between two runs of a site without ``every``.
USUAL = 6 * 3600.0
#: Seconds until a failed site is tried again: twice as long each time, at most a day.
_FIRST, _LONGEST = 600.0, 86400.0
#: Reasons for the end of a slice after which the run continues.
_GOES_ON = frozenset({"slice_over", "handed_back", "paused"})
#: Reasons that are ours and do not concern the site: it stays due.
OURS = frozenset({"commits_lost", "fenced", "lease_over", "no_database", "shutdown"})


@dataclass(frozen=True, slots=True)
class Following:
    """What follows a slice: a ``wait`` in seconds, from the start of its run if that is ``done``, otherwise from now.

    ``failures``: slices in a row that failed.
    """

    wait: float
    done: bool
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """When a site is crawled, by its entry. ``failures``: those before this slice."""

    every: float
    zone: ZoneInfo
    hours: Hours | None = None
    failures: int = 0


def following(reason: str, exit_code: ExitCode, rules: Rules, now: float) -> Following:
    """What follows a slice that ended for ``reason`` at ``now``, in seconds since 1970.

    >>> rules = Rules(3600.0, ZoneInfo("Asia/Shanghai"), Hours.parse("22-06"))
    >>> following("slice_over", ExitCode.DONE, rules, 0.0)
    Following(wait=0.0, done=False, failures=0)
    >>> following("hours_over", ExitCode.DONE, rules, 0.0).wait / 3600
    14.0
    """
    at = datetime.fromtimestamp(now, UTC).astimezone(rules.zone)
    if reason in OURS:
        return Following(0.0, done=False, failures=rules.failures)
    if reason in _GOES_ON:
        return Following(0.0, done=False)
    if reason == "hours_over" and rules.hours is not None:
        return Following(_until(at, rules.hours), done=False)
    if reason == "budget_spent":
        midnight = datetime.combine(at.date() + timedelta(days=1), datetime.min.time(), rules.zone)
        return Following(midnight.timestamp() - now, done=False)
    if reason == "finished" and exit_code in (ExitCode.DONE, ExitCode.FAILURES):
        return Following(rules.every, done=True)
    wait = min(_FIRST * 2 ** min(rules.failures, 20), _LONGEST)
    return Following(wait, done=False, failures=rules.failures + 1)


def _until(at: datetime, hours: Hours) -> float:
    """Seconds until the hours begin."""
    begin = datetime.combine(at.date(), hours.begin, at.tzinfo)
    if begin <= at:
        begin = datetime.combine(at.date() + timedelta(days=1), hours.begin, at.tzinfo)
    return begin.timestamp() - at.timestamp()
