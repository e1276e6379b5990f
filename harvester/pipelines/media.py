"""Downloading the pictures and attached files of articles, if the user wants them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, NoReturn, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DropItem, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.pipelines.media import FileInfo, MediaPipeline
from twisted.python.failure import Failure

from harvester.crawl import signals
from harvester.crawl.archive_handler import NotInArchiveError
from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import PostponedError
from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.items import Article, Attachment, Picture
from harvester.middlewares.reach import FILE, FileHosts
from harvester.middlewares.robots import ForbiddenError
from harvester.runs.notices import Record
from harvester.site_folder.media import ending_of, is_page, keep, picture_ending
from harvester.store.interface import StoreError
from harvester.store.records import Medium

# item_completed below reports each file that could not be fetched; Scrapy would also log a traceback.
logging.getLogger("scrapy.pipelines.media").addFilter(lambda record: not isinstance(record.msg, Failure))

#: Key of ``request.meta``: the :class:`Picture` or :class:`Attachment` that the request is for.
_FOR = "harvester_medium"
#: Statuses of a file that may be there later; others mean that it is not there, or not for guests.
_PASSING = range(500, 600)


class WithheldError(Exception):
    """A guest does not get this file; ``kind`` is that of the notice."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class PassingError(Exception):
    """The file could not be fetched now; it may be there later."""


class NotKeptError(Exception):
    """The disk or the store failed to keep the file: the run stops."""


