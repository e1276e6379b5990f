"""How texts of others reach people: the one way to a terminal, a log, a notice and a table of a spreadsheet.

A forum's words may hold what steers a terminal (escape sequences), turns the direction of writing round, begins a line
of a log that nobody wrote, or is a formula. Nothing of it goes out as it is.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress

#: What steers a terminal, turns writing round, ends a line for some readers, or is not a character at all.
_STEERING = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_STEERS = re.compile(f"[{_STEERING}]")
#: The same, and what else can't be seen.
_UNSEEN = re.compile(
    f"[{_STEERING}\u034f\u115f\u1160\u200c\u200d\u3164\ue000-\uf8ff\ufe00-\ufe0f\U000f0000-\U0010ffff]"
)
#: A cell that begins so is taken for a formula by spreadsheets, also in full width where they run in East Asian
#: languages (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile("[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]|[\t\r\n]")
#: What XML, and so a spreadsheet, can't hold at all.
_NO_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def line(text: str) -> str:
    r"""A text in one line, with names for what would steer whatever shows it.

    >>> line("title\x1b]0;you\x07\nnext \u202eeman")
    'title<U+001B>]0;you<U+0007>↵next <U+202E>eman'
    """
    return _STEERS.sub(_named, text)


def lines(text: str) -> str:
    r"""The same, but line breaks stay: what comes after one is set in, so that it begins no line that looks like ours.

    >>> lines("first\n2026-01-01 ERROR: forged\x9b")
    'first\n  2026-01-01 ERROR: forged<U+009B>'
    """
    return "\n  ".join(map(line, text.split("\n")))


def unseen(text: str, named: Callable[[str], str]) -> str:
    r"""A text with a name for each character that can't be seen, which ``named`` gives.

    >>> unseen("a\u200cb\n", lambda char: f"({ord(char):x})")
    'a(200c)b(a)'
    """
    return _UNSEEN.sub(lambda found: named(found[0]), text)


def name(char: str) -> str:
    r"""What a character is called that can't be shown.

    >>> name("\u200b"), name("\n")
    ('<U+200B>', '↵')
    """
    return "↵" if char == "\n" else f"<U+{ord(char):04X}>"


def json_escaped(text: str) -> str:
    r"""JSON with what steers a terminal as JSON's own escapes, which mean the same.

    >>> json_escaped('"a\u202eb"')
    '"a\\u202eb"'
    """
    return _STEERS.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), text)


def cell(text: str) -> str:
    r"""A text as a cell of a spreadsheet that takes it for no formula, and that its format can hold.

    >>> cell("=1+1"), cell("＝1+1"), cell(" @x"), cell("1-1"), cell("a\x00b")
    ("'=1+1", "'＝1+1", "' @x", '1-1', 'a<U+0000>b')
    """
    held = _NO_CELL.sub(_named, text)
    return f"'{held}" if _FORMULA.match(text) else held


def to_stderr(text: str) -> None:
    """Say ``text``, in lines, on standard error; where nobody reads that, nothing is said and nothing fails."""
    _write("stderr", lines_of(text))


def to_stdout(text: str) -> None:
    """The same on standard output. Raises :class:`OSError` where it can't be written, but where nobody reads it."""
    _write("stdout", lines_of(text))


def lines_of(text: str) -> str:
    r"""Lines of ours, each with nothing in it that steers; line breaks are ours.

    >>> lines_of("a\x1b\nb")
    'a<U+001B>\nb\n'
    """
    return "".join(f"{line(each)}\n" for each in text.removesuffix("\n").split("\n")) if text else ""


def give_streams() -> None:
    """Have three standard streams, whatever the program was started with: what is missing leads nowhere.

    Otherwise the first file that is opened takes the number of a closed one, and gets what others write to it. What an
    encoding lacks is escaped.
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
    """Write no more to a standard stream that nobody reads: not at the program's end, either."""
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
        leave(name)  # of a terminal that is gone


def _named(found: re.Match[str]) -> str:
    return name(found[0])


def _units(char: str) -> list[int]:
    """A character as UTF-16 has it."""
    code = ord(char)
    return [code] if code <= 0xFFFF else [0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)]
