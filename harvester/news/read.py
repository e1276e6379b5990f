"""What a text says of itself as news, all together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from harvester.news.credits import is_editor, is_maker, read_credits
from harvester.news.dateline import Dateline, read_dateline
from harvester.news.dates import event_dates
from harvester.news.head import read_head
from harvester.news.headings import section_headings
from harvester.news.labels import Label, credits_of, editor_of, read_labels, source_of, unbracketed
from harvester.news.lines import is_body, read_edit_line
from harvester.news.model import Credit, News
from harvester.news.turns import page_turns

#: Credits in brackets behind the last sentence of a paragraph.
_AT_END = re.compile(
    r"(?P<before>(?:^|[。！？!?…；”’」』）)]\s*))(?P<bracket>[（(〔【\[](?P<inside>[^（()）〔〕【】\[\]]{3,90})[）)〕】\]])\s*(?:1\d{6})?$"
)

#: Paragraphs of text, such as an editor's note, that the dateline may stand below, and its own.
_MOST_BEFORE_DATELINE = 3

Credits = tuple[Credit, ...]


def read_news(title: str, text: str, *, published: date | None = None) -> News:
    """What ``text`` (clean, one paragraph a line) says of itself.

    ``title`` is the thread's; ``published`` gives dates without a year theirs, and where it is
    not known the day of the edit line does. What the text does not say is ``None`` or ``()``.
    """
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    head = read_head(title, paragraphs)
    first = _first_body(paragraphs, head.end)
    dateline = _dateline(paragraphs, first)
    last = _last_body(paragraphs)
    labels = tuple(_labels(paragraphs, first, last))
    credits_ = _credits(paragraphs, first, dateline, labels)
    known = published or (head.edit_line.day if head.edit_line else None)
    return News(
        headline=head.headline,
        subtitle=head.subtitle,
        bylines=tuple(filter(is_maker, credits_)),
        source=source_of(labels),
        dateline=dateline.dateline if dateline else None,
        editor=editor_of(labels) or "、".join(_editors(credits_)) or None,
        section_headings=section_headings(paragraphs, head.end),
        event_dates=event_dates(_dated(paragraphs, first, dateline), known),
        page_turns=page_turns(text),
        edit_line=head.edit_line,
    )


def _first_body(paragraphs: Sequence[str], start: int) -> int:
    numbers = (number for number in range(start, len(paragraphs)) if is_body(paragraphs[number]))
    return next(numbers, len(paragraphs))


def _last_body(paragraphs: Sequence[str]) -> int:
    numbers = (number for number in range(len(paragraphs) - 1, -1, -1) if is_body(paragraphs[number]))
    return next(numbers, -1)


def _dateline(paragraphs: Sequence[str], first: int) -> Dateline | None:
    """The dateline that the text begins with, be it below an editor's note; or credits in brackets there."""
    found = [read_dateline(paragraph) for paragraph in paragraphs[: first + _MOST_BEFORE_DATELINE]]
    dated = (dateline for dateline in found if dateline and dateline.dateline)
    return next(dated, next((dateline for dateline in found[: first + 1] if dateline), None))


def _labels(paragraphs: Sequence[str], first: int, last: int) -> Iterator[Label]:
    """What is named by label before the text begins and after it ends."""
    for number, paragraph in enumerate(paragraphs):
        if number < first or number > last:
            yield from read_labels(paragraph)
        elif number == last:
            end = _AT_END.search(paragraph[-120:])
            yield from read_labels(end["inside"]) if end else ()


def _editors(credits_: Credits) -> Iterator[str]:
    for credit in credits_:
        if is_editor(credit):
            yield from credit.names


def _credits(paragraphs: Sequence[str], first: int, dateline: Dateline | None, labels: tuple[Label, ...]) -> Credits:
    """The credits of the head, else of the dateline, else the only ones of the text, else those named by label."""
    for paragraph in paragraphs[:first]:
        found = read_credits(unbracketed(paragraph))
        if found:
            return found
    if dateline and dateline.credits:
        return dateline.credits
    return _only(_credits_in(paragraphs[first:])) or credits_of(labels)


def _credits_in(paragraphs: Sequence[str]) -> Iterator[Credits]:
    for paragraph in paragraphs:
        end = _AT_END.search(paragraph[-120:])
        yield read_credits(end["inside"] if end else paragraph)


def _only(found: Iterator[Credits]) -> Credits:
    """The credits, where there is one set of them: a text with several has several articles in it."""
    different = {credits_ for credits_ in found if credits_}
    return different.pop() if len(different) == 1 else ()


def _dated(paragraphs: Sequence[str], first: int, dateline: Dateline | None) -> Iterator[str]:
    """The lines whose dates are of events: not the edit line, labels and dateline, which date the writing."""
    for number, paragraph in enumerate(paragraphs):
        if read_edit_line(paragraph) or any(label.kind != "other" for label in read_labels(paragraph)):
            continue
        opening = read_dateline(paragraph) if dateline and number < first + _MOST_BEFORE_DATELINE else None
        yield paragraph[opening.end :] if opening else paragraph
