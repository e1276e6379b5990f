"""The status of a site: its last run, what is harvested and what is due, and its recent runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from harvester.runs.drift import Drift, drifts
from harvester.runs.records import Record, alive, at_work, records
from harvester.site_folder.folder import reading
from harvester.store.interface import Reading

#: Days of the trend.
DAYS = 14
_BARS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Status:
    """A site at a moment; ``trend``: articles written on each of the last days, oldest first.

    ``running``: when the run at work began. ``killed``: when the run that was killed began.
    ``drift``: what the last run read worse than those before it.
    ``due_now``, ``due_tomorrow``: threads that are due for another look now, and within a day. ``next_due``: when
    the next one is due.
    """

    site: str
    last: Record | None
    runs: int
    running: str | None
    killed: str | None
    articles: int
    threads: Mapping[str, int]
    due_now: int
    due_tomorrow: int
    next_due: str | None
    trend: list[int] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether the last run that ended, if any, ended well, and none was killed since."""
        return not self.killed and (self.last is None or self.last.get("exit_code") == 0)


def status(folder: Path, now: datetime) -> Status:
    """The status of the site in ``folder``.

    Raises :class:`OSError` or :class:`~harvester.store.interface.StoreError`.
    """
    begun = at_work(folder)
    alone = Begun(begun["began"], running=alive(begun)) if begun else None
    with reading(folder) as store:
        return status_of(folder.name, list(records(folder)), alone, store, now)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that did not note its end; ``running``: whether it is at work, otherwise it was killed."""

    began: str
    running: bool


def status_of(site: str, runs: list[Record], begun: Begun | None, store: Reading, now: datetime) -> Status:
    """The status of a site from its ``runs`` that ended, the one that did not, and its store. Raises StoreError."""
    due_now, following = store.visits(int(now.timestamp()))
    due_tomorrow, _ = store.visits(int((now + timedelta(days=1)).timestamp()))
    return Status(
        site=site,
        last=runs[-1] if runs else None,
        runs=len(runs),
        running=begun.began if begun and begun.running else None,
        killed=begun.began if begun and not begun.running else None,
        articles=store.articles,
        threads=store.counts(),
        due_now=due_now,
        due_tomorrow=due_tomorrow,
        next_due=None if following is None else datetime.fromtimestamp(following, UTC).isoformat(),
        trend=trend(runs, now.date()),
        drift=[str(drift) for drift in _drifts(runs)],
    )


def _drifts(runs: list[Record]) -> list[Drift]:
    """What the last run that ended read worse than those before it."""
    seen = [run["seen"] for run in runs if run.get("seen")]
    return drifts(seen[-1], seen[:-1]) if seen else []


def trend(runs: list[Record], today: date) -> list[int]:
    """The number of articles written by the runs of each of the last days (UTC), oldest first."""
    written: Counter[str] = Counter()
    for run in runs:
        written[run["began"][:10]] += run.get("articles") or 0
    return [written[f"{today - timedelta(days=ago)}"] for ago in reversed(range(DAYS))]


def sparkline(values: list[int]) -> str:
    """Figures as bars: a blank for 0, the highest bar for the largest."""
    most = max(values, default=0) or 1
    return "".join(_BARS[-(-value * (len(_BARS) - 1) // most)] for value in values)


def as_json(status: Status) -> dict[str, Any]:
    """The status as plain values for JSON."""
    return asdict(status) | {"well": status.well}


def lines(status: Status) -> Iterator[str]:
    """The lines of the status for a terminal."""
    yield status.site
    if status.running:
        yield _row("at work", f"since {_minute(status.running)}")
    if status.killed:
        yield _row("killed", f"the run of {_minute(status.killed)} did not come to its end; the next one goes on")
    yield _row("last run", _run(status.last) if status.last else "none that came to its end")
    yield _row("articles", f"{status.articles}; threads: {_listed(status.threads) or 'none'}")
    due = f"{status.due_now} now, {status.due_tomorrow} within a day"
    yield _row("rechecks due", due + (f"; the next {_minute(status.next_due)}" if status.next_due else ""))
    for drift in status.drift:
        yield _row("drift", drift)
    yield _row(f"last {DAYS} days", f"[{sparkline(status.trend)}] {sum(status.trend)} articles")


def line(status: Status, width: int = 0) -> str:
    """The status in one line, the site's name ``width`` characters wide."""
    state = "at work" if status.running else "killed" if status.killed else _ended(status.last)
    bars = f"[{sparkline(status.trend)}]"
    return f"{status.site:<{width}}  {state:<28}  {status.articles:>9} articles  {status.due_now:>7} due  {bars}"


def _ended(run: Record | None) -> str:
    if run is None:
        return "no run came to its end"
    return f"{_minute(run['began'])[:-4]}, code {run.get('exit_code')}" if run.get("ended") else "killed"


def total(found: Sequence[Status]) -> str:
    """The status of all sites together, in one line."""
    wrong = sum(not status.well for status in found)
    bars = [sum(days) for days in zip(*(status.trend for status in found), strict=True)]
    at_work = sum(each.running is not None for each in found)
    return (
        f"{len(found)} sites: {len(found) - wrong} well, {wrong} not, {at_work} at work; "
        f"{sum(each.articles for each in found)} articles, {sum(each.due_now for each in found)} rechecks due; "
        f"last {DAYS} days [{sparkline(bars)}] {sum(bars)} articles"
    )


def _run(run: Record) -> str:
    began = _minute(run["began"])
    if run.get("ended") is None:
        return f"{began}, killed"
    failures = run.get("failures") or {}
    failed = f", failures: {_listed(failures)}" if failures else ""
    return f"{began}, {run['reason']} (exit code {run['exit_code']}), {run['articles']} articles{failed}"


def _minute(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _row(label: str, value: str) -> str:
    return f"{label:>14}  {value}"
