"""What a news text says of itself, as plain values. ``None`` and ``()`` mean that it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a piece, in one role: ``隨州日報`` / ``全媒記者`` / ``陳云``.

    ``outlet`` and ``role`` are as the text words them, and ``role`` is empty where the names stand alone; there is at
    least one name.

    >>> Credit("江滨日报", "记者", ("林晓舟", "苏木")).names[0]
    '林晓舟'
    """

    outlet: str | None
    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditLine:
    """The forum's edit line, if it is in the text: by whom, and the local time ``2021-12-17T09:56:00``."""

    by: str
    at: str

    @property
    def day(self) -> date:
        """The day of the edit.

        >>> EditLine("江滨", "2021-12-17T09:56:00").day.isoformat()
        '2021-12-17'
        """
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class Issue:
    """When and where a text was printed: the day in ISO 8601, and the page verbatim, ``16版``.

    >>> Issue("2023-05-09", "16版").page
    '16版'
    """

    date: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    r"""What a news text says of itself.

    ``bylines`` has every credit in the order of the text, writers as well as those who took the
    pictures. ``editor`` joins several names with ``、``. ``event_dates`` are ISO dates in the order of
    the text, each once. ``page_turns`` are the print edition's markers verbatim. ``via`` is who passed on what
    ``source`` wrote; ``agency`` whose report the text begins by repeating.

    >>> from harvester.news.read import read_news
    >>> news = read_news("老桥通车", "新华社江滨5月8日电 老桥重新通车。\n（责任编辑：林晓舟）")
    >>> news.dateline, news.editor
    ('新华社江滨5月8日电', '林晓舟')
    """

    headline: str | None = None
    subtitle: str | None = None
    bylines: tuple[Credit, ...] = ()
    source: str | None = None
    dateline: str | None = None
    editor: str | None = None
    section_headings: tuple[str, ...] = ()
    event_dates: tuple[str, ...] = ()
    page_turns: tuple[str, ...] = ()
    edit_line: EditLine | None = None
    via: str | None = None
    original_url: str | None = None
    original_title: str | None = None
    location: str | None = None
    agency: str | None = None
    photographers: tuple[str, ...] = ()
    translator: str | None = None
    column: str | None = None
    abstract: str | None = None
    issue: Issue | None = None
