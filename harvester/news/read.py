"""What a text says of itself as news, all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from harvester.config.patterns import regex
from harvester.news.agencies import agency_of
from harvester.news.credits import read_credits, read_signature
from harvester.news.dateline import Dateline, read_dateline
from harvester.news.dates import event_dates
from harvester.news.glued import abstract_of, labelled_title_of, original_title_of, parted
from harvester.news.head import Head, read_head
from harvester.news.headings import is_signature, section_headings
from harvester.news.labels import Label
from harvester.news.lines import is_body, is_marginal, read_edit_line
from harvester.news.margin import Margin, read_margin, split_margin
from harvester.news.model import Credit, Issue, News
from harvester.news.pictures import photographers_of, pictured_by
from harvester.news.places import filed_from
from harvester.news.roles import is_editor, is_maker, is_translator, takes_pictures
from harvester.news.sources import address_in, credits_of, editor_of, people_of, sources_of
from harvester.news.stamp import Stamp
from harvester.news.turns import page_turns

#: Credits in brackets after the last sentence of a paragraph.
_AT_END = regex(
    r"(?:^|[。！？!?…；”’」』）)]\s*)[（(〔【\[](?P<inside>[^（()）〔〕【】\[\]]{3,90})[）)〕】\]]\s*(?:1\d{6})?$"
)
#: …完工。■林晓舟
_SIGNED = regex(r"[。！？”’」』]\s*[□■●○◎⊙◆◇]\s*(?P<inside>[^。，：；]{2,20})$")
#: The most lines of a head, or of a tail.
_MOST_OF_HEAD = 15
_ENDS_BRACKET = frozenset("）)〕】]0123456789")
#: In how many first paragraphs of the text the dateline may be: an editor's note may come before it.
_MOST_BEFORE_DATELINE = 3

Credits = tuple[Credit, ...]


@dataclass(slots=True)
class _Text:
    """A text divided into its head, its body and its tail."""

    paragraphs: list[str]
    head: Head
    first: int = 0
    last: int = -1
    #: The margins of head and tail, in the order of the text.
    margins: list[tuple[str, Margin]] = field(default_factory=list)
    opening: Dateline | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """What head and tail name by label."""
        return tuple(label for _, margin in self.margins for label in margin.labels)

    @property
    def stamps(self) -> Iterator[Stamp]:
        """The stamps of head and tail."""
        if self.opening and self.opening.stamp:
            yield self.opening.stamp
        for _, margin in self.margins:
            yield from margin.stamps


def read_news(title: str, text: str, *, published: date | None = None) -> News:
    """What ``text`` (clean, one paragraph per line) says of itself.

    ``title`` is the thread's; ``published`` decides the year of dates without one; where it is
    not known, the day of the edit line does. What the text does not say is ``None`` or ``()``.

    >>> news = read_news("", "新华社江滨5月8日电（记者 林晓舟）今天上午，老桥重新通车。")
    >>> news.dateline, news.location, news.bylines[0].names
    ('新华社江滨5月8日电', '江滨', ('林晓舟',))
    """
    read = _cut(title, list(parted(title, (line.strip() for line in text.split("\n") if line.strip()))))
    head, labels = read.head, read.labels
    credits_ = _with_pictures(read, _credits(read, labels))
    dateline = read.opening.dateline if read.opening else None
    closing = next((line for _, margin in read.margins for line in margin.datelines), None)
    source, via = _sources(read, labels)
    return News(
        headline=head.headline or labelled_title_of(labels),
        subtitle=head.subtitle,
        bylines=tuple(filter(is_maker, credits_)),
        source=source,
        dateline=dateline or (closing.dateline if closing else None),
        editor=editor_of(labels) or "、".join(_names(credits_, is_editor)) or None,
        section_headings=section_headings(read.paragraphs, head.end),
        event_dates=event_dates(_dated(read), published or (head.edit_line.day if head.edit_line else None)),
        page_turns=page_turns(text),
        edit_line=head.edit_line,
        via=via,
        original_url=_original_url(read, labels),
        original_title=original_title_of(labels),
        location=_location(read, closing, credits_),
        agency=agency_of(_beginnings(read)),
        photographers=_photographers(read, labels, credits_),
        translator="、".join((*people_of(labels, "translator"), *_names(credits_, is_translator))) or None,
        column=next((label.value for label in labels if label.kind == "column" and len(label.value) <= 20), None)
        or None,
        abstract=abstract_of(read.paragraphs[: read.first + 1]),
        issue=_issue(read),
    )


def _cut(title: str, paragraphs: list[str]) -> _Text:
    head = read_head(title, paragraphs)
    read = _Text(paragraphs, head)
    bodies = [number for number in range(head.end, len(paragraphs)) if is_body(paragraphs[number])]
    read.first, read.last = (bodies[0], bodies[-1]) if bodies else (len(paragraphs), -1)
    read.opening = _opening(paragraphs[: max(read.last, head.end) + 1], read.first)
    for number, paragraph in enumerate(paragraphs):
        if _MOST_OF_HEAD <= number < min(read.first, len(paragraphs) - _MOST_OF_HEAD):
            continue  # short lines throughout: a song, a list, an interview
        if number < read.first or number > read.last:
            margin = read_margin(paragraph)
        else:
            margin = split_margin(paragraph)[1] if number == read.last else None
        if margin:
            read.margins.append((paragraph, margin))
    return read


def _opening(paragraphs: Sequence[str], first: int) -> Dateline | None:
    """The dateline at the beginning of the text, perhaps below an editor's note; or credits in brackets there."""
    found = [read_dateline(paragraph) for paragraph in paragraphs[: first + _MOST_BEFORE_DATELINE]]
    dated = (dateline for dateline in found if dateline and dateline.dateline)
    return next(dated, next((dateline for dateline in found[: first + 1] if dateline), None))