class FilesPipeline(MediaPipeline):
    """Downloads the files of an article, each once, and says in the article where they are.

    Requests keep the forum's pace, its robots.txt and its budget. The pipeline comes before the one that makes
    revisions: the next run requests a file again that could not be fetched, and getting it makes a revision.
    Settings: ``HARVESTER_MEDIA``, ``HARVESTER_MEDIA_MAXSIZE``, ``HARVESTER_MEDIA_TYPES``, ``HARVESTER_MEDIA_HOSTS``.
    Stats: ``harvester/media/downloaded``, ``known``, ``not_wanted``.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        options = configuration_of(crawler).media
        self.run = Run(crawler)
        self.wanted = options.wanted
        self.max_size = options.max_size
        self.types = options.types
        spider: Any = crawler.spider  # ours, which have a site
        self.hosts = FileHosts(lambda: spider.site, options.hosts)
        #: What is asked for an article, by the article's id: a page may change meanwhile which hosts are the forum's.
        self._asked: dict[str, list[Request]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where no files are asked for."""
        if not configuration_of(crawler).media.wanted:
            raise NotConfigured
        return cls(crawler=crawler)

    async def process_item(self, item: Article) -> Any:  # type: ignore[override]  # it no longer gets the spider
        """``item``, once its files are downloaded or reported."""
        keeper = keeper_of(self.crawler)
        try:
            await keeper.harvest.load([item.tid])
            result = await super().process_item(item)
            await keeper.harvest.flush()
        except (OSError, StoreError) as error:
            keeper.give_up(error)
            raise DropItem(f"not written: {error}") from error
        return result

    # --- which files --------------------------------------------------------------------

    def get_media_requests(self, item: Article, info: MediaPipeline.SpiderInfo) -> list[Request]:
        """A request for each file of the article that is wanted."""
        del info
        for medium in self._media(item):
            if medium.url and not self._wants(medium):
                self.run.count("media/not_wanted")
        self._asked[item.id] = self._requests(item)
        return self._asked[item.id]

    def _requests(self, item: Article) -> list[Request]:
        meta = {"download_maxsize": self.max_size, "download_warnsize": 0, FILE: True}
        return [
            Request(medium.url, callback=NO_CALLBACK, headers={"Referer": item.url}, meta={_FOR: medium, **meta})
            for medium in self._media(item)
            if medium.url and self._wants(medium)
        ]

    def _media(self, item: Article) -> Iterator[Picture | Attachment]:
        if self.wanted in ("pictures", "all"):
            yield from item.pictures
        if self.wanted in ("attachments", "all"):
            yield from item.attachments

    def _wants(self, medium: Picture | Attachment) -> bool:
        """Whether the file's server and, as far as its name shows, its type are wanted."""
        ending = ending_of(_name(medium))
        return self.hosts.allow(medium.url or "") and (not self.types or not ending or ending in self.types)

    # --- one file -----------------------------------------------------------------------

    async def media_to_download(  # type: ignore[override]  # Scrapy awaits it, which its annotations don't say
        self, request: Request, info: MediaPipeline.SpiderInfo, *, item: Any = None
    ) -> FileInfo | None:
        """The file's entry if it is kept already; ``None`` if it is to be downloaded."""
        keeper = keeper_of(self.crawler)
        known = await keeper.harvest.medium(_key(request.meta[_FOR]))
        if known is None or not (keeper.folder / known.file).is_file():
            return None
        self.run.count("media/known")
        return _info(request, known, "uptodate")

    def media_downloaded(
        self, response: Response, request: Request, info: MediaPipeline.SpiderInfo, *, item: Any = None
    ) -> FileInfo:
        """Keep the file. Raises :class:`WithheldError` if the forum does not give it to guests."""
        medium = request.meta[_FOR]
        if response.status in _PASSING:
            raise PassingError(f"status {response.status}")
        if response.status != 200:
            raise WithheldError("missing_file", f"status {response.status}")
        ending = self._ending(medium, response.body)
        keeper = keeper_of(self.crawler)
        try:
            kept = keep(keeper.folder, response.body, ending)
            keeper.harvest.keep_medium(_key(medium), kept)
        except (OSError, StoreError) as error:
            keeper.give_up(error)
            raise NotKeptError(str(error)) from error
        self.run.count("media/downloaded")
        return _info(request, kept, "downloaded")

    def _ending(self, medium: Picture | Attachment, body: bytes) -> str:
        ending = picture_ending(body) if isinstance(medium, Picture) else ending_of(_name(medium))
        if ending is None or not body or (is_page(body) and ending not in (".htm", ".html")):
            what = "a page" if is_page(body) else "no picture"
            raise WithheldError("not_a_file", f"{len(body)} bytes that are {what}")
        if self.types and ending not in self.types:
            raise WithheldError("not_a_file", f"a file of type {ending or 'unknown'}, not one of HARVESTER_MEDIA_TYPES")
        return ending

    def media_failed(self, failure: Failure, request: Request, info: MediaPipeline.SpiderInfo) -> NoReturn:
        """Hand the failure on to :meth:`item_completed`, which knows the article."""
        del request, info
        failure.raiseException()

    # --- what came of it ----------------------------------------------------------------

    def item_completed(self, results: list[Any], item: Article, info: MediaPipeline.SpiderInfo) -> Article:
        """Note in ``item`` where its files are, and report those that could not be fetched."""
        del info
        for request, (done, result) in zip(self._asked.pop(item.id), results, strict=True):
            medium = request.meta[_FOR]
            if done:
                medium.file, medium.sha256 = result["path"], result["checksum"]
            else:
                self._report(result.value, request.url, item)
        return item

    def _report(self, error: BaseException, url: str, item: Article) -> None:
        """Report a file that was not downloaded. Raises :class:`~scrapy.exceptions.DropItem` if the run stops."""
        if isinstance(error, NotKeptError):
            raise DropItem(f"not written: {error}") from error
        if isinstance(error, WithheldError):
            self._note(error.kind, url, str(error), item)
        elif isinstance(error, DownloadCancelledError):
            self._note("too_large", url, f"more than {self.max_size} bytes (HARVESTER_MEDIA_MAXSIZE)", item)
        elif isinstance(error, ForbiddenError):
            self._note("robots", url, str(error), item)
        elif isinstance(error, NotInArchiveError):
            self._note("not_in_archive", url, "no WARC file has it", item)
        else:
            if not isinstance(error, PostponedError):
                self._note("download", url, f"{type(error).__name__}: {error}", item, failure=True)
            keeper_of(self.crawler).harvest.fail(item.tid, "media")

    def _note(self, kind: str, url: str, text: str, item: Article, *, failure: bool = False) -> None:
        record = Record(item.site, kind, url, text, item.tid, failure)
        self.crawler.signals.send_catch_log(signals.notice, record=record, of="file")

    def file_path(self, request: Request, *args: Any, **kwargs: Any) -> str:
        """Required by Scrapy, but not used: names are hashes of content (:func:`harvester.site_folder.media.keep`)."""
        raise NotImplementedError


def _info(request: Request, kept: Medium, status: str) -> FileInfo:
    return FileInfo(url=request.url, path=kept.file, checksum=kept.sha256, status=status)


def _name(medium: Picture | Attachment) -> str:
    named = medium.caption if isinstance(medium, Picture) else medium.name
    return named if named and ending_of(named) else medium.url or ""


def _key(medium: Picture | Attachment) -> str:
    return f"aid:{medium.aid}" if medium.aid else medium.url or ""
