"""Deflate, unpacked by the fastest library that is there: ISA-L is three times as fast as zlib, and gives the same."""

from __future__ import annotations

import zlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

#: ISA-L, where the extra `archives` brought it: it has the methods of zlib.
_fastest: Final[Any] = import_module("isal.isal_zlib") if find_spec("isal") else zlib

#: What either raises for data that is damaged.
ERRORS: Final[tuple[type[Exception], ...]] = (zlib.error, _fastest.error)


def unpacker(wbits: int) -> Any:  # noqa: ANN401 - the class is the library's, and has no public name
    """What unpacks one stream, as :func:`zlib.decompressobj` does."""
    return _fastest.decompressobj(wbits)
