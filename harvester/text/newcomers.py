"""Characters that no repair may bring into a text: whoever wrote it did not write them.

Private-use and unassigned characters are what the table of an encoding has where it has nothing, and the signs that
boxes are drawn with stand, in every East Asian encoding, beside the characters that a wrong guess lands on.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOBODYS: Final = frozenset({"Co", "Cn"})
_BOXES: Final = range(0x2500, 0x2580)
#: Two such lines and more are a dash, or a rule between paragraphs: those are typed.
_RULES: Final = re.compile("([─━═])\\1+")


def has_newcomers(before: str, after: str) -> bool:
    r"""Whether ``after`` has a private-use, unassigned or box-drawing character that ``before`` has not.

    >>> has_newcomers("ÖÐ", "中"), has_newcomers("ÖÐ", "\ue000")
    (False, True)
    """
    come = set(_RULES.sub("", after)).difference(before)
    return any(unicodedata.category(char) in _NOBODYS or ord(char) in _BOXES for char in come)
