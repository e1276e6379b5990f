"""The engine as a package that somebody has installed."""

from __future__ import annotations

import sys
from pathlib import Path

from harvester.engines import table

FILES = {
    "METADATA": "Metadata-Version: 2.1\nName: windmill\nVersion: 0\n",
    "entry_points.txt": "[harvester.engines]\nwindmill = windmill.engine:Windmill\n",
}


def install(folder: Path) -> None:
    """Write what an installation leaves behind; the modules are found anyway."""
    info = folder / "windmill-0.dist-info"
    info.mkdir(parents=True)
    for name, text in FILES.items():
        (info / name).write_text(text, encoding="utf-8")


def find(folder: Path) -> None:
    """Have this process find what is installed there, whatever it looked for before it was forked."""
    sys.path.insert(0, str(folder))
    table.engines.cache_clear()
