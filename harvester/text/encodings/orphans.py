"""Bytes that no codec explains, kept in the text as characters of their own.

An undecodable byte ``b`` is kept in the text as the private-use character U+10F800 + b until the
last step: it is the best evidence that a repair can have. A page that really holds one of these
characters has its bytes kept in the same way, so that text and bytes always map one to one.
"""

from __future__ import annotations

import codecs
from functools import cache

from harvester.config.patterns import regex
from harvester.text.encodings.labels import BIG5, GB18030

#: An undecodable byte ``b`` is ``chr(ORPHAN + b)``; ``b`` is at least 0x80, except in UTF-16.
ORPHAN = 0x10F800

#: What the undecodable bytes become in the end.
REPLACEMENT = "\ufffd"

#: A run of them.
ORPHANS = regex(f"([{chr(ORPHAN)}-{chr(ORPHAN + 0xFF)}]+)")

#: Two codes that browsers and windows-936/950 read as the euro sign, and Python's codecs do not.
_EURO = {"gb18030": b"\x80", "big5hkscs": b"\xa3\xe1"}

#: Where Python's Big5 differs from that of browsers and of Windows (rows A1 and A2): its reading, theirs.
_BIG5_DIFFERS = tuple(zip("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡", strict=True))


def orphan(byte: int) -> str:
    r"""The character that stands for an undecodable ``byte``.

    >>> orphan(0xA1)
    '\U0010f8a1'
    """
    return chr(ORPHAN + byte)


def orphans(data: bytes) -> str:
    r"""The characters that stand for undecodable ``data``.

    >>> orphans(b"\xa1\xa3")
    '\U0010f8a1\U0010f8a3'
    """
    return "".join(map(orphan, data))


def may_have_orphans(text: str) -> bool:
    """Whether ``text`` has characters as high as orphans, of two units in UTF-16. As fast as copying.

    >>> may_have_orphans("灯" + orphan(0xA1)), may_have_orphans("灯")
    (True, False)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def count_orphans(text: str) -> int:
    r"""How many undecodable bytes ``text`` holds.

    >>> count_orphans("灯" + orphans(b"\xa1\xa3"))
    2
    """
    return sum(map(len, ORPHANS.findall(text)))


def finish(text: str) -> tuple[str, int]:
    """``text`` with each undecodable byte as U+FFFD, and their number: the very last step.

    >>> finish("灯" + orphan(0xA1))
    ('灯�', 1)
    """
    return ORPHANS.subn(lambda run: REPLACEMENT * len(run[1]), text)[0], count_orphans(text)


def read_lossless(body: bytes, codec: str) -> str:
    r"""``body`` in ``codec``, each byte that the codec cannot explain kept as an orphan of its own.

    A lead byte never takes with it a byte that cannot be its trail: ``A1 21`` is an orphan and ``!``.

    >>> read_lossless(b"\xb5\xc6\xff", "gb18030")
    '灯\U0010f8ff'
    """
    text = read_strict(body, codec)
    return text if text is not None else _read(body, codec)


def read_strict(body: bytes, codec: str) -> str | None:
    r"""``body`` in ``codec``, or ``None`` where a byte of it would be an orphan.

    >>> read_strict(b"\xb5\xc6", "gb18030"), read_strict(b"\xb5\xc6\xff", "gb18030")
    ('灯', None)
    """
    if _lookalike_lead(codec) in body and ORPHANS.search(_read(body, codec)):
        return None
    try:
        text = body.decode(codec)
    except UnicodeDecodeError:
        return None
    return _as_on_the_web(text) if codec == BIG5 else text


def _read(body: bytes, codec: str) -> str:
    orphaned = _orphaned(codec)
    text = _ESCAPED.sub(lambda run: run[0].translate(orphaned), body.decode(codec, _handler(codec)))
    return _as_on_the_web(text) if codec == BIG5 else text


def _as_on_the_web(text: str) -> str:
    for python, web in _BIG5_DIFFERS:
        text = text.replace(python, web)
    return text


def write_lossless(text: str, codec: str) -> bytes:
    r"""The bytes that :func:`read_lossless` made ``text`` from.

    Exact except for codes of characters that have a second code: the euro sign of GBK as
    80, and in Big5 A1FE, A240, A2CC, A2CE, A27E and A2A1 to A2A7. Raises :class:`UnicodeEncodeError`
    where ``text`` has a character that ``codec`` lacks.

    >>> write_lossless("灯" + orphan(0xFF), "gb18030")
    b'\xb5\xc6\xff'
    """
    parts = ORPHANS.split(text)
    return b"".join(
        bytes(ord(char) - ORPHAN for char in part) if index % 2 else _write(part, codec)
        for index, part in enumerate(parts)
    )


def _write(text: str, codec: str) -> bytes:
    if codec != BIG5:
        return text.encode(codec)
    for python, web in _BIG5_DIFFERS:
        text = text.replace(web, python)
    euro = _EURO["big5hkscs"]
    return euro.join(part.encode(codec) for part in text.split("€"))


#: The error handler's name. It marks a bad byte ``b`` as U+DC00 + b, which no decoder gives, so that
#: real characters of the orphans' block can be distinguished from orphans afterwards.
_HANDLER = "harvester-orphan"
_ESCAPE = 0xDC00
_ESCAPED = regex(f"[{chr(_ESCAPE)}-{chr(_ESCAPE + 0xFF)}{chr(ORPHAN)}-{chr(ORPHAN + 0xFF)}]+")


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start = error.start
    euro = _EURO.get(error.encoding)
    if euro and error.object.startswith(euro, start):
        return "€", start + len(euro)
    return chr(_ESCAPE + error.object[start]), start + 1


codecs.register_error(_HANDLER, _escape)


def _handler(codec: str) -> str:
    """Python's own marks the same bytes in the same way where no good byte is ever part of a bad sequence."""
    return "surrogateescape" if codec == "utf-8" else _HANDLER


@cache
def _orphaned(codec: str) -> dict[int, str]:
    """The orphans of each mark, and those of the bytes of each real character of their block, if ``codec`` has it."""
    marks = {_ESCAPE + byte: orphan(byte) for byte in range(0x100)}
    real = {code: chr(code).encode(codec, "ignore") for code in range(ORPHAN, ORPHAN + 0x100)}
    return marks | {code: orphans(encoded) for code, encoded in real.items() if encoded}


def _lookalike_lead(codec: str) -> bytes:
    """The two bytes with which every real character of the orphans' block begins in ``codec``."""
    return _LOOKALIKE_LEADS.get(codec, b"\0none\0")


_LOOKALIKE_LEADS = {codec: chr(ORPHAN).encode(codec)[:2] for codec in ("utf-8", GB18030, "utf-16-le", "utf-16-be")}
