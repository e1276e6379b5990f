"""Harvest a forum again from WARC files, with today's rules and without a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from functools import cache
from typing import Any

from scrapy import Request
from scrapy.exceptions import DontCloseSpider
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from harvester.config.declaring import ConfigurationError, options_of
from harvester.crawl.archive_handler import NotInArchiveError
from harvester.crawl.arguments import Arguments, named
from harvester.crawl.options import PlaceOptions
from harvester.crawl.settings import check
from harvester.engines import table
from harvester.forum.engine import Engine
from harvester.forum.hosts import related
from harvester.forum.model import Notice
from harvester.forum.page import Page
from harvester.spiders.asking import Output
from harvester.spiders.forum import ForumSpider
from harvester.spiders.wanted import Wanted
from harvester.text.encodings.decoding import decode
from harvester.warc.reader import ArchiveError, Capture, Pages, beginning, captures_in, files

#: Below ``HARVESTER_DIR``: a replay never writes to the harvest of a live forum.
FOLDER = "replay"

_HANDLER = "harvester.crawl.archive_handler.ArchiveHandler"

#: This many pages of an archive are enough to tell its engine.
ENOUGH_PAGES = 20
#: Bytes of a page that are read for that: its head, with generator and scripts, and the first of its content.
ENOUGH_BYTES = 1 << 17

#: A priority that no option on the command line has: Scrapy sets these once more when the crawl begins.
ABOVE_ALL = 50

#: What keeps a replay off the network, and from waiting for a server that is not there. No option undoes it.
OFFLINE: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER} | dict.fromkeys(("file", "ftp", "s3")),
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "HARVESTER_DAILY_REQUESTS": 0,
    "HARVESTER_HOURS": "",
    "HARVESTER_METRICS": "",  # they are about live crawls
    "HARVESTER_WARC": False,
}

#: Parts that have nothing to do without a server: the delays of a live site, and logging in.
LEFT_OUT = {
    "EXTENSIONS": "harvester.extensions.pace.Pace",
    "DOWNLOADER_MIDDLEWARES": "harvester.middlewares.access.AccessMiddleware",
}


class ReplaySpider(ForumSpider):
    """Visits what the archive has of a forum: first as a crawl would, then what no list names.

    Argument ``warc``: ``PATH[,PATH...]``; ``address`` may be left out. If an address has several answers, the latest
    counts.
    """

    name = "replay"

    def __init__(self, warc: str = "", **given: str) -> None:
        captures = indexed(warc)
        given = named(given)
        self.chosen = bool(given.get("address"))
        engine = engine_of(captures, given)
        defaults = {"source": source_of(captures, engine), "engine": engine.name}
        address = given.get("address") or forum_of(captures, engine)
        super().__init__(**defaults | given | {"address": address, "full": "1"})
        self.pages = Pages(captures, self.site.key)
        page = self.site.parse(self.arguments.address)
        self.whole = page is None or page.kind == "index"

    @staticmethod
    def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, str]]:
        """The arguments of the one replay. Raises ConfigurationError where they are wrong."""
        check(settings)
        if "site" in given:
            raise ConfigurationError(f"site={given['site']}: a replay takes the forum's address, address=")
        captures = indexed(given.get("warc", ""))
        arguments = {name: value for name, value in named(given).items() if name != "warc"}
        address = arguments.get("address") or forum_of(captures, engine_of(captures, arguments))
        Arguments.parse(arguments | {"address": address})
        return [given]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Stay off the network, wait for nobody, and write to a folder of its own."""
        super().update_settings(settings)
        for name, value in OFFLINE.items():
            settings.set(name, value, priority=ABOVE_ALL)
        for name, part in LEFT_OUT.items():
            settings.set(name, settings.getdict(name) | {part: None}, priority=ABOVE_ALL)
        settings.set("HARVESTER_DIR", str(options_of(PlaceOptions, settings).folder / FOLDER), priority=ABOVE_ALL)

    async def start(self) -> AsyncIterator[Any]:
        """Begin where a crawl would; if no address was given, only if the archive has that page."""
        async for request in super().start():
            if self.chosen or self.pages.has(request.url):
                yield request

    def _at_door(self, wanted: Wanted) -> bool:  # noqa: ARG002 - an archive may lack its first page
        return False

    def idle(self) -> None:
        """Request what no list named. Raises :class:`~scrapy.exceptions.DontCloseSpider` where there is more."""
        requests = list(self._unlisted("board")) or list(self._unlisted("thread"))
        if requests:
            assert self.crawler.engine is not None  # noqa: S101 - it is idle
            for request in requests:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider
        super().idle()

    def _unlisted(self, kind: str) -> Iterator[Request]:
        if self.arguments.since or not self.whole:
            return
        for url in self.pages.urls:
            address = self.site.parse(url)
            if address is None or address.kind != kind:
                continue
            if address.tid is not None:
                yield from self.visit(address.tid, None)
            elif not self.frontier.enough:
                yield from self.ask(Wanted(address))

    def _failed(self, failure: Failure) -> Output:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        wanted: Wanted = request.cb_kwargs["wanted"]
        first_of_source = wanted.archived and wanted.draft is None  # the thread's own page may be there
        if first_of_source or not isinstance(failure.value, NotInArchiveError):
            yield from super()._failed(failure)
            return
        notice = Notice("not_in_archive", "no WARC file has it")
        self._note(notice.kind, request.url, notice.text, wanted.address.tid)
        if wanted.draft is not None:
            yield self._finished(wanted.draft, wanted)
        else:
            self._settle(wanted, notice)


