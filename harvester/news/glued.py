"""Heads that copies have run together: ``原标题：…  新华社合肥6月8日电`` on one line; and what their labels say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from harvester.config.patterns import regex
from harvester.news.dateline import read_dateline
from harvester.news.labels import Label
from harvester.news.margin import read_margin
from harvester.news.words import forms

_TITLED = regex(r"[（(【\[]?\s*原[文]?[标標][题題]\s*[：:]\s*(?P<title>[^）)】\]]+?)\s*[）)】\]]?")
_LONGEST_TITLE = 100
_LEAST_OF_A_TITLE = 4
_MOST_OF_A_HEAD = 160
_GAP = regex(r"[\s　]+")
#: 原文来自「江滨周刊」：~~老街改造今天开工~~
_FROM = regex(
    r"(?:本文|原文|文章)(?:[来來]自|[来來]源(?:[于於])?|[转轉](?:[载載])?自)\s*[「《“『](?P<source>[^」》”』]{2,20})[」》”』]\s*[：:]\s*[~～*]*(?P<title>[^~～*\s].{2,60}?)[~～*]*"
)
_ABSTRACT = regex(
    rf"[【\[（(]\s*{forms('abstract')}\s*[】\]）)]\s*[：:]?\s*(?P<bracketed>.{{10,600}})"
    rf"|{forms('abstract')}\s*[：:　]\s*(?P<labelled>.{{10,600}})"
)


def parted(title: str, paragraphs: Iterable[str]) -> Iterator[str]:
    """``paragraphs``, with the titles and sources that they were run together with on lines of their own.

    >>> list(parted("", ["原标题：老桥通车  新华社江滨5月8日电 今天上午，老桥重新通车。"]))
    ['原标题：老桥通车', '新华社江滨5月8日电 今天上午，老桥重新通车。']
    """
    for paragraph in paragraphs:
        behind = paragraph.removeprefix(title).strip() if len(title) >= _LEAST_OF_A_TITLE else paragraph
        if behind and behind != paragraph and read_margin(behind):
            yield title
            yield behind
        elif paragraph[:1] in "原本文（(【[":
            yield from _parted(paragraph)
        else:
            yield paragraph


def _parted(paragraph: str) -> Iterator[str]:
    given = _FROM.fullmatch(paragraph)
    if given:
        yield f"来源：{given['source']}"
        yield given["title"].strip()
        return
    if not re.match(r"[（(【\[]?\s*原[文]?[标標][题題]", paragraph):
        yield paragraph
        return
    for gap in _GAP.finditer(paragraph[:_MOST_OF_A_HEAD]):
        behind = paragraph[gap.end() :]
        if _TITLED.fullmatch(paragraph[: gap.start()]) and read_dateline(behind):
            yield paragraph[: gap.start()]
            yield behind
            return
    yield paragraph


def original_title_of(labels: Iterable[Label]) -> str | None:
    """The title under which the text was first printed.

    >>> original_title_of([Label("title", "原标题", "老桥通车")])
    '老桥通车'
    """
    return next((label.value for label in _titles(labels) if label.label.startswith("原")), None)


def labelled_title_of(labels: Iterable[Label]) -> str | None:
    """The headline after a label, 原标题 or 标题.

    >>> labelled_title_of([Label("title", "标题", "老桥通车")])
    '老桥通车'
    """
    return next((label.value for label in _titles(labels)), None)


def _titles(labels: Iterable[Label]) -> Iterator[Label]:
    return (label for label in labels if label.kind == "title" and 2 <= len(label.value) <= _LONGEST_TITLE)


def abstract_of(paragraphs: Sequence[str]) -> str | None:
    """The abstract before the text, recognised by its label.

    >>> abstract_of(["核心提示：老桥修了三年，今天通车。"])
    '老桥修了三年，今天通车。'
    """
    for paragraph in paragraphs:
        match = _ABSTRACT.fullmatch(paragraph)
        if match:
            return match["bracketed"] or match["labelled"]
    return None
