"""What ``scrapy export`` does; the command itself is in ``commands/``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from harvester.config.forms import bytes_in
from harvester.config.patterns import regex
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.disk.files import STANDARD
from harvester.disk.lock import LockedError
from harvester.export import filter as wanted
from harvester.export.filter import Filter
from harvester.export.formats import FORMATS, PARTS, WHOLE, Wishes, Writer, missing
from harvester.export.outputs import Output, Parts, output
from harvester.export.selection import Selection, misfits_named
from harvester.export.split import SPLIT, WAYS, Split
from harvester.export.sqlite import metadata
from harvester.site_folder.packing import READ_ERRORS
from harvester.store.interface import StoreError

#: What is said about the output where an export can't be finished.
_ENDED = {
    "standard": "the output is not complete",
    "file": "nothing was written",
    "split": "each file is complete, or as it was",
}
_SUFFIX = regex(r"\.(jsonl|csv|parquet|sqlite|md|html|epub)(\.gz|\.zst)?$")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("-o", "--output", metavar="FILE", default=STANDARD, help="compressed by .gz or .zst at its end")
    parser.add_argument("--format", choices=list(FORMATS), help="default: by the name of FILE, or jsonl")
    parser.add_argument("--since", metavar="DAY", default="", help="posted on that day (2026-01-31) or later")
    parser.add_argument("--harvested-since", metavar="DAY", default="", help="harvested on that day (UTC) or later")
    parser.add_argument("--gone", action="store_true", help="also articles that the forum no longer has")
    wanted.add_options(parser)
    parser.add_argument(
        "--split", metavar="WAY", default="", help="files in the folder -o FOLDER: by site, by month, or site,month"
    )
    parser.add_argument("--part-size", metavar="SIZE", help="begin the next file after SIZE; default: 500M for mnbvc")
    parser.add_argument("--without-numbers", action="store_true", help="mnbvc: leave out runs of 8 or more digits")
    parser.add_argument("--datasette", metavar="FILE", help="sqlite: write Datasette's metadata (its -m FILE)")
    parser.add_argument("--spreadsheet", action="store_true", help="csv: with a byte order mark and no formulas")


def run(folders: Sequence[Path], options: argparse.Namespace) -> int:
    """Export the sites in ``folders``; returns the exit code, having said what went wrong.

    Raises :class:`BrokenPipeError` where the reader of standard output stops reading.
    """
    try:
        form, most = _form(options)
        ways = _ways(options, form)
        choice = Selection(_day(options.since), _day(options.harvested_since), options.gone, Filter.of(options))
    except ValueError as error:
        return _said(str(error), ExitCode.USAGE)
    try:
        with misfits_named(folders):
            if ways:
                return _split(folders, Split(Path(options.output), form, ways, choice, _wishes(options)))
            count, target = _export(folders, choice, form, most, _wishes(options), options)
    except BrokenPipeError:
        raise
    except LockedError as error:
        return _said(str(error), ExitCode.LOCKED)
    except (*READ_ERRORS, StoreError, ValueError) as error:
        written = _ENDED["split" if options.split else "standard" if options.output == STANDARD else "file"]
        return _said(f"{error}; {written}", ExitCode.FAILED)
    if options.output != STANDARD:
        _said(f"{_figures(count, folders)} in {options.output}")
    if isinstance(target, Parts) and (stale := target.left_over):
        _said(f"{stale} is not part of this export: it was there before")
    return ExitCode.DONE


def _export(
    folders: Sequence[Path], choice: Selection, form: str, most: int, wishes: Wishes, options: argparse.Namespace
) -> tuple[int, Output]:
    """Write it; returns how many articles, and what they were written to."""
    target = output(options.output, most)
    try:
        writer = FORMATS[form](target, wishes)
        count = sum(_written(writer, choice, folder) for folder in folders)
        writer.finish()
        target.commit()
        if options.datasette:
            Path(options.datasette).write_text(metadata(Path(options.output).stem), encoding="utf-8")
    except BaseException:
        target.discard()
        raise
    _say_nulls(wishes)
    return count, target


def _split(folders: Sequence[Path], split: Split) -> int:
    """Bring a folder of files up to date, and report the result. Raises as :meth:`Split.run` does."""
    done = split.run(folders)
    _say_nulls(split.wishes)
    counts = {"written": done.written, "unchanged": done.kept, "removed": done.removed}
    files = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "none"
    return _said(f"{_figures(done.articles, folders)} in {split.folder}; files: {files}")


def _figures(articles: int, folders: Sequence[Path]) -> str:
    return f"{articles} articles of {len(folders)} site{'' if len(folders) == 1 else 's'}"


def _wishes(options: argparse.Namespace) -> Wishes:
    return Wishes(options.without_numbers, options.spreadsheet, Path(options.output).absolute())


def _ways(options: argparse.Namespace, form: str) -> frozenset[str]:
    """What the export is divided by; empty: it is one file. Raises :class:`ValueError` where that is impossible."""
    ways = frozenset(options.split.split(",")) if options.split else frozenset()
    if not ways <= frozenset(WAYS):
        raise ValueError(f"--split {options.split}: give {', '.join(WAYS)} or {','.join(WAYS)}")
    if ways and form not in SPLIT:
        raise ValueError(f"--split is for {', '.join(SPLIT)}, not {form}")
    if ways and (options.output == STANDARD or Path(options.output).is_file()):
        raise ValueError("--split makes several files: give their folder, -o FOLDER")
    if ways and options.part_size:
        raise ValueError("--split and --part-size can't be combined")
    return ways


def _say_nulls(wishes: Wishes) -> None:
    """Say which values are null because the format could not take them."""
    for name, count in sorted((+wishes.untimely).items()):
        _said(f"{name} is null {_times(count)}: the value is not a time with its zone")
    for name, count in sorted(wishes.huge.items()):
        _said(f"{name} is null {_times(count)}: the number has more than 64 bits")


def _times(count: int) -> str:
    return f"{count} time{'' if count == 1 else 's'}"


def _written(writer: Writer, choice: Selection, folder: Path) -> int:
    count = 0
    for line in choice.lines(folder):
        writer.write(line, folder)
        count += 1
    return count


def _form(options: argparse.Namespace) -> tuple[str, int]:
    """The format, and the size of a part. Raises :class:`ValueError` where they do not go together."""
    match = _SUFFIX.search(options.output)
    form = options.format or (match[1] if match else "jsonl")
    if lacking := missing(form):
        raise ValueError(lacking)
    if form in WHOLE and (options.output == STANDARD or options.output.endswith((".gz", ".zst"))):
        raise ValueError(f"{form} goes to a file that is not packed, -o FILE.{form}")
    if form in (*WHOLE, "csv", "html", "md") and options.part_size:
        raise ValueError(f"--part-size divides lines, not {form}")
    if options.datasette and form != "sqlite":
        raise ValueError(f"--datasette is for sqlite, not {form}")
    if not options.part_size:
        return form, PARTS.get(form, 0)
    try:
        return form, bytes_in(options.part_size)
    except ValueError as error:
        raise ValueError(f"--part-size={options.part_size}: {error}") from error


def _day(text: str) -> str:
    """The day that is given. Raises :class:`ValueError` where it is not one."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ValueError(f"{text}: give a day such as 2026-01-31") from None


def _said(message: str, code: int = ExitCode.DONE) -> int:
    to_stderr(f"{program()} export: {message}")
    return code
