"""What papers, sites and accounts print around texts to be followed, shared and paid; and captions."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.words import forms

_BEGINS = regex(forms("promotion"))
_WHOLE = regex(forms("promotion_lines"))
_CAPTION = regex(forms("captions"))
#: Every caption has one of these; most lines do not, which is quick to find out.
_CAPTION_SIGN = regex(r"[图圖摄攝照源▲△↑↓取翻]|[）)发發]$|[视視][觉覺]|IC\s?photo")
_LONGEST = 80
_LONGEST_CAPTION = 120


def is_promotion(line: str) -> bool:
    """Whether ``line`` is nothing but promotion.

    >>> is_promotion("长按二维码关注我们")
    True
    """
    inside = line.strip(" 　（()）【】[]→↓▼▲☞·")
    return len(line) <= _LONGEST and bool(_BEGINS.match(inside) or _WHOLE.fullmatch(inside))


def is_caption(line: str) -> bool:
    """Whether ``line`` says what a picture shows, or whose it is.

    >>> is_caption("通车的老桥。（资料图）")
    True
    """
    line = line.strip()
    return len(line) <= _LONGEST_CAPTION and bool(_CAPTION_SIGN.search(line) and _CAPTION.search(line))