def _names(credits_: Credits, wanted: object) -> Iterator[str]:
    for credit in credits_:
        if callable(wanted) and wanted(credit):
            yield from credit.names


def _credits(read: _Text, labels: tuple[Label, ...]) -> Credits:
    """The first that there are: credits of the head, of the dateline, the text's only ones, labels', bare names."""
    found = _merged(margin.credits for paragraph in read.paragraphs[: read.first] if (margin := read_margin(paragraph)))
    if found:
        return found
    if read.opening and read.opening.credits:
        return _merged([read.opening.credits, credits_of(filter(_takes_part, labels))])
    closing = next((line.credits for _, margin in read.margins for line in margin.datelines if line.credits), ())
    return closing or _only(_credits_in(read)) or credits_of(labels) or read.head.signed or _signature(read)


def _takes_part(label: Label) -> bool:
    """Whether it names somebody who helped to write: 参与采写：林晓舟."""
    return label.kind == "writer" and label.label.startswith(("参与", "參與"))


def _with_pictures(read: _Text, credits_: Credits) -> Credits:
    """``credits_``, and, if there are any, who took the pictures according to a line of head or tail: 图/沈怀远."""
    pictures = tuple(credit for _, margin in read.margins for credit in margin.pictures)
    return _merged([credits_, pictures]) if credits_ else ()


def _merged(lines: Iterable[Credits]) -> Credits:
    """The credits of several lines, each person once."""
    merged: list[Credit] = []
    for credit in (credit for line in lines for credit in line):
        if not any(credit.names == other.names for other in merged):
            merged.append(credit)
    return tuple(merged)


def _credits_in(read: _Text) -> Iterator[Credits]:
    for paragraph in read.paragraphs[read.first :]:
        end = _AT_END.search(paragraph[-120:]) if paragraph[-1:] in _ENDS_BRACKET else None
        if end:
            yield read_credits(end["inside"], lenient=True)
        elif margin := read_margin(paragraph):
            yield margin.credits
    for _, margin in read.margins:
        yield margin.credits


def _only(found: Iterable[Credits]) -> Credits:
    """The credits, if there is one set of them: a text with several sets contains several articles."""
    different = {credits_ for credits_ in found if credits_}
    return different.pop() if len(different) == 1 else ()


