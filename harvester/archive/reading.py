"""From a record of an archive to what is found on it: unpacked, recognised, decoded, parsed and read once."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from harvester.archive.addresses import clean
from harvester.archive.bodies import BodyError, page_in
from harvester.archive.found import TOUCH, Found, FoundNotice, FoundPage, FoundRow, Place
from harvester.archive.recognise import engine_of
from harvester.archive.records import Record, Skipped
from harvester.archive.replays import replay_of
from harvester.archive.sites import HeldSite, Sites
from harvester.forum.authority import cut
from harvester.forum.engine import Asked, Engine
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.items import Encoding
from harvester.text.encodings.decoding import Decoded, decode
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
        try:
            yield from self._read(record)
        except BodyError as error:
            self.counts[f"skipped/{error}"] += 1
        except Exception:
            self.counts["errors"] += 1
            if self.counts["errors"] <= _LOGGED:
                logger.exception("%s, at %d: %s could not be read", self.file, record.offset, cut(record.url))

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
        decoded = decode(body, declared_by(record.headers.get("content-type", "")), charset=self.charset)
        yield from self._found(Page(decoded.text, record.url), decoded, record, place, engine, record.date)

    def _found(
        self, page: Page, decoded: Decoded, record: Record, place: Place, engine: Engine, date: datetime
    ) -> Iterator[Found]:
        held = self.sites.of_address(record.url, engine) or self.sites.of_page(page, engine)
        named, source = _asked(held, record.url)
        seen = date.astimezone(held.zone)
        reading = held.site.read(page, Asked(named, held.zone, seen, record.status, source))
        said = reading.said
        if isinstance(said, ThreadPage) and said.posts and (tid := named.tid or said.tid):
            held.learn(page, replace(named, tid=tid))
            self.counts["thread pages"] += 1
            if any(post.published is not None and post.published > seen + _ASTRAY for post in said.posts):
                self.counts["pages dated before their posts"] += 1
            encoding = Encoding(decoded.declared, decoded.used, decoded.method, decoded.bad_bytes)
            narrowed = held.site.is_narrowed(record.url)
            at = (named.page, named.part)
            yield FoundPage(held.key, tid, date, place, source, narrowed, *at, encoding, said, reading.signs)
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


def _asked(held: HeldSite, url: str) -> tuple[PageName, str]:
    """The name of a page by its address, and the cheaper source that it comes from."""
    named = held.site.parse(url)
    if named is None:
        return PageName("other"), ""
    source, _, kind = named.kind.rpartition("-")
    if source and held.engine.source(source) is not None:
        return replace(named, kind=kind), source
    return named, ""
