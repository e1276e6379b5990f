"""What ``scrapy feed`` does; the command itself is in ``commands/``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.disk.files import STANDARD
from harvester.export import filter as wanted
from harvester.export.filter import Filter
from harvester.export.outputs import output
from harvester.export.selection import Selection, misfits_named
from harvester.feed.atom import Feed
from harvester.site_folder.packing import READ_ERRORS
from harvester.store.interface import StoreError

#: The default number of articles in a feed.
MOST = 50


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("-o", "--output", metavar="FILE", default=STANDARD, help="default: standard output")
    parser.add_argument(
        "--most", metavar="N", type=_number, default=MOST, help=f"at most N, the newest (default: {MOST})"
    )
    parser.add_argument("--title", metavar="TITLE", default="", help="what the feed is called; default: the sites")
    wanted.add_options(parser)


def run(folders: Sequence[Path], options: argparse.Namespace) -> int:
    """Write the feed; returns the exit code, having said what went wrong.

    Raises :class:`BrokenPipeError` where the reader of standard output stops reading.
    """
    try:
        filter_ = Filter.of(options)
    except ValueError as error:
        return _said(str(error), ExitCode.USAGE)
    feed = Feed(options.title or ", ".join(folder.name for folder in folders), options.most)
    try:
        with misfits_named(folders):
            for folder in folders:
                feed.add(Selection(filter=filter_).lines(folder))
            write(feed, options.output)
    except BrokenPipeError:
        raise
    except (*READ_ERRORS, StoreError, ValueError) as error:
        return _said(f"{error}; nothing was written", ExitCode.FAILED)
    if options.output != STANDARD:
        _said(f"{len(feed.lines)} article{'' if len(feed.lines) == 1 else 's'} in {options.output}")
    return ExitCode.DONE


def _number(text: str) -> int:
    """A number of at least 1. Raises :class:`argparse.ArgumentTypeError`."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text}: give a number of at least 1")
    return int(text)


def refresh(folder: Path, site: str, name: str, size: int) -> Path:
    """Write the feed that a run leaves: of a site in ``folder``, beside it or where ``name`` says; returns the file.

    Raises :class:`OSError`, :class:`ValueError` or StoreError where something can't be read or written.
    """
    feed = Feed(site, size)
    with misfits_named([folder]):
        feed.add(Selection().lines(folder))
        write(feed, str(folder / name))
    return folder / name


def write(feed: Feed, name: str) -> None:
    """Write a feed to a file, which appears as a whole, or to standard output. Raises :class:`OSError`."""
    target = output(name, 0)
    try:
        target.write(feed.to_xml())
        target.commit()
    except BaseException:
        target.discard()
        raise


def _said(message: str, code: int = ExitCode.DONE) -> int:
    to_stderr(f"{program()} feed: {message}")
    return code
