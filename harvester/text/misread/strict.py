"""What a stretch said, and its strict reading where no byte was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harvester.text.encodings.orphans import ORPHAN
from harvester.text.misread.chains import Chain
from harvester.text.misread.suspects import codes_behind

#: What stands for the first byte that our decoder keeps.
_FIRST_ORPHAN: Final = chr(ORPHAN + 0x80)
#: A text of so few characters says nothing of those that were lost.
TOO_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Undone:
    """What a stretch said, which chains damaged it (the last one first), and the share of lost bytes.

    >>> Undone("今天看见", ("utf-8-as-cp1252",), 0.08).clear
    True
    """

    text: str
    kinds: tuple[str, ...]
    lost: float = 0.0
    #: Whether every other text that explains what is shown is far worse.
    clear: bool = True


def strictly(shown: str, chain: Chain) -> str | None:
    """What the bytes say where all of them are known; ``None`` also where no reader would show ``shown``.

    >>> from harvester.text.misread.chains import CHAINS
    >>> strictly("ÖÐ", CHAINS["gbk-as-latin-1"]), strictly("Ö", CHAINS["gbk-as-latin-1"])
    ('中', None)
    """
    if max(shown, default="") < _FIRST_ORPHAN and "€" not in shown and not _says(chain.wrong.bytes_about(shown), chain):
        return None  # most lines that are no misreading of this chain, faster than below
    codes = {char: codes_behind(char, chain.wrong) for char in set(shown)}
    if not all(codes.values()):
        return None
    try:
        text = b"".join([codes[char][0] for char in shown]).decode(chain.true.codec)
        data = text.encode(chain.true.codec)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    return text if any(reader.show(data) == shown for reader in chain.wrong.readers) else None


def _says(data: bytes, chain: Chain) -> bool:
    """Whether ``data`` is text in the true encoding."""
    try:
        data.decode(chain.true.codec)
    except UnicodeDecodeError:
        return False
    return True
