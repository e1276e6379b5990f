"""From a record of an archive to what is found on it: unpacked, recognised, decoded, parsed and read once.

Pages of threads are kept unread where their addresses say enough, because most captures are not needed: the same page
was captured before, or under other addresses. The second pass reads those that are.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from harvester.archive.addresses import clean
from harvester.archive.bodies import BodyError, page_in
from harvester.archive.found import TOUCH, Found, FoundNotice, FoundPage, FoundRow, FoundUnread, Place
from harvester.archive.recognise import engine_of
from harvester.archive.records import Record, Skipped
from harvester.archive.replays import replay_of
from harvester.archive.sites import HeldSite, Sites
from harvester.archive.spill import source_of
from harvester.forum.authority import cut
from harvester.forum.engine import Asked, Engine
from harvester.forum.imprint import Imprint
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.items import Encoding
from harvester.text.encodings.decoding import decode
from harvester.text.encodings.labels import declared_by

logger = logging.getLogger(__name__)

#: Pages that add nothing to a forum's lists and threads; they are not even parsed.
_NOT_READ = frozenset({"rss", "printable", "mobile-api", "post", "redirect"})
#: Prefix of the kinds of mobile pages with their own addresses, which are not read.
_MOBILE = "mobile-"
#: Earliest date of a capture (the web is not older), and tolerance for wrong clocks at the other end.
_FIRST, _ASTRAY = datetime(1991, 1, 1, tzinfo=UTC), timedelta(days=2)
#: Errors of ours per shard that are logged with their traceback; further ones are only counted.
_LOGGED = 3


@dataclass(frozen=True, slots=True)
class _Capture:
    """A page that is of an engine: what was captured, and where it is kept; ``body`` unpacked."""

    url: str
    date: datetime
    place: Place
    status: int
    declared: str | None
    body: bytes


@dataclass(slots=True)
class Reader:
    """Reads the records of one shard, ``file``. ``charset``: the encoding of all pages, if the user gives it."""

    file: str
    sites: Sites
    counts: Counter[str]
    charset: str | None = None

    def read(self, record: Record | Skipped) -> Iterator[Found]:
        """What is found in a record; anything else is counted. Raises nothing."""
        self.counts["records"] += 1
        if isinstance(record, Skipped):
            self.counts[f"skipped/{record.why}"] += 1
            return
        with self._errors_counted(record.offset, record.url):
            yield from self._read(record)

    def read_kept(self, found: FoundUnread, engine: Engine) -> Iterator[Found]:
        """What is found on a page that was kept unread.

        Raises :class:`OSError`, or :class:`~harvester.archive.spill.SpillError` if it is no longer there.
        """
        capture = _Capture(found.url, found.date, found.place, found.status, found.declared, source_of(found))
        with self._errors_counted(found.place.offset, found.url):
            yield from self._found(capture, engine)

    @contextmanager
    def _errors_counted(self, offset: int, url: str) -> Iterator[None]:
        """Count errors in the block, and log our own."""
        try:
            yield
        except BodyError as error:
            self.counts[f"skipped/{error}"] += 1
        except Exception:
            self.counts["errors"] += 1
            if self.counts["errors"] <= _LOGGED:
                logger.exception("%s, at %d: %s could not be read", self.file, offset, cut(url))

    def _read(self, record: Record) -> Iterator[Found]:
        if 300 <= record.status < 400 or not record.body:
            self.counts["skipped/no page"] += 1
            return
        replay = replay_of(record.url, record.headers)
        body = page_in(record.body, record.headers)
        if replay is not None:
            body = replay.restored(body)
        engine = engine_of(body)
        if engine is None:
            self.counts["other pages"] += 1
            return
        self.counts[f"pages/{engine.name}"] += 1
        place = Place(self.file, record.member, record.offset, clean(record.url))
        record = replace(record, url=place.url)
        if replay is not None:
            self.counts["pages shown by an archive"] += 1
            record = replace(record, url=clean(replay.url), date=replay.date)
        if record.date is None or not record.url:
            self.counts[f"skipped/no {'date' if record.date is None else 'web address'}"] += 1
            return
        if not _FIRST <= record.date <= datetime.now(UTC) + _ASTRAY:
            self.counts["skipped/impossible date"] += 1
            return
        stated = engine.site.stock(record.url)
        if stated is not None and (stated.kind in _NOT_READ or stated.kind.startswith(_MOBILE)):
            self.counts["pages not needed"] += 1
            return
        declared = declared_by(record.headers.get("content-type", ""))
        capture = _Capture(record.url, record.date, place, record.status, declared, body)
        unread = self._unread(capture, engine)
        if unread is not None:
            self.counts["thread pages kept"] += 1
            yield unread
        else:
            yield from self._found(capture, engine)

    def _unread(self, capture: _Capture, engine: Engine) -> FoundUnread | None:
        """A page that can be read later: a thread's by its address, of a forum that was learned from such pages."""
        held = self.sites.of_address(capture.url, engine)
        if held is None:
            return None
        named, source = _asked(held, capture.url)
        if named.kind != "thread" or named.tid is None or (named.kind, source) not in held.read:
            return None
        return FoundUnread(
            site=held.key,
            tid=named.tid,
            date=capture.date,
            place=capture.place,
            source=source,
            narrowed=held.site.is_narrowed(capture.url),
            page=named.page,
            part=named.part,
            mobile=held.site.is_mobile(capture.url),
            url=capture.url,
            status=capture.status,
            declared=capture.declared,
            imprint=_imprint(capture, engine, source),
            body=capture.body,
        )

    def _found(self, capture: _Capture, engine: Engine) -> Iterator[Found]:
        url, date, place = capture.url, capture.date, capture.place
        decoded = decode(capture.body, capture.declared, charset=self.charset)
        page = Page(decoded.text, url)
        held = self.sites.of_address(url, engine) or self.sites.of_page(page, engine)
        named, source = _asked(held, url)
        seen = date.astimezone(held.zone)
        reading = held.site.read(page, Asked(named, held.zone, seen, capture.status, source))
        said = reading.said
        if isinstance(said, ThreadPage) and said.posts and (tid := named.tid or said.tid):
            held.learn(page, replace(named, tid=tid))
            held.read.add((named.kind, source))
            self.counts["thread pages"] += 1
            if any(post.published is not None and post.published > seen + _ASTRAY for post in said.posts):
                self.counts["pages dated before their posts"] += 1
            encoding = Encoding(decoded.declared, decoded.used, decoded.method, decoded.bad_bytes)
            narrowed, at = held.site.is_narrowed(url), (named.page, named.part)
            imprint = _imprint(capture, engine, source)
            yield FoundPage(held.key, tid, date, place, source, narrowed, *at, encoding, said, reading.signs, imprint)
        elif isinstance(said, ListPage):
            held.learn(page, named)
            self.counts["list pages"] += 1
            yield from _rows(held, said, named, date, plain=bool(source) or said.layout.startswith(TOUCH))
        elif isinstance(said, Notice):
            self.counts[f"notices/{said.kind}"] += 1
            if named.tid is not None:
                yield FoundNotice(held.key, named.tid, date, said.kind, said.text)
        else:
            self.counts["index pages" if isinstance(said, IndexPage) and said.boards else "pages not read"] += 1


def _rows(held: HeldSite, listed: ListPage, named: PageName, date: datetime, *, plain: bool) -> Iterator[FoundRow]:
    fid = named.fid or listed.fid
    for row in listed.rows:
        held.site.learn_link("thread", row.tid, row.url)
        yield FoundRow(held.key, row.tid, date, plain, fid, row)


def _imprint(capture: _Capture, engine: Engine, source: str) -> Imprint | None:
    """The imprint of a thread's own page."""
    first = engine.marks.first if engine.marks is not None and not source else None
    return None if first is None else first.imprint(capture.body, capture.declared)


def _asked(held: HeldSite, url: str) -> tuple[PageName, str]:
    """The name of a page by its address, and the cheaper source that it comes from."""
    named = held.site.parse(url)
    if named is None:
        return PageName("other"), ""
    source, _, kind = named.kind.rpartition("-")
    if source and held.engine.source(source) is not None:
        return replace(named, kind=kind), source
    return named, ""
