"""Texts in the other Chinese script, by OpenCC (the extra ``corpora``)."""

from __future__ import annotations

from typing import Final

from harvester.corpora.scripts import HANS, HANT, script

#: OpenCC's configuration for each target. All convert by words if a character has several forms (头发 頭髮, 发展
#: 發展). None replaces words by those of a region (软件 stays, and does not become 軟體).
CONFIGURATIONS: Final = {"hans": "t2s", "hant": "s2t", "hant-tw": "s2tw", "hant-hk": "s2hk"}

MISSING: Final = "OpenCC is not installed: pip install opencc"


class Converter:
    """Converts texts into one script.

    >>> Converter("hans").convert("產業發展")
    '产业发展'
    """

    def __init__(self, target: str) -> None:
        """``target``: one of :data:`CONFIGURATIONS`. Raises :class:`ValueError` for another, or without OpenCC."""
        if target not in CONFIGURATIONS:
            raise ValueError(f"{target}: give {', '.join(CONFIGURATIONS)}")
        try:
            from opencc import OpenCC  # noqa: PLC0415 - an extra: needed only where a text is converted
        except ImportError as error:
            raise ValueError(MISSING) from error
        self._script = HANS if target == "hans" else HANT
        self._convert = OpenCC(CONFIGURATIONS[target]).convert

    def convert(self, text: str) -> str:
        """``text`` in the target's script; unchanged if it is in that script already.

        Converting it again would spoil it: s2t takes each 里 and 后 of a traditional text for a simplified one.
        """
        return text if script(text) == self._script else str(self._convert(text))
