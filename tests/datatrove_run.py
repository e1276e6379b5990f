"""A run of datatrove over web archives, for a process of its own: what it loads starts threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


def run_datatrove(folder: Path, *, kill: int | None = None) -> None:
    """Two tasks; the one of rank ``kill`` is killed when it has its first document."""
    from datatrove.executor import LocalPipelineExecutor  # noqa: PLC0415 -- may be missing
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415

    from harvester.archive.datatrove import ArchiveReader  # noqa: PLC0415

    def killing(data: Iterator[Any], rank: int, world_size: int) -> Iterator[Any]:
        del world_size
        for document in data:
            yield document
            if rank == kill:
                os.kill(os.getpid(), signal.SIGKILL)

    LocalPipelineExecutor(
        pipeline=[
            ArchiveReader(str(folder / "in")),
            killing,
            JsonlWriter(str(folder / "out"), output_filename="${rank}.jsonl", compression=None),
        ],
        logging_dir=str(folder / "logs"),
        tasks=2,
        workers=1,
    ).run()


def run_killed(folder: Path, *, rank: int) -> int:
    """The exit code of a run that is killed in the task of a rank. What it leaves behind, datatrove's manager, ends."""
    code = f"import pathlib, datatrove_run as run; run.run_datatrove(pathlib.Path({str(folder)!r}), kill={rank})"
    paths = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", code]
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(  # noqa: S603 - our own
            command, env=os.environ | {"PYTHONPATH": paths}, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        ended = process.wait(120)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return ended
