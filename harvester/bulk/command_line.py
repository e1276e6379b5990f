"""The command line of ``scrapy repair``: its options, what they mean together, and its exit status."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from scrapy.exceptions import UsageError

from harvester.bulk.console import PlainConsole
from harvester.bulk.jsonl import field_path
from harvester.bulk.session import Session, Shown
from harvester.bulk.sinks import Apart, Nowhere, Sink, Standard, Together
from harvester.bulk.stream import Source
from harvester.bulk.work import Task
from harvester.config.program import ExitCode, program, while_read
from harvester.disk.files import STANDARD, check_input
from harvester.text import KINDS, Options, Profile
from harvester.text.edits import CERTAINTIES


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to ``parser``.

    >>> parser = argparse.ArgumentParser()
    >>> add_options(parser)
    >>> parser.parse_args(["--in-place", "--certainty", "certain"]).certainty
    'certain'
    """
    _add_input(parser)
    _add_output(parser)
    _add_repair(parser)


def run(args: list[str], opts: argparse.Namespace) -> int:
    """Repair the files ``args``; returns the exit status. Raises ``UsageError`` for options that contradict each other.

    >>> parser = argparse.ArgumentParser()
    >>> add_options(parser)
    >>> run(["-"], parser.parse_args(["--in-place"]))
    Traceback (most recent call last):
        ...
    scrapy.exceptions.UsageError: standard input has no name: give -o FILE
    """
    signal.signal(signal.SIGTERM, _stop)
    names = args or [STANDARD]
    sink = None
    try:
        sources = list(_sources(names, opts))
        sink = _sink(names, opts)
        shown = Shown(console=_console(opts), explain=opts.explain, report=opts.report or opts.dry_run)
        session = Session(sink, shown, jobs=opts.jobs, progress=_shows_progress(opts), log=opts.log)
        with while_read():
            return session.run(sources)
    except OSError as error:
        print(f"{program()} repair: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    else:
        return ExitCode.DONE  # nobody reads the output any longer
    finally:
        if sink:
            sink.discard()


def _add_input(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("Input")
    group.add_argument("--jsonl", action="store_true", help="JSON Lines, whatever the files are called")
    group.add_argument("--text", action="store_true", help="plain text, whatever the files are called")
    group.add_argument(
        "--field",
        action="append",
        metavar="NAME",
        help="a field of each JSON line to repair, dotted for inner ones (replies.text); repeatable; default: text",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("Output")
    where = group.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", metavar="FILE", help="write to FILE (.gz, .zst: compressed)")
    where.add_argument("--output-dir", metavar="DIR", help="write each file to DIR, under its own name")
    where.add_argument("--in-place", action="store_true", help="replace each file that has damage, once it is whole")
    where.add_argument("--dry-run", action="store_true", help="write nothing; implies --report")
    group.add_argument("--explain", action="store_true", help="show each repair in its context, and why it was made")
    group.add_argument("--report", action="store_true", help="count the repairs by kind and certainty")
    group.add_argument("--log", metavar="FILE", help="write each repair to FILE, as a line of JSON")
    group.add_argument("--quiet", action="store_true", help="no progress display")


def _add_repair(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("Repair")
    group.add_argument("--kinds", metavar="A,B", help=f"only these kinds of damage: {', '.join(KINDS)}, X-as-Y")
    group.add_argument("--certainty", choices=CERTAINTIES, default="likely", help="the least sure repairs to make")
    group.add_argument("--keep-half-width", action="store_true", help="leave punctuation squashed to half width")
    group.add_argument("--widen", action="store_true", help="widen punctuation even without proof that it was squashed")
    group.add_argument("--string", action="append", default=[], help="a site's own noise; may be repeated")
    group.add_argument("--site-profile", metavar="FILE", help="what is known about the site (Profile.to_json)")
    group.add_argument("--jobs", type=int, default=_cores(), metavar="N", help="processes; default: one for each core")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sources(names: list[str], opts: argparse.Namespace) -> Iterator[Source]:
    options = _options(opts)
    profile = _profile(opts.site_profile)
    fields = tuple(field_path(name) for name in opts.field or ["text"])
    for name in names:
        check_input(name)  # a file that can't be opened stops everything before anything is written
        task = Task(options, fields if _is_jsonl(name, opts) else (), show=opts.explain or opts.log is not None)
        yield Source(name, task, profile.copy())


def _options(opts: argparse.Namespace) -> Options:
    try:
        return Options(
            kinds=frozenset(opts.kinds.split(",")) if opts.kinds else None,
            least_certainty=opts.certainty,
            keep_half_width=opts.keep_half_width,
            widen=opts.widen,
            strings=tuple(opts.string),
        )
    except ValueError as error:
        raise UsageError(str(error), print_help=False) from None


def _profile(name: str | None) -> Profile:
    try:
        return Profile.from_json(Path(name).read_text(encoding="utf-8")) if name else Profile()
    except ValueError as error:
        raise UsageError(f"{name}: {error}", print_help=False) from None


def _is_jsonl(name: str, opts: argparse.Namespace) -> bool:
    if opts.text and (opts.jsonl or opts.field):
        raise UsageError("--text contradicts --jsonl and --field", print_help=False)
    suffixes = [suffix for suffix in Path(name).suffixes if suffix not in (".gz", ".zst")]
    return not opts.text and bool(opts.jsonl or opts.field or suffixes[-1:] in ([".jsonl"], [".ndjson"]))


def _sink(names: list[str], opts: argparse.Namespace) -> Sink:
    if opts.dry_run:
        return Nowhere()
    if opts.output and opts.output != STANDARD:
        _refuse_inputs(names, [Path(opts.output)])
        return Together(Path(opts.output))
    if opts.output_dir or opts.in_place:
        return _apart(names, opts)
    return Standard()


def _apart(names: list[str], opts: argparse.Namespace) -> Sink:
    if STANDARD in names:
        raise UsageError("standard input has no name: give -o FILE", print_help=False)
    if opts.in_place:
        return Apart(Path, only_changed=True)
    folder = Path(opts.output_dir)
    places = [folder / Path(name).name for name in names]
    if len(set(places)) < len(places):
        raise UsageError("two files of one name can't both go to --output-dir", print_help=False)
    _refuse_inputs(names, places)
    folder.mkdir(parents=True, exist_ok=True)
    return Apart(lambda name: folder / Path(name).name, only_changed=False)


def _refuse_inputs(names: list[str], places: list[Path]) -> None:
    inputs = {os.path.realpath(name) for name in names if name != STANDARD}
    for place in places:
        if os.path.realpath(place) in inputs:
            raise UsageError(f"{place} is read: give --in-place to replace it", print_help=False)


def _console(opts: argparse.Namespace) -> Console:
    """For what people read: standard output, unless the text goes there."""
    return PlainConsole(stderr=_text_to_stdout(opts), only=opts.dry_run)


def _shows_progress(opts: argparse.Namespace) -> bool:
    """Only on a terminal that shows nothing else."""
    busy = opts.quiet or opts.explain or (_text_to_stdout(opts) and sys.stdout.isatty())
    return sys.stderr.isatty() and not busy


def _text_to_stdout(opts: argparse.Namespace) -> bool:
    return not (opts.dry_run or opts.in_place or opts.output_dir or opts.output not in (None, STANDARD))


def _stop(number: int, _frame: object) -> NoReturn:
    """End as an exception does, which removes what is unfinished."""
    sys.exit(128 + number)
