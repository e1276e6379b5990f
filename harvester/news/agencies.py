"""Whose report a text begins by repeating: 据路透社5月8日报道."""

from __future__ import annotations

from collections.abc import Iterable

from harvester.config.patterns import regex
from harvester.news.outlets import KNOWN, LONGEST, is_outlet

_REPORT = regex(
    rf"\s*(?:[综綜]合)?[据據][“「\"]?(?:(?P<whose>[\u4e00-\u9fff]{{2,6}})?《(?P<titled>[^《》]{{2,16}})》|(?P<named>{LONGEST})|(?:[\u4e00-\u9fff]{{2,3}})?(?P<known>{KNOWN}))[”」\"]?"
    r"[^，。；]{0,14}?(?:报道|報導|報道|报导|消息|[讯訊电電])[^，。]{0,4}[，,]"
)


def agency_of(paragraphs: Iterable[str]) -> str | None:
    """The outlet whose report the first of ``paragraphs`` say that they repeat; their datelines are cut off already.

    >>> agency_of(["据路透社5月8日报道，老桥重新通车。"])
    '路透社'
    """
    for paragraph in paragraphs:
        match = _REPORT.match(paragraph)
        if match and (match["named"] is None or is_outlet(match["named"])):
            whose = match["whose"]  # 英国《卫报》, but 中国之声《新闻纵横》
            return (whose if whose and is_outlet(whose) else match["titled"]) or match["known"] or match["named"]
    return None
