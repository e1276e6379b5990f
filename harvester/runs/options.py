"""The options for metrics of runs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import text


def _metrics(name: str) -> Path | None:
    if not name:
        return None
    if find_spec("prometheus_client") is None:
        raise ValueError("it needs prometheus-client: pip install prometheus-client")
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
    return Path(name)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``metrics``: the folder for them, which exists; ``None``: no metrics."""

    section: ClassVar[str] = "Reporting"

    metrics: Path | None = setting(
        "HARVESTER_METRICS",
        "",
        text("the name of a folder", _metrics),
        "Folder for Prometheus metrics of each site's last run, for the node exporter's text-file collector; empty: "
        "none.",
    )
