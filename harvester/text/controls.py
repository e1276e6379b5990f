"""Control characters, which text never has: taken out at the very end.

Until every repair is made they are evidence: the noise of old forums has them, and marks of windows-1252 read as
Latin-1 are control characters. :func:`harvester.text.repair` leaves them alone, since code and man pages have a few.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from harvester.config.patterns import regex
from harvester.text import edits
from harvester.text.edits import Repair
from harvester.text.repair import Repaired

KIND: Final = "control"

#: Those that end a line somewhere (VT, FF, NEL, CR with or without its line feed), and all others but tabs.
_CONTROLS: Final = regex("(\r\n?|[\x0b\x0c\x85])|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")


def without_controls(repaired: Repaired, line_end: str = "\n") -> Repaired:
    r"""``repaired`` without the control characters of its text; its log has what was taken out.

    ``line_end``: what replaces those that end a line somewhere: a break, or a blank where a text is one line.

    >>> from harvester.text import repair
    >>> found = without_controls(repair("灯会\x07今晚\x0b开始"))
    >>> found.text, [(made.kind, made.before, made.after) for made in found.repairs]
    ('灯会今晚\n开始', [('control', '\x07', ''), ('control', '\x0b', '\n')])
    >>> found.undo()
    '灯会\x07今晚\x0b开始'
    """
    made = [_removed(found, line_end) for found in _CONTROLS.finditer(repaired.text)]
    if not made:
        return repaired
    source = repaired.undo()
    log = [each for each in edits.compose(source, repaired.repairs, made) if each.before != each.after]
    spans = [(flag.start, flag.start + len(flag.text)) for flag in repaired.flags]
    starts = {span: list(edits.moved([span], made)) for span in spans}
    flags = tuple(
        replace(flag, start=starts[span][0][0])
        for flag, span in zip(repaired.flags, spans, strict=True)
        if starts[span]
    )
    return replace(repaired, text=edits.apply(repaired.text, made), repairs=tuple(log), flags=flags)


def _removed(found: re.Match[str], line_end: str) -> Repair:
    after = line_end if found[1] else ""
    why = "a control character that ends a line" if found[1] else "control characters, which text never has"
    return Repair(KIND, found.start(), found[0], after, "certain", 8.0 * len(found[0]), why)
