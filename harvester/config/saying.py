"""How texts from outside are shown to people: the one way to a terminal, a log, a notice and a spreadsheet.

A forum's text may contain escape sequences for terminals, marks that reverse the direction of writing, the beginning of
a forged log line, or a formula. None of these is shown as it is.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress

#: Characters that control a terminal, reverse writing, end a line for some readers, or are not characters at all.
_STEERING = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_STEERS = re.compile(f"[{_STEERING}]")
#: The same, and all other invisible characters.
_UNSEEN = re.compile(
    f"[{_STEERING}\u034f\u115f\u1160\u200c\u200d\u3164\ue000-\uf8ff\ufe00-\ufe0f\U000f0000-\U0010ffff]"
)
#: Those that do harm in a file of text: its line breaks and tabs stay, and so does what is merely invisible.
_IN_FILES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: The beginning of a cell that spreadsheets take for a formula, in full width too if they run in an East Asian
#: language (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile("[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]|[\t\r\n]")
#: Characters that XML, and so a spreadsheet, cannot contain.
_NO_CELL = re.compile("[\ufffe\uffff]")


def line(text: str) -> str:
    r"""A text in one line, with names in place of control characters.

    >>> line("title\x1b]0;you\x07\nnext \u202eeman")
    'title<U+001B>]0;you<U+0007>↵next <U+202E>eman'
    """
    return _STEERS.sub(_named, text)


def lines(text: str) -> str:
    r"""The same, but with its line breaks: later lines are indented, so that none looks like a line of ours.

    >>> lines("first\n2026-01-01 ERROR: forged\x9b")
    'first\n  2026-01-01 ERROR: forged<U+009B>'
    """
    return "\n  ".join(map(line, text.split("\n")))


def unseen(text: str, named: Callable[[str], str]) -> str:
    r"""A text with each invisible character replaced by ``named`` of it.

    >>> unseen("a\u200cb\n", lambda char: f"({ord(char):x})")
    'a(200c)b(a)'
    """
    return _UNSEEN.sub(lambda found: named(found[0]), text)


def name(char: str) -> str:
    r"""The name of a character that cannot be shown.

    >>> name("\u200b"), name("\n")
    ('<U+200B>', '↵')
    """
    return "↵" if char == "\n" else f"<U+{ord(char):04X}>"


def json_escaped(text: str) -> str:
    r"""JSON with control characters as JSON escapes, which mean the same.

    >>> json_escaped('"a\u202eb"')
    '"a\\u202eb"'
    """
    return _STEERS.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), text)


def in_file(text: str) -> str:
    r"""A text for a file that people open or print: with names in place of what steers a terminal or reverses writing.

    >>> in_file("a\x1b[2J\tb\nc\u202ed")
    'a<U+001B>[2J\tb\nc<U+202E>d'
    """
    return _IN_FILES.sub(_named, text)


def cell(text: str) -> str:
    r"""A text as a cell of a spreadsheet: not taken for a formula, and without characters that its format cannot hold.

    >>> cell("=1+1"), cell("＝1+1"), cell(" @x"), cell("1-1"), cell("a\x00b")
    ("'=1+1", "'＝1+1", "' @x", '1-1', 'a<U+0000>b')
    """
    held = _NO_CELL.sub(_named, in_file(text))
    return f"'{held}" if _FORMULA.match(text) else held


def to_stderr(text: str) -> None:
    """Print ``text``, line by line, on standard error; does nothing if nobody reads that."""
    _write("stderr", lines_of(text))


def to_stdout(text: str) -> None:
    """The same on standard output. Raises :class:`OSError` if it cannot be written, except if nobody reads it."""
    _write("stdout", lines_of(text))


def lines_of(text: str) -> str:
    r"""Lines of ours, with names in place of control characters other than our line breaks.

    >>> lines_of("a\x1b\nb")
    'a<U+001B>\nb\n'
    """
    return "".join(f"{line(each)}\n" for each in text.removesuffix("\n").split("\n")) if text else ""


def give_streams() -> None:
    """Make sure that there are three standard streams; a missing one is opened on /dev/null.

    Otherwise the first file that is opened would get the number of a closed stream, and what is written to that.
    Characters that a stream's encoding lacks are escaped.
    """
    missing = os.open(os.devnull, os.O_RDWR)
    while missing <= 2:
        missing = os.open(os.devnull, os.O_RDWR)
    os.close(missing)
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the program
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave(name: str) -> None:
    """Redirect a standard stream that nobody reads, so that nothing fails, not even at exit."""
    with suppress(OSError, ValueError):  # it has no number, or is closed
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, getattr(sys, name).fileno())
        os.close(nowhere)


def _write(name: str, text: str) -> None:
    stream = getattr(sys, name)
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        leave(name)
    except OSError:
        if name == "stdout":
            raise
        leave(name)  # the terminal is gone


def _named(found: re.Match[str]) -> str:
    return name(found[0])


def _units(char: str) -> list[int]:
    """The UTF-16 code units of a character."""
    code = ord(char)
    return [code] if code <= 0xFFFF else [0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)]
