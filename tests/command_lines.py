"""The command lines that the docs print, as a shell would read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])

#: A fence of a block of code, with its language.
_FENCE = re.compile(r"\s*```(\w*)")
#: Languages of blocks that hold command lines, where a fence names one.
_SHELLS = ("", "sh", "bash", "shell", "console")
#: What a program of ours is called by, alone or at the end of a pipe, after ``cd … &&`` or a crontab's times.
_OURS = re.compile(r"(?:^|[|&(] ?|\* {1,2}|\s)((?:\.venv/bin/)?(?:scrapy|harvester)) (?=[a-z-])")
_INLINE = re.compile(r"`((?:\.venv/bin/)?(?:scrapy|harvester) [^`]+)`")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command line: where it stands, the line as printed, and the words of our own command in it.

    ``before`` and ``after`` are what stands in a pipe on its sides; ``output``: what ``>`` or ``>>`` names.
    """

    place: str
    printed: str
    words: tuple[str, ...]
    before: str = ""
    output: str = ""


def command_lines() -> Iterator[CommandLine]:
    """Those of blocks of code, in their order."""
    for page in PAGES:
        for number, line in _code(page):
            yield from _read(f"{page.relative_to(PROJECT)}:{number}", line)


def named_in_text() -> Iterator[CommandLine]:
    """Those that stand in sentences, of which some are only names."""
    for page in PAGES:
        for match in _INLINE.finditer(page.read_text(encoding="utf-8").replace("\n", " ")):
            yield from _read(page.relative_to(PROJECT).as_posix(), match[1])


def other_lines() -> Iterator[tuple[str, str]]:
    """Lines of blocks that begin with another program: where, and the line."""
    for page in PAGES:
        for number, line in _code(page):
            if re.match(r"(?:sh|python3?|pip|docker|podman|jq|curl|\S*/bin/\w+) ", line) and not _OURS.search(line):
                yield f"{page.relative_to(PROJECT)}:{number}", line


def _code(page: Path) -> Iterator[tuple[int, str]]:
    fence: str | None = None
    continued = ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if match := _FENCE.match(line):
            fence = None if fence is not None else match[1]
        elif fence in _SHELLS if fence is not None else line.startswith("    "):
            continued += line.strip()
            if continued.endswith("\\"):
                continued = continued[:-1]
                continue
            yield number, continued
            continued = ""


def _read(place: str, line: str) -> Iterator[CommandLine]:
    match = _OURS.search(line)
    if match is None or line.startswith(("{", "import ", "from ", "#")):
        return
    before = line[: match.start(1)].rstrip()
    words = shlex.split(line[match.end() :], comments=True)
    for sign in ("|", "&&", ")"):
        if sign in words:
            words = words[: words.index(sign)]
    output = ""
    for sign in (">", ">>"):
        if sign in words:
            output = words[words.index(sign) + 1]
            words = words[: words.index(sign)]
    words = [word.removesuffix(")") for word in words if word not in ("...", "…")]
    yield CommandLine(place, line, tuple(words), before.removesuffix("|").strip(), output)