def _signature(read: _Text) -> Credits:
    """Only names, on the last line or in the bracket at the end of the text."""
    if not read.paragraphs or read.last < 0:
        return ()
    last = read.paragraphs[-1]
    end = _AT_END.search(last[-60:]) or _SIGNED.search(last[-30:])
    return read_signature(end["inside"] if end else last)


def _sources(read: _Text, labels: tuple[Label, ...]) -> tuple[str | None, str | None]:
    """Where the text is from, and who passed it on: by labels, otherwise by stamps, brackets and outlets' names."""
    named = list(sources_of(labels))
    first = next((name for passed, name in named if not passed), None)
    passed = next((name for passed, name in named if passed), None)
    printed = next((stamp.outlet for stamp in read.stamps if stamp.outlet), None)
    via = next((stamp.via for stamp in read.stamps if stamp.via), None)
    bracketed = read.opening.source if read.opening else None
    outlets = next((margin.outlets[0] for _, margin in read.margins if margin.outlets), None)
    found = [first, bracketed, printed, passed, outlets]
    source = next(filter(None, found), None)
    passed_on = next((name for name in (passed, via) if name and name != source), None)
    return source, passed_on


def _original_url(read: _Text, labels: tuple[Label, ...]) -> str | None:
    addresses = (address_in(label.value) for label in labels if label.kind in ("address", "source", "passed"))
    return next(filter(None, addresses), None) or next((stamp.url for stamp in read.stamps if stamp.url), None)


def _location(read: _Text, closing: Dateline | None, credits_: Credits) -> str | None:
    """Where it was written: the dateline's place, otherwise the one at the end of a byline."""
    placed = next((line.place for line in (read.opening, closing) if line and line.place), None)
    if placed:
        return placed
    lines = [paragraph for paragraph, margin in read.margins if margin.credits or _writers(margin.labels)]
    names = [name for credit in credits_ for name in credit.names]
    found = (filed_from(line, next((name for name in names if name in line), "")) for line in lines)
    return next(filter(None, found), None)


def _writers(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(label for label in labels if label.kind == "writer")


def _photographers(read: _Text, labels: tuple[Label, ...], credits_: Credits) -> tuple[str, ...]:
    taken = [name for paragraph in read.paragraphs if len(paragraph) <= 160 for name in photographers_of(paragraph)]
    lines = [(paragraph, margin.credits) for paragraph, margin in read.margins if margin.credits]
    if read.opening and read.opening.credits and read.first < len(read.paragraphs):
        lines.append((read.paragraphs[read.first][: read.opening.end].rstrip(" ）)】〕："), read.opening.credits))
    too = [name for line, credited in lines for name in pictured_by(line, credited)]
    found = (*people_of(labels, "photographer"), *_names(credits_, takes_pictures), *too, *taken)
    return tuple(dict.fromkeys(found))


def _issue(read: _Text) -> Issue | None:
    printed = next((stamp.printed for stamp in read.stamps if stamp.printed), None)
    page = next((stamp.page for stamp in read.stamps if stamp.page), None)
    return Issue(printed, page) if printed or page else None


def _beginnings(read: _Text) -> Iterator[str]:
    """The first paragraphs of the text, without their datelines."""
    for paragraph in read.paragraphs[read.first : read.first + _MOST_BEFORE_DATELINE]:
        opening = read_dateline(paragraph)
        yield paragraph[opening.end :].lstrip("／/ ") if opening else paragraph


def _dated(read: _Text) -> Iterator[str]:
    """The lines whose dates are of events, without margin and dateline, which date the writing."""
    for number, paragraph in enumerate(read.paragraphs):
        if read_edit_line(paragraph) or is_marginal(paragraph) or is_signature(paragraph):
            continue
        opening = read_dateline(paragraph) if read.opening and number < read.first + _MOST_BEFORE_DATELINE else None
        body = paragraph[opening.end :] if opening else paragraph
        yield split_margin(body)[0] if number == read.last else body
