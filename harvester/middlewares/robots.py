"""Obeying the robots.txt of every server that requests go to."""

from __future__ import annotations

import asyncio
import logging
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser, decode_robotstxt
from scrapy.utils.misc import build_from_crawler, load_object

from harvester.crawl import signals as our_signals
from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import PostponedError
from harvester.crawl.run import Run
from harvester.forum.authority import place_of, target_of
from harvester.middlewares.reach import FILE
from harvester.robots.body import MOST, EncodingError, plain
from harvester.robots.rules import EVERYBODY, names_of, ours
from harvester.runs.notices import Record

logger = logging.getLogger(__name__)

#: Redirects in a row that are followed (RFC 9309, 2.3.1.2: at least five).
MOST_REDIRECTS = 5
#: The closing reason of a run whose forum does not answer the request for robots.txt.
NO_ANSWER = "no_robots"
#: Key of ``request.meta``: the bytes received so far for a robots.txt.
_CAME = "harvester_robots_bytes"


class ShutError(PostponedError):
    """No request is made to a server in this run, because of its robots.txt or because that could not be fetched.

    ``kind`` is the kind of notice, and the run's closing reason if it is the forum's own server.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class ForbiddenError(IgnoreRequest):
    """A page or file that robots.txt forbids."""


class RobotsMiddleware:
    """Asks each server for its robots.txt before anything else, and obeys it (RFC 9309).

    Of an answer with 2xx, the first 500 KiB count; 4xx allows everything. Any other answer, or none, forbids the
    server for this run, and so does a crawl delay above ``HARVESTER_LONGEST_WAIT``. At most five redirects are
    followed, on the same server (https for http, ``www.`` or not). If the forum's own server is forbidden, the run ends
    with the reason ``robots_unreachable``, ``crawl_delay`` or ``no_robots`` (no answer) at the next page, but never at
    a file: whoever writes a post may name any scheme in the address of a picture. Settings: ``ROBOTSTXT_OBEY``,
    ``ROBOTSTXT_PARSER``, ``ROBOTSTXT_USER_AGENT``. Stats: Scrapy's own, ``robotstxt/...``. Signal: ``robots_parsed``.

    Order 595: answers come here before they are unpacked (590), and requests after the user agent is set.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self.run = Run(crawler)
        self.names = names_of(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        self.longest_wait = configuration_of(crawler).pace.longest_wait
        self.parser: type[RobotParser] = load_object(settings["ROBOTSTXT_PARSER"])
        build_from_crawler(self.parser, crawler, b"")  # fails here where a package of it is missing
        self._servers: dict[str, asyncio.Future[RobotParser]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals. Raises ``NotConfigured`` where robots.txt is not to be obeyed."""
        robots = cls(crawler)
        crawler.signals.connect(robots.bytes_received, signal=signals.bytes_received)
        return robots

    async def process_request(self, request: Request) -> None:
        """Let a request pass that robots.txt allows.

        Raises :class:`ForbiddenError` for any other, and :class:`ShutError` if the server gets no requests at all. If
        the network fails, the first request to the server fails with the error of the request for robots.txt.
        """
        if _CAME in request.meta:
            request.meta[_CAME] = 0  # a retry is a copy
        if request.meta.get("dont_obey_robotstxt") or not request.url.startswith(("http:", "https:")):
            return
        parser = await self._rules(request)
        if not self._allows(parser, request.url):
            self.run.stats.inc_value("robotstxt/forbidden")
            raise ForbiddenError("Forbidden by robots.txt")

    def process_response(self, request: Request, response: Response) -> Response:
        """The part of a robots.txt that counts, unpacked. Raises ``IgnoreRequest`` if it cannot be unpacked."""
        if _CAME not in request.meta:
            return response
        encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        response.headers.pop("Content-Encoding", None)
        try:
            return response.replace(body=plain(response.body, encoding))
        except EncodingError as error:
            raise IgnoreRequest(str(error)) from error

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Stop the download of a robots.txt after the part that counts."""
        if _CAME in request.meta:
            request.meta[_CAME] += len(data)
            if request.meta[_CAME] > MOST:
                raise StopDownload(fail=False)

    # --- learning what a server allows ------------------------------------------------------

    async def _rules(self, request: Request) -> RobotParser:
        server = _server(request.url)
        first = server not in self._servers
        if first:
            self._servers[server] = asyncio.ensure_future(self._learn(server, request))
        try:
            return await asyncio.shield(self._servers[server])
        except ShutError as error:
            self._stop(error.kind, request)
            raise
        except PostponedError:
            raise
        except Exception as error:
            self._stop(NO_ANSWER, request)
            if first:
                request.meta["dont_retry"] = True  # the request for robots.txt was retried as often as one for a page
                raise
            raise ShutError(NO_ANSWER, f"no answer from {server}/robots.txt") from error

    async def _learn(self, server: str, request: Request) -> RobotParser:
        """The rules of a server. Reports and raises :class:`ShutError` if it must not get requests."""
        try:
            parser = self._parse(await self._fetch(f"{server}/robots.txt"))
            self._check_delay(parser)
        except ShutError as error:
            self._report(error, server)
            raise
        await self.crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=parser, request=request)
        return parser

    async def _fetch(self, url: str) -> bytes:
        """The robots.txt at an address; ``b""``, which allows everything, if there is none."""
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(url)
            if 200 <= response.status < 300:
                return response.body
            if 400 <= response.status < 500:
                return b""
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or location is None:
                raise _unreachable(f"status {response.status}")
            url = _onward(url, location)
        raise _unreachable(f"sent on more than {MOST_REDIRECTS} times, last to {url}")

    async def _ask(self, url: str) -> Response:
        meta = {"dont_obey_robotstxt": True, "dont_redirect": True, "download_maxsize": 0, "download_warnsize": 0}
        headers = {"Accept-Encoding": "gzip"}
        request = Request(url, callback=NO_CALLBACK, headers=headers, meta=meta | {_CAME: 0, FILE: True})
        assert self.crawler.engine is not None  # noqa: S101 - it runs while requests are made
        self.run.stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            if isinstance(error, PostponedError):
                raise
            raise _unreachable(str(error)) from error
        except Exception as error:  # whatever the network may raise
            self.run.stats.inc_value(f"robotstxt/exception_count/{type(error)}")
            raise
        self.run.stats.inc_value("robotstxt/response_count")
        self.run.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        return response

    def _parse(self, body: bytes) -> RobotParser:
        rules = ours(decode_robotstxt(body, self.crawler.spider), self.names)
        try:
            return build_from_crawler(self.parser, self.crawler, rules.encode())
        except Exception as error:  # whatever a parser may raise
            raise _unreachable(f"it can't be read: {type(error).__name__}: {error}") from error

    def _allows(self, parser: RobotParser, url: str) -> bool:
        """Whether a page may be requested; not if the parser fails on its address."""
        try:
            return parser.allowed(url, EVERYBODY)
        except Exception as error:  # noqa: BLE001 - whatever a parser may raise
            logger.warning("robots.txt can't be read for %s: %s: %s", url, type(error).__name__, error)
            return False

    def _check_delay(self, parser: RobotParser) -> None:
        delay = parser.crawl_delay(EVERYBODY) or 0.0
        if delay > self.longest_wait:
            limit = f"HARVESTER_LONGEST_WAIT={self.longest_wait:g}"
            raise ShutError("crawl_delay", f"it asks for {delay:.0f} s between two requests, more than {limit}")

    # --- what comes of it -----------------------------------------------------------------

    def _report(self, error: ShutError, server: str) -> None:
        """Report once that a server gets no requests."""
        site = getattr(self.crawler.spider, "site", None)
        if site is None:  # ``scrapy site``, which reports it in its own way
            return
        record = Record(site.name, error.kind, f"{server}/robots.txt", str(error), failure=True)
        self.crawler.signals.send_catch_log(our_signals.notice, record=record)

    def _stop(self, reason: str, request: Request) -> None:
        """End the run if the server is the forum's own, and the request is for a page."""
        site = getattr(self.crawler.spider, "site", None)
        if site is not None and FILE not in request.meta and place_of(request.url) == place_of(site.base):
            self.run.stop(reason)


def _server(url: str) -> str:
    """Scheme and host of an address, below which robots.txt is."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _onward(url: str, location: bytes) -> str:
    """Where a redirect leads. Raises :class:`ShutError` if that is another server."""
    try:
        target = target_of(url, location)
    except ValueError as error:
        raise _unreachable(f"{url} leads to {error}") from error
    if place_of(target) != place_of(url):
        raise _unreachable(f"{url} leads to {target}, of another server, which is not asked for it")
    return target


def _unreachable(why: str) -> ShutError:
    return ShutError(
        "robots_unreachable", f"robots.txt can't be fetched, which forbids all of the server for now: {why}"
    )
