"""What a look at a forum found, as an entry for the sites file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from harvester.config.saying import line
from harvester.crawl.options import ReadingOptions
from harvester.survey.findings import Board, Findings


def entry_of(found: Findings, day: date, delay: float) -> str:
    """The entry, ready to be used; ``delay`` is the project's own, in seconds between two requests."""
    return "".join(f"{line}\n" for line in _lines(found, day, delay))


def name_of(found: Findings) -> str:
    """A name for the site: its address without what a bare key in TOML can't have."""
    return re.sub(r"[^a-z0-9]+", "-", found.site.name.lower().removeprefix("www.")).strip("-") or "site"


def _lines(found: Findings, day: date, delay: float) -> Iterator[str]:
    software = f"{found.engine.title} {found.version or 'of no named version'}"
    yield f"# Looked at on {day}, with {found.requests} requests. {software}."
    yield f"[{name_of(found)}]"
    yield f"address = {json.dumps(found.site.base)}"
    yield f"engine = {json.dumps(found.engine.name)}"
    if forms := found.site.forms():
        yield f"# Addresses: {' and '.join(forms.values())}"
    yield from _zone(found)
    yield from _delay(found, delay)
    if found.encoding is not None:
        declared = found.encoding.declared or "none"
        yield f"# Charset: declared {_plain(declared)}, found {found.encoding.used}; uncomment to insist."
        yield f"# charset = {json.dumps(found.encoding.used)}"
    yield f"# Noise against copying: {_noise(found)}."
    if found.doors:
        yield f"# {' '.join(f'{name}: {_on(seen)}.' for name, seen in found.doors.items())}"
    if found.forbidden:
        yield f"# robots.txt forbids: {', '.join(found.forbidden)}."
    yield f'# source = "auto"  # or {", ".join(["thread", *(source.name for source in found.engine.sources)])}'
    yield from _boards(found)


def _zone(found: Findings) -> Iterator[str]:
    guess = found.zone
    dates = "Recent times are worded, older ones are dates." if found.relative_times else "All times are dates."
    if guess is None or guess.name is None:
        yield f"# Time zone: not guessed ({guess.why if guess else 'no page tells'}); this is most forums' own. {dates}"
    else:
        yield f"# Time zone: by {_plain(guess.why)}. {dates}"
    yield f"zone = {json.dumps((guess and guess.name) or ReadingOptions().zone.key)}"


def _delay(found: Findings, delay: float) -> Iterator[str]:
    asked = found.crawl_delay
    yield f"# Seconds between two requests; robots.txt asks for {f'{asked:g}' if asked else 'none in particular'}."
    yield f"delay = {max(delay, asked or 0):g}"


def _noise(found: Findings) -> str:
    if not found.noise:
        return "no thread was read"
    counts = ", ".join(f"{count} runs in thread {tid}" for tid, count in found.noise.items())
    return f"{'yes' if any(found.noise.values()) else 'none seen'} ({counts})"


def _on(seen: bool) -> str:  # noqa: FBT001 - a value of a table
    return "on" if seen else "off, or shut to us"


def _boards(found: Findings) -> Iterator[str]:
    yield "# All boards that a guest may read are harvested; uncomment to harvest these only:"
    yield "# boards = ["
    for board in found.boards.values():
        yield f"#   {'# ' if board.barred else ''}{board.fid},  # {_about(board)}"
    yield "# ]"
    yield ""


def _about(board: Board) -> str:
    threads = "threads not counted" if board.threads is None else f"{board.threads} threads"
    barred = f"; not for guests: {board.barred}" if board.barred else ""
    return _plain(f"{board.name}, {threads}{barred}")


def _plain(text: str) -> str:
    """A text as it may stand in a comment: on one line, without control characters."""
    return " ".join(line(text.replace("\n", " ")).split())
