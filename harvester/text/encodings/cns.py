r"""CNS 11643, the national standard of Taiwan, in its two encodings: EUC-TW and ISO-2022-CN.

Its first two planes have the characters of Big5 in almost the same order: a plane is a list of ranges (RFC 1922,
appendix; CNS 11643-1992). Python has no codec for either encoding: importing this module registers ``euc_tw`` and
``iso2022_cn``.

>>> "燈會".encode("euc_tw").decode("euc_tw"), b"\x1b$)A\x0e5F;a\x0f".decode("iso2022_cn")
('燈會', '灯会')
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex

if TYPE_CHECKING:
    from typing_extensions import Buffer

EUC_TW: Final = "euc_tw"
ISO_2022_CN: Final = "iso2022_cn"

#: Where a range begins in Big5, where it ends, and where it begins in the plane.
_PLANES: Final = {
    1: """A140 A1F5 2121 A1F6 A1F6 2258 A1F7 A1F7 2257 A1F8 A2AE 2259 A2AF A3BF 2421 A3C0 A3E0 4221 A440 ACFD 4421
        ACFE ACFE 5753 AD40 AFCF 5323 AFD0 BBC7 5754 BBC8 BE51 6B51 BE52 BE52 6B50 BE53 C1AA 6F5C C1AB C2CA 7536
        C2CB C2CB 7535 C2CC C360 7737 C361 C3B8 782E C3B9 C3B9 7865 C3BA C3BA 7864 C3BB C455 7866 C456 C456 782D
        C457 C67E 7962""",
    2: """C940 C949 2121 C94B C96B 212B C96C C9BD 214D C9BE C9BE 214C C9BF C9EC 217D C9ED CAF6 224E CAF7 CAF7 224D
        CAF8 D779 2439 D77A D77A 3F6A D77B DBA6 387E DBA7 DDFB 3F6B DDFC DDFC 4176 DDFD E8A2 4424 E8A3 E975 554C
        E976 EB5A 5723 EB5B EBF0 5A29 EBF1 EBF1 554B EBF2 ECDD 5B3F ECDE ECDE 5722 ECDF EDA9 5C6A EDAA EEEA 5D75
        EEEB EEEB 642F EEEC F055 6039 F056 F056 5D74 F057 F0CA 6243 F0CB F0CB 5A28 F0CC F162 6337 F163 F16A 6430
        F16B F16B 6761 F16C F267 6438 F268 F268 6934 F269 F2C2 6573 F2C3 F374 664E F375 F465 6762 F466 F4B4 6935
        F4B5 F4B5 664D F4B6 F4FC 6962 F4FD F662 6A4C F663 F663 6A4B F664 F976 6C52 F977 F9C3 7167 F9C4 F9C4 7166
        F9C5 F9C5 7234 F9C6 F9C6 7240 F9C7 F9D1 7235 F9D2 F9D5 7241""",
}
_TRAILS: Final = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_FIRST, _SIZE = 0x21, 94


def _big5(first: int, last: int) -> Iterator[int]:
    """The codes of Big5 from ``first`` to ``last``."""
    for lead in range(first >> 8, (last >> 8) + 1):
        yield from (code for trail in _TRAILS if first <= (code := lead << 8 | trail) <= last)


@cache
def plane(number: int) -> Mapping[bytes, str]:
    """The characters of plane 1 or 2 of CNS 11643, by their two bytes of seven bits.

    >>> plane(1)[b"DG"], len(plane(1)) > 5800, len(plane(2))
    ('口', True, 7650)
    """
    found = {}
    words = _PLANES[number].split()
    for first, last, there in zip(words[::3], words[1::3], words[2::3], strict=True):
        row, cell = divmod(int(there, 16), 0x100)
        place = row * _SIZE + cell - _FIRST
        for step, code in enumerate(_big5(int(first, 16), int(last, 16))):
            row, cell = divmod(place + step, _SIZE)
            char = code.to_bytes(2, "big").decode("big5", "ignore")
            if char:
                found[bytes((row, cell + _FIRST))] = char
    return found


@cache
def _codes() -> Mapping[str, bytes]:
    """The bytes of each character in EUC-TW."""
    second = {char: b"\x8e\xa2" + _high(code) for code, char in plane(2).items()}
    return second | {char: _high(code) for code, char in plane(1).items()}


def _high(code: bytes) -> bytes:
    return bytes(byte | 0x80 for byte in code)


#: ASCII, a character of plane 1, one of plane 1 or 2 with its plane named; any other byte.
_EUC: Final = regex(rb"([\x00-\x7f]+)|(?:\x8e([\xa1\xa2]))?([\xa1-\xfe]{2})|(.)", re.DOTALL)


def _read_euc(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    data = bytes(data)
    parts: list[str] = []
    place = 0
    while place < len(data):
        found = _EUC.match(data, place)
        assert found is not None  # noqa: S101 -- the last branch matches anything
        code = bytes(byte & 0x7F for byte in found[3] or b"")
        char = plane(2 if found[2] == b"\xa2" else 1).get(code)
        if found[1] or char:
            parts.append(found[1].decode("ascii") if found[1] else char or "")
            place = found.end()
        else:
            more, place = codecs.lookup_error(errors)(
                UnicodeDecodeError(EUC_TW, data, place, place + 1, "no character of CNS 11643")
            )
            parts.append(str(more))
    return "".join(parts), len(data)


def _write_euc(text: str, errors: str = "strict") -> tuple[bytes, int]:
    codes = _codes()
    parts: list[bytes] = []
    for place, char in enumerate(text):
        code = char.encode("ascii") if char < "\x80" else codes.get(char)
        if code is None:
            more, _ = codecs.lookup_error(errors)(
                UnicodeEncodeError(EUC_TW, text, place, place + 1, "not in CNS 11643")
            )
            code = more if isinstance(more, bytes) else more.encode("ascii")
        parts.append(code)
    return b"".join(parts), len(text)


#: What a designation names, and where characters of two bytes are: after SO until SI or the line's end, or after SS2.
_SIMPLIFIED, _FIRST_PLANE, _SECOND = b"$)A", b"$)G", b"$*H"
_ISO: Final = regex(rb"\x1b(\$\)[AG]|\$\*H)|\x1bN([!-~]{2})|([\x0e\x0f\n])|([^\x0e\x0f\n\x1b]{1,2})|(.)", re.DOTALL)


def is_iso_2022_cn(body: bytes) -> bool:
    r"""Whether bytes of seven bits name a character set of ISO-2022-CN, and shift to it.

    >>> is_iso_2022_cn(b"\x1b$)A\x0e5F\x0f"), is_iso_2022_cn(b"$)A")
    (True, False)
    """
    return b"\x0e" in body and any(b"\x1b" + name in body for name in (_SIMPLIFIED, _FIRST_PLANE))


def _read_iso(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    data = bytes(data)
    parts: list[str] = []
    place = 0
    named = b""
    shifted = False
    while place < len(data):
        found = _ISO.match(data, place)
        assert found is not None  # noqa: S101 -- the last branch matches anything
        if found[3]:
            shifted = found[3] == b"\x0e"
        elif found[1] != _SECOND:
            named = found[1] or named
        char, place = _read_one(found, named if shifted else b"")
        if char is None:
            start = found.start()
            error = UnicodeDecodeError(ISO_2022_CN, data, start, start + 1, "no character of the set that was named")
            more, place = codecs.lookup_error(errors)(error)
            char = str(more)
        parts.append(char)
    return "".join(parts), len(data)


def _read_one(found: re.Match[bytes], named: bytes) -> tuple[str | None, int]:
    """What one match says where characters are in the set that is ``named``, and where the next one begins."""
    name, second, control, plain = found.groups()[:4]
    if name or control:
        return "\n" if control == b"\n" else "", found.end()
    if second:
        return plane(2).get(second), found.end()
    if plain and not named:
        return plain[:1].decode("ascii", "ignore") or None, found.start() + 1
    if named == _FIRST_PLANE:
        return plane(1).get(plain or b""), found.end()
    return _high(plain or b"").decode("gb2312", "ignore") or None, found.end()


def _write_iso(text: str, errors: str = "strict") -> tuple[bytes, int]:
    parts: list[bytes] = []
    named = b""
    shifted = False
    for place, char in enumerate(text):
        name, code = _sets().get(char, (b"", b""))
        if name and name != named:
            parts.append(b"\x1b" + name)
        if bool(name) != shifted:
            parts.append(b"\x0e" if name else b"\x0f")
        shifted = bool(name)
        named = b"" if char == "\n" else name or named
        if not code and char > "\x7f":
            more, _ = codecs.lookup_error(errors)(UnicodeEncodeError(ISO_2022_CN, text, place, place + 1, "in no set"))
            code = more if isinstance(more, bytes) else more.encode("ascii")
        parts.append(code or char.encode("ascii", "ignore"))
    return b"".join(parts) + (b"\x0f" if shifted else b""), len(text)


@cache
def _sets() -> Mapping[str, tuple[bytes, bytes]]:
    """For each character the set that has it, by its designation, and its bytes there."""
    pairs = (bytes((row, cell)) for row in range(0x21, 0x78) for cell in range(0x21, 0x7F))
    simplified = {char: (_SIMPLIFIED, pair) for pair in pairs if (char := _high(pair).decode("gb2312", "ignore"))}
    return {char: (_FIRST_PLANE, code) for code, char in plane(1).items()} | simplified


_CODECS: Final = {
    EUC_TW: codecs.CodecInfo(_write_euc, _read_euc, name=EUC_TW),
    ISO_2022_CN: codecs.CodecInfo(_write_iso, _read_iso, name=ISO_2022_CN),
}
codecs.register(_CODECS.get)
