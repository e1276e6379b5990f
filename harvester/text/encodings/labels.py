"""Encoding labels as pages declare them, and the codecs they stand for.

The names come from the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels)
and from Chinese pages, which use more labels than it lists (``x-gbk``, ``cn-big5``, ``gb_18030``).
As the standard asks, every label of the GB family is read as its superset GB18030, every label of
the Big5 family as Big5 with HKSCS, and ASCII and Latin-1 as windows-1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from harvester.config.patterns import regex
from harvester.text.encodings.cns import EUC_TW, ISO_2022_CN

UTF_8 = "utf-8"
GB18030 = "gb18030"
BIG5 = "big5-hkscs"
CP1252 = "cp1252"
HZ = "hz"
UTF_16 = ("utf-16-le", "utf-16-be")

#: Labels by codec, in lower case without ``-``, ``_``, ``:`` and blanks.
_LABELS = {
    UTF_8: "utf8 utf8mb4 utf8mb3 utf unicode11utf8 unicode20utf8 xunicode20utf8 xutf8 utf8bom utf8sig",
    GB18030: """gb gbk gb2312 gb18030 gb180302000 gb180302005 gb180302022 gb231280 gb13000 gbk2312 gbk18030 cngb cngbk
        cngb231280 csgb2312 csiso58gb231280 isoir58 chinese xgbk xgb xgb2312 xgb18030 xgb231280 euccn xeuccn
        csxeuccn eucgb xmaccn macchinesesimp xmacchinesesimp cp936 ms936 936 windows936 xmswin936 xcp936
        zhcn zhsg zhgbk""",
    BIG5: """big5 big5hkscs big5hkscs2004 big5eten big5plus big5tw big5uao bigfive cnbig5 csbig5 xbig5 xxbig5 xxxbig5
        big5hk hkscs cp950 ms950 950 windows950 xmswin950 xwindows950 cp951 zhtw zhhk xmacchinesetrad macchinesetrad""",
    HZ: "hz hzgb hzgb2312",
    CP1252: """ascii usascii ansi ansix341968 iso646us latin1 l1 iso88591 iso885911987 isoir100 cp819 ibm819 cp1252
        windows1252 xcp1252""",
    UTF_16[0]: "utf16 utf16le unicode ucs2 iso10646ucs2 csunicode",
    UTF_16[1]: "utf16be unicodefffe",
    "cp932": "shiftjis sjis xsjis mskanji windows31j cp932 ms932 csshiftjis",
    "cp949": "euckr ksc5601 ksc56011987 windows949 cp949 ms949 korean cseuckr uhc",
    "euc_jp": "eucjp xeucjp ujis cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    EUC_TW: "euctw xeuctw cseuctw cns11643",
    ISO_2022_CN: "iso2022cn iso2022cnext csiso2022cn",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}

#: The other text encodings that browsers know, by Python's names.
_SINGLE_BYTE = regex(r"cp125\d|cp866|cp874|koi8-[ru]|mac-roman|mac-cyrillic|tis-620|iso8859-(?:[2-9]|1[0-6])", re.ASCII)

#: The four byte order marks of the web; browsers do not read that of GB18030, which some editors write.
_BOMS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, UTF_16[0]),
    (codecs.BOM_UTF16_BE, UTF_16[1]),
    ("\ufeff".encode(GB18030), GB18030),
)

#: How far browsers look for a declaration.
_HEAD_SIZE = 4096

#: A tag that may declare, or the XML declaration, up to its end.
_TAG = regex(rb"<(?:meta|\?xml)\b[^>]*", re.IGNORECASE)
_CHARSET = regex(rb"""(?:charset|encoding)\s*=\s*["']?\s*([^"'\s/>]+)""", re.IGNORECASE)


def codec_of(label: str) -> str | None:
    """The codec that one ``label`` names, whatever its case, hyphens and blanks; ``None`` for an unknown one.

    >>> codec_of("GB_2312-80"), codec_of("nonsense")
    ('gb18030', None)
    """
    key = re.sub(r"[\s_:.-]", "", label.lower())
    if key in _CODECS:
        return _CODECS[key]
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return name if _SINGLE_BYTE.fullmatch(name) else None


def codecs_of(declarations: Iterable[str]) -> list[str]:
    """The codecs that ``declarations`` name, in order, each once.

    A declaration may be junk around labels: ``utf-8,gbk``, ``"gbk";``, ``text/html; charset=gbk``.

    >>> codecs_of(["gbk", "GB2312", "big5"])
    ['gb18030', 'big5-hkscs']
    """
    found = (codec_of(label) for declaration in declarations for label in _labels_in(declaration))
    return list(dict.fromkeys(codec for codec in found if codec))


def _labels_in(declaration: str) -> Iterator[str]:
    yield declaration.strip(" \t\r\n\"';,")
    yield from re.split(r"[^\w:-]+", declaration, flags=re.ASCII)


def bom_of(body: bytes) -> tuple[bytes, str] | None:
    r"""The byte order mark that ``body`` begins with, and its codec.

    >>> bom_of("灯".encode("utf-8-sig"))
    (b'\xef\xbb\xbf', 'utf-8')
    """
    return next(((mark, codec) for mark, codec in _BOMS if body.startswith(mark)), None)


def declared_in(body: bytes) -> list[str]:
    """The labels that an HTML page declares in its first 4,096 bytes, verbatim, in order.

    Reads ``<meta charset>``, ``<meta http-equiv>`` and the XML declaration. ``body`` may be in any
    encoding that writes ASCII as ASCII.

    >>> declared_in(b'<meta charset="gbk">')
    ['gbk']
    """
    labels = (match[1] for tag in _TAG.findall(body[:_HEAD_SIZE]) for match in _CHARSET.finditer(tag))
    return [label.decode("ascii", "replace") for label in labels]


def declared_by(content_type: str) -> str | None:
    """The label that a ``Content-Type`` header declares, verbatim.

    >>> declared_by("text/html; charset=GBK"), declared_by("text/html")
    ('GBK', None)
    """
    found = _PARAMETER.search(content_type)
    return found[1] if found else None


_PARAMETER = regex(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
