"""Characters that no repair may bring into a text: its author did not write them.

Private-use and unassigned characters are where an encoding's table has nothing, and in every East Asian encoding the
signs that boxes are drawn with are next to the characters on which a wrong guess lands.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from harvester.config.patterns import regex

_NOBODYS: Final = frozenset({"Co", "Cn"})
_BOXES: Final = range(0x2500, 0x2580)
#: Two or more such lines in a row are a dash, or a rule between paragraphs: people type those.
_RULES: Final = regex("([─━═])\\1+")


def has_newcomers(before: str, after: str) -> bool:
    r"""Whether ``after`` has a private-use, unassigned or box-drawing character that ``before`` does not have.

    >>> has_newcomers("ÖÐ", "中"), has_newcomers("ÖÐ", "\ue000")
    (False, True)
    """
    come = set(_RULES.sub("", after)).difference(before)
    return any(unicodedata.category(char) in _NOBODYS or ord(char) in _BOXES for char in come)
