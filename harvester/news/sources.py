"""What the values of labels say: where a text is from, and who passed it on, edited, wrote or translated it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from harvester.config.patterns import regex
from harvester.news.credits import read_credits, read_roles
from harvester.news.labels import Label
from harvester.news.model import Credit
from harvester.news.names import names_of
from harvester.news.outlets import OUTLET, is_outlet
from harvester.news.stamp import FURNITURE

_ADDRESS = regex(r"(?:https?://|www\.)[!-~]+")
_BEHIND_ADDRESS = regex(r"[)\]>,.;'\"]+$")
_BOOK = regex(r"《([^《》]{1,30})》.*")
#: What follows a name: a wide gap, words of the page, a bracket, a date.
_BEHIND = regex(
    r"\s*[于於]\s*(?:\d|[A-Z][a-z]{2}).*$"
    rf"|(?:\s{{2,}}|\t|　|[|｜丨]|\s*@\s*|\s+(?={FURNITURE}\s*(?:$|[\s【\[(（]))).*$"
    r"|\s*[【\[［].*$"
    r"|[\s（(|｜丨,，‧·•]*\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月].*$|\s*[（(][^（()）]*[）)]\s*$"
)
#: 10月12日明镜在线文章——石头的微笑
_AMONG = regex(
    rf"(?:\d{{1,2}}月\d{{1,2}}日)?(?P<name>{OUTLET})(?:的)?(?:文章|[报報][道導]|[专專]文|[消][息])?(?:——|--|—|[:：]).*"
)
_DATE_BEFORE = regex(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:的|出版的)?(?=《)")
#: 转贴：老城书店重开张: without 自 it may be a title that follows.
_NO_FROM = frozenset(["转载", "轉載", "转贴", "轉貼", "转帖", "轉帖"])
_ENDS = regex(r"[。.，,；;]+$")
_LONGEST = 40


def source_in(value: str) -> str | None:
    """The name, or otherwise the address, that the ``value`` of a source's label is; ``None`` where it is neither.

    >>> source_in("《江滨日报》 2010年5月8日")
    '江滨日报'
    """
    address = _ADDRESS.search(value)
    if address and not value[: address.start()].strip(" 　\t|(（@:："):
        return _BEHIND_ADDRESS.sub("", address[0])
    name = value[: address.start()] if address else value
    credits_ = read_credits(name)
    if credits_:
        return credits_[0].outlet
    among = _AMONG.fullmatch(name)
    name = among["name"] if among else name
    name = _DATE_BEFORE.sub("", name)
    name = _BOOK.sub(r"\1", name, count=1) if name.startswith("《") else name
    name = _ENDS.sub("", _BEHIND.sub("", _BEHIND.sub("", name.strip())).strip(" 　\t（(|｜丨/／"))
    if len(name) < 2 or len(name) > _LONGEST or re.search(r"[。！？，；：]", name):
        return None
    return name


def address_in(value: str) -> str | None:
    """The address in ``value``, without the punctuation after it.

    >>> address_in("见 http://example.com/a.html）")
    'http://example.com/a.html'
    """
    match = _ADDRESS.search(value)
    return _BEHIND_ADDRESS.sub("", match[0]) if match else None


def sources_of(labels: Iterable[Label]) -> Iterator[tuple[bool, str]]:
    """Where the text is from, in the order of ``labels``: whether that is who passed it on, and the name.

    >>> list(sources_of([Label("source", "来源", "江滨日报"), Label("passed", "转自", "江滨在线")]))
    [(False, '江滨日报'), (True, '江滨在线')]
    """
    for label in labels:
        name = source_in(label.value) if label.kind in ("source", "passed") else None
        if name and (label.label not in _NO_FROM or is_outlet(name)):
            yield label.kind == "passed", name


def editor_of(labels: Iterable[Label]) -> str | None:
    """Who edited it: the chief editor, several names joined with ``、``.

    >>> editor_of([Label("editor", "编辑", "林晓舟 贺知秋")])
    '林晓舟、贺知秋'
    """
    for label in sorted((label for label in labels if label.kind == "editor"), key=lambda label: label.rank):
        names = names_of(_BEHIND.sub("", label.value))
        if names:
            return "、".join(names)
    return None


def people_of(labels: Iterable[Label], kind: str) -> tuple[str, ...]:
    """The names after labels of ``kind``.

    >>> people_of([Label("translator", "译者", "林晓舟")], "translator")
    ('林晓舟',)
    """
    values = (_BEHIND.sub("", label.value) for label in labels if label.kind == kind)
    return tuple(name for value in values for name in names_of(value) or _credited(value))


def _credited(value: str) -> Iterator[str]:
    for credit in read_roles(value):
        yield from credit.names


def credits_of(labels: Iterable[Label]) -> tuple[Credit, ...]:
    """The writers that labels name, ``作者：陈云``; not the author of a book that the labels are about.

    >>> credits_of([Label("writer", "作者", "林晓舟")])
    (Credit(outlet=None, role='作者', names=('林晓舟',)),)
    """
    labels = tuple(labels)
    about_a_book = any(label.kind == "book" for label in labels)
    found: list[Credit] = []
    for label in labels:
        if label.kind == "writer" and not (about_a_book and label.label.endswith("作者")):
            found += _written(label)
        elif label.kind == "source":
            found += read_credits(label.value)
        elif label.kind == "photographer" and found:  # together with a writer
            names = names_of(label.value)
            found += [Credit(None, label.label, names)] if names else read_roles(label.value)
    return tuple(found)


def _written(label: Label) -> tuple[Credit, ...]:
    value = _BEHIND.sub("", label.value)
    credits_ = read_credits(value if label.label else label.value)
    if credits_ or not label.label:
        return tuple(credit if credit.role else replace(credit, role=label.label) for credit in credits_)
    names = names_of(value)
    return (Credit(None, label.label, names),) if names else read_credits(f"{label.label} {value}")