@cache
def indexed(warc: str) -> list[Capture]:
    """The captures in the files that ``warc`` names; cached, since command and spider both need them.

    Raises ConfigurationError where a file cannot be read.
    """
    try:
        return captures_in(files(warc))
    except (ArchiveError, OSError) as error:
        raise ConfigurationError(str(error)) from error


def engine_of(captures: list[Capture], given: dict[str, str]) -> Engine:
    """The engine that is given, otherwise that of the pages, otherwise the one that fits most addresses."""
    try:
        if given.get("engine"):
            return table.named(given["engine"])
    except table.EngineError as error:
        raise ConfigurationError(str(error)) from error
    address = given.get("address")
    here = [each for each in captures if related(each.url, address)] if address else captures
    return table.of_pages(_some_pages(here)) or table.of_addresses(each.url for each in here)


def _some_pages(captures: list[Capture]) -> Iterator[Page]:
    """The beginnings of a few pages, spread over the archive."""
    good = [each for each in captures if each.status == 200]
    for capture in good[:: -(-len(good) // ENOUGH_PAGES) or 1]:
        with suppress(OSError, ArchiveError):  # reported when the page itself is needed
            body, kind = beginning(capture, ENOUGH_BYTES)
            yield Page(decode(body, http_content_type_encoding(kind)).text, capture.url)


def source_of(captures: list[Capture], engine: Engine) -> str:
    """The source that most threads in the archive come from: the crawl may have used a cheaper one."""
    kinds = Counter(named.kind for each in captures if (named := engine.site.stock(each.url)))
    return max(("thread", *(source.name for source in engine.sources)), key=lambda name: kinds[_threads(name)])


def _threads(source: str) -> str:
    return source if source == "thread" else f"{source}-thread"


def forum_of(captures: list[Capture], engine: Engine) -> str:
    """The address of the forum that most pages belong to. Raises ConfigurationError if none is a forum's."""
    doors = ["", *(f"{source.name}-" for source in engine.sources)]
    kinds = {f"{door}{kind}" for door in doors for kind in ("thread", "board")}
    named = [each.url for each in captures if (named := engine.site.stock(each.url)) and named.kind in kinds]
    bases = Counter(engine.site.base_of(url) for url in named)
    if not bases:
        raise ConfigurationError("the WARC files hold no board or thread of a forum")
    return bases.most_common(1)[0][0]
