"""Other tools that mend text, by the interface that the repair bench measures: text in, text out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import chardet
import ftfy

Mender = Callable[[str], str]
#: What a text may have been read in; the first that gives bytes counts.
_READ_IN: Final = ("latin-1", "sloppy-windows-1252", "big5hkscs", "gb18030")


def harvester(text: str) -> str:
    """This project."""
    from harvester.text import repair  # noqa: PLC0415 - the peers can be measured without

    return repair(text).text


def _redecoded(text: str, detect: Callable[[bytes], str | None]) -> str:
    """``text`` as bytes again, in the first encoding that has them, read as what a detector takes them for."""
    import ftfy.bad_codecs  # noqa: F401, PLC0415 - registers sloppy-windows-1252

    for wrong in _READ_IN:
        try:
            data = text.encode(wrong)
        except UnicodeEncodeError:
            continue
        encoding = detect(data)
        if encoding is None:
            return text
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            return text
    return text


def _chardet(data: bytes) -> str | None:
    encoding: str | None = chardet.detect(data)["encoding"]
    return encoding


def _charset_normalizer(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - it is not a dependency of the package

    best = from_bytes(data).best()
    return best.encoding if best else None


def menders() -> dict[str, Mender]:
    """Every tool that is installed, by name, this project's first."""
    tools: dict[str, Mender] = {
        "harvester": harvester,
        "ftfy": ftfy.fix_text,
        "ftfy safe": ftfy.fix_encoding,
        "chardet": partial(_redecoded, detect=_chardet),
    }
    try:
        import charset_normalizer  # noqa: F401, PLC0415 - see above
    except ImportError:
        return tools
    return tools | {"charset-normalizer": partial(_redecoded, detect=_charset_normalizer)}
