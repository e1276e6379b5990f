"""The result of a run, for the site's journal and for Prometheus."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester import __version__
from harvester.runs.drift import seen
from harvester.runs.records import Record
from harvester.runs.summary import Summary


def ending(stats: Mapping[str, Any], reason: str) -> Record:
    """The record of a run that ends now, from its stats and its closing reason."""
    summary = Summary({**stats, "finish_reason": reason})
    return {
        "ended": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "exit_code": int(summary.exit_code),
        "reason": reason,
        "process": os.getpid(),
        "version": __version__,
        "articles": summary.articles,
        "revisions": stats.get("harvester/revisions", 0),
        "unchanged": stats.get("harvester/unchanged", 0),
        "gone": stats.get("harvester/gone", 0),
        "requests": summary.requests,
        "notices": summary.notices,
        "failures": summary.failures,
        "seen": seen(stats, summary.failures),
    }


#: Figures of the last run: field of its record, name of the metric, its description.
_FIGURES = (
    ("exit_code", "last_run_exit_code", "Exit code of the last run; 0: all is well."),
    ("articles", "last_run_articles", "Lines of articles that the last run wrote."),
    ("requests", "last_run_requests", "Requests that the last run made."),
    ("unchanged", "last_run_unchanged", "Threads that the last run found unchanged."),
)


def write_metrics(folder: Path, site: str, done: Record, threads: Mapping[str, int]) -> Path:
    """Write a site's metrics for the node exporter's text-file collector, whole or not at all; returns the file.

    ``done`` is the record of the run that ended, ``threads`` are the counts of threads by state.
    Raises :class:`OSError` where the file can't be written.
    """
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile  # noqa: PLC0415 - an extra

    registry = CollectorRegistry()

    def gauge(name: str, about: str, values: Mapping[str, float], label: str = "") -> None:
        labels = ("site", label) if label else ("site",)
        metric = Gauge(f"harvester_{name}", about, labels, registry=registry)
        for key, value in values.items():
            metric.labels(*((site, key) if label else (site,))).set(value)

    for field, name, about in _FIGURES:
        gauge(name, about, {"": done[field]})
    began, ended = (datetime.fromisoformat(done[name]).timestamp() for name in ("began", "ended"))
    gauge("last_run_end_timestamp_seconds", "When the last run ended.", {"": ended})
    gauge("last_run_duration_seconds", "How long the last run took.", {"": ended - began})
    gauge("last_run_notices", "Pages of the last run that were not articles.", done["notices"], "kind")
    gauge("last_run_failures", "Pages that the last run could not fetch or read.", done["failures"], "kind")
    gauge("threads", "Known threads by state.", threads, "state")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"harvester-{site}.prom"
    write_to_textfile(str(path), registry)
    return path
