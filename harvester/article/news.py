"""What an article's text says about itself as news, moved into its fields; and lost page breaks restored."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date, datetime

from harvester import items
from harvester.items import Article, Byline, Edited, Issue
from harvester.news.model import Credit, EditLine, News
from harvester.news.read import read_news
from harvester.news.turns import KIND, lost_breaks
from harvester.text.edits import Repair, apply, compose, revert


def restore_breaks(item: Article) -> int:
    """Restore the line breaks lost at page turns in the text of ``item``, in place and logged; returns how many."""
    made = [
        Repair(KIND, found.start, found.before, found.after, "likely", 0.0, "text runs on behind a page turn")
        for found in lost_breaks(item.text)
    ]
    if made:
        _log(item, made)
        item.text = apply(item.text, made)
    return len(made)


def fill_news(item: Article) -> None:
    """Fill headline, bylines, source, ... of ``item`` from its text, in place."""
    _fill(item, read_news(item.title, item.text, published=_day(item.published)))


def _log(item: Article, made: list[Repair]) -> None:
    """Add repairs of the repaired text to the article's log, whose places refer to the unrepaired text."""
    earlier = [_edit(repair) for repair in item.repairs if repair.where == "text"]
    log = compose(revert(item.text, earlier), earlier, made)
    others = [repair for repair in item.repairs if repair.where != "text"]
    item.repairs = [*(items.Repair(where="text", **asdict(repair)) for repair in log), *others]


def _edit(repair: items.Repair) -> Repair:
    return Repair(**{each.name: getattr(repair, each.name) for each in fields(Repair)})


def _fill(item: Article, news: News) -> None:
    item.headline = news.headline
    item.subtitle = news.subtitle
    item.bylines = [_byline(credit) for credit in news.bylines]
    item.byline = _byline(news.bylines[0]) if news.bylines else None
    item.source = news.source
    item.dateline = news.dateline
    item.editor = news.editor
    item.section_headings = list(news.section_headings)
    item.event_dates = list(news.event_dates)
    item.page_turns = list(news.page_turns)
    item.via = news.via
    item.original_url = news.original_url
    item.original_title = news.original_title
    item.location = news.location
    item.agency = news.agency
    item.photographers = list(news.photographers)
    item.translator = news.translator
    item.column = news.column
    item.abstract = news.abstract
    item.issue = Issue(news.issue.date, news.issue.page) if news.issue else None
    if item.edited is None and news.edit_line is not None:
        item.edited = _edited(news.edit_line, item.published)


def _byline(credit: Credit) -> Byline:
    return Byline(credit.outlet, credit.role, list(credit.names))


def _edited(line: EditLine, published: str | None) -> Edited:
    """The edit named in the text; its time has the zone of the post's time, and is ``None`` without that."""
    zone = datetime.fromisoformat(published).tzinfo if published else None
    at = datetime.fromisoformat(line.at).replace(tzinfo=zone)
    return Edited(line.by, at.isoformat(timespec="seconds") if zone else None)


def _day(published: str | None) -> date | None:
    return datetime.fromisoformat(published).date() if published else None
