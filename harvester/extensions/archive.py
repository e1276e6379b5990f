"""Keeps every page as received, in WARC files."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response

from harvester import __version__
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.disk.names import site_folder
from harvester.extensions.keeper import keeper_of
from harvester.warc import FOLDER
from harvester.warc.writer import Exchange, WarcFolder

logger = logging.getLogger(__name__)

#: Scrapy's flags for a body that is not whole, and WARC's words for the reason (1.1, 5.13).
_CUT = {"dataloss": "disconnect", "download_stopped": "length"}


class Archive:
    """Writes each answer with its request to ``HARVESTER_DIR/SITE/warc``, before anything reads it.

    Settings: ``HARVESTER_WARC``, ``HARVESTER_WARC_SIZE``. Stats: ``harvester/warc/kept``, ``harvester/warc/left_out``
    (other requests than GET: a login's form is never kept). If a page cannot be written, the run stops.

    Order 300, before the keeper: the files are closed while the site's folder is still ours.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        self.most = configuration_of(crawler).warc.size
        self._files: WarcFolder | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals. Raises ``NotConfigured`` where no pages are to be kept."""
        if not configuration_of(crawler).warc.kept or not hasattr(crawler.spider, "site"):
            raise NotConfigured
        archive = cls(crawler)
        crawler.signals.connect(archive.response_downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(archive.spider_closed, signal=signals.spider_closed)
        return archive

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Keep an answer as it came from the network: this signal is sent before all middlewares."""
        if request.method != "GET":
            self.run.count("warc/left_out")
            return
        try:
            self._opened().write(exchange(request, response, datetime.now(UTC)))
        except OSError as error:
            keeper_of(self.crawler).give_up(error)
        else:
            self.run.count("warc/kept")

    def spider_closed(self) -> None:
        """Close the last file."""
        if self._files is not None:
            self._files.close()
            logger.info("Raw pages kept: %s", self._files.folder)

    def _opened(self) -> WarcFolder:
        if self._files is None:
            folder = site_folder(self.run.folder, self.run.site)
            about = {
                "software": f"Harvester/{__version__}",
                "format": "WARC File Format 1.1",
                "robots": "obey" if self.crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
                "description": "bodies as received, chunks joined; cookies, credentials and forms left out",
            }
            name = f"{folder.name}-{self.run.began:%Y%m%dT%H%M%SZ}"
            self._files = WarcFolder(folder / FOLDER, name, self.most, about)
            for path, cut in self._files.mended:
                logger.warning("%s was left open by a crash: %d bytes of a torn record were cut off", path, cut)
        return self._files


def exchange(request: Request, response: Response, at: datetime) -> Exchange:
    """The exchange in the form of a WARC record.

    Scrapy's client joins the chunks of a transfer encoding, and shows neither these nor the reason phrase. A content
    encoding is left in place, with its header. ``Content-Length`` is that of the body.
    """
    headers = [(name, value) for name, value in _pairs(response.headers) if name.lower() != "content-length"]
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Unknown"
    return Exchange(
        url=request.url.partition("#")[0],
        asked=_pairs(request.headers),
        protocol=response.protocol or "HTTP/1.1",
        status=f"{response.status} {phrase}",
        headers=[*headers, ("Content-Length", str(len(response.body)))],
        body=response.body,
        at=at,
        address=str(response.ip_address) if response.ip_address else None,
        truncated=next((why for flag, why in _CUT.items() if flag in response.flags), ""),
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)]
