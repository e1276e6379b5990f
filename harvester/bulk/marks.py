"""How a repair looks in a terminal: ``[-before-]{+after+}``, the marks of wdiff.

The marks work without colours too. What was removed is struck out, what is new has the colour of its certainty.
"""

from __future__ import annotations

from rich.text import Text

from harvester.config.saying import name, unseen
from harvester.text.encodings.orphans import ORPHAN

#: The colour for each certainty of a repair.
STYLES = {"certain": "green", "likely": "yellow", "guess": "magenta"}
#: How to show what a repair removed.
GONE = "red strike"


def visible(text: str) -> str:
    r"""``text`` in one line, with names for what can't be seen: ``↵``, ``<A3>`` for an undecoded byte, ``<U+200B>``.

    >>> visible("灯\u200b会\n"), visible(chr(ORPHAN + 0xA3))
    ('灯<U+200B>会↵', '<A3>')
    """
    return unseen(text, _name)


def visible_lines(text: str) -> str:
    r"""Like :func:`visible`, but with line breaks.

    >>> visible_lines("灯\u200b会\n开始")
    '灯<U+200B>会\n开始'
    """
    return "\n".join(map(visible, text.split("\n")))


def change(before: str, after: str, certainty: str) -> Text:
    """What a repair replaced and with what, for display; what is empty has no marks.

    >>> change("?", "·", "likely").plain, change("<BR>", "", "likely").plain
    ('[-?-]{+·+}', '[-<BR>-]')
    """
    shown = Text()
    if before:
        shown.append(f"[-{before}-]", GONE)
    if after:
        shown.append(f"{{+{after}+}}", STYLES[certainty])
    return shown


def gain(certainty: str, bits: float) -> Text:
    """How sure a repair is.

    >>> gain("likely", 12.34).plain
    'likely +12.3 bits'
    """
    return Text.assemble((certainty, STYLES[certainty]), f" {bits:+.1f} bits")


def _name(char: str) -> str:
    code = ord(char)
    return f"<{code - ORPHAN:02X}>" if ORPHAN <= code <= ORPHAN + 0xFF else name(char)
