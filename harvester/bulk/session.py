"""Repair files piece by piece: write, show, count and log the pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from harvester.bulk.console import PlainConsole
from harvester.bulk.explain import explained, report
from harvester.bulk.progress import progress as progress_display
from harvester.bulk.sinks import Sink
from harvester.bulk.stream import Piece, Source, processes, repaired
from harvester.bulk.work import Made
from harvester.config.program import ExitCode
from harvester.config.saying import line
from harvester.disk.files import WholeFile
from harvester.disk.lines import one_line

#: How many lines that could not be repaired are named for each file; the others are counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What people get to see, and where.

    >>> Shown(Console(stderr=True), explain=True, report=False).explain
    True
    """

    console: Console
    explain: bool
    report: bool


class Session:
    """One run over some files. ``log``: the name of a file for the repairs, as lines of JSON.

    >>> from tempfile import TemporaryDirectory
    >>> from harvester.bulk.sinks import Together
    >>> from harvester.bulk.work import Task
    >>> from harvester.text import Options, Profile
    >>> with TemporaryDirectory() as folder:
    ...     damaged, whole = Path(folder, "damaged.txt"), Path(folder, "whole.txt")
    ...     _ = damaged.write_text("ÖÐÎÄÂÛÌ³", encoding="utf-8")
    ...     quiet = Shown(Console(), explain=False, report=False)
    ...     session = Session(Together(whole), quiet, jobs=1, progress=False)
    ...     exit_code = session.run([Source(str(damaged), Task(Options()), Profile())])
    ...     exit_code == ExitCode.DONE, whole.read_text(encoding="utf-8")
    (True, '中文论坛')
    """

    def __init__(self, sink: Sink, shown: Shown, *, jobs: int, progress: bool, log: str | None = None) -> None:
        self._sink = sink
        self._shown = shown
        self._jobs = max(1, jobs)
        self._progress = progress
        self._log = WholeFile(Path(log)) if log else None
        self._errors = PlainConsole(stderr=True)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._flags: Counter[str] = Counter()
        self._offset = 0
        self._bad_lines = 0
        self._exit = ExitCode.DONE

    def run(self, sources: Sequence[Source]) -> int:
        """Repair ``sources``; returns the exit status. Raises :class:`OSError` where nothing can be written."""
        try:
            with (
                processes(self._jobs) as submit,
                progress_display(self._errors, sources, shown=self._progress) as advance,
            ):
                for piece in repaired(sources, submit):
                    self._sink.take(piece)
                    self._take(piece)
                    advance(piece)
            self._sink.finish()
            if self._log:
                self._log.commit()
        except BaseException:
            if self._log:
                self._log.discard()
            raise
        if self._shown.report:
            self._shown.console.print(report(self._counts, self._flags))
        return self._exit

    def _take(self, piece: Piece) -> None:
        done = piece.done
        self._counts += done.counts
        self._flags += done.flags
        if not piece.source.task.fields:
            # In plain text, places are counted from the beginning of the file.
            done.made = [made.moved(self._offset) for made in done.made]
            self._offset += done.size
        for made in done.made:
            self._show(piece.source.name, made)
        for notice in done.notices:
            self._notice(piece.source.name, notice.line, notice.says)
        if piece.last:
            self._end(piece)

    def _show(self, name: str, made: Made) -> None:
        if self._shown.explain:
            console = self._shown.console
            console.print(explained(name, made, console.width), soft_wrap=not console.is_terminal)
        if self._log:
            record = {"file": name, "line": made.line, "field": made.field, **asdict(made.repair)}
            # A lone surrogate can't be UTF-8; as JSON's own escape it can be written.
            self._log.write(one_line(record).encode("utf-8", "backslashreplace") + b"\n")

    def _notice(self, name: str, line: int, says: str) -> None:
        self._exit = self._exit or ExitCode.FAILURES
        self._bad_lines += 1
        if self._bad_lines <= NAMED:
            self._say(f"{name}:{line}: {says}")

    def _end(self, piece: Piece) -> None:
        name = piece.source.name
        if self._bad_lines > NAMED:
            self._say(f"{name}: ... and {self._bad_lines - NAMED} lines more")
        if piece.error:
            self._exit = ExitCode.FAILED
            self._say(f"{name}: can't be read: {piece.error}")
        self._bad_lines = self._offset = 0

    def _say(self, message: str) -> None:
        self._errors.print(line(message), soft_wrap=True)
