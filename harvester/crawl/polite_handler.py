"""Scrapy's downloads, each when it is its server's turn: whichever crawls and processes ask that server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, ref

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS

from harvester.crawl.configuration import configuration_of
from harvester.crawl.lease import GuardedPool, LeaseOverError, lease_of
from harvester.crawl.old_tls import OldTls, check_key
from harvester.disk.turns import BusyError, Turns, prepare, usual_folder
from harvester.forum.domains import domain_of

logger = logging.getLogger(__name__)

#: Seconds between two tries at a file that another process holds for a moment, and how many there are.
_AGAIN, _TRIES = 0.005, 400
_ALONE = "HARVESTER_TURNS: %s: other processes may ask the same server at the same time"


class PostponedError(IgnoreRequest):
    """A request that is not made now: the next run makes it. No failure, and nothing to be noted."""


class Queue:
    """Where the requests of one crawl wait for their turn. Settings: ``HARVESTER_TURNS``, ``DNS_TIMEOUT``.

    Two sites are of one server where they have one address, or are below one registrable domain.
    """

    #: Whether the crawl is to be over in a moment: what its end would wait for is left to the next run.
    hurried: bool

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = ref(crawler)  # which is forgotten once it is over: processes live on
        self._turns = _shared_turns(configuration_of(crawler).pace.turns or usual_folder())
        self._addresses: dict[str, set[str]] = {}
        self._longest_lookup = crawler.settings.getfloat("DNS_TIMEOUT")
        self._over = asyncio.Event()
        self._last: set[str] = set()  # what the server is known by that was asked last
        self.hurried = False
        self._cut = False
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def crawler(self) -> Crawler:
        """The crawl. Raises :class:`ReferenceError` once nobody else knows of it."""
        crawler = self._crawler()
        if crawler is None:
            raise ReferenceError("the crawl is over")
        return crawler

    async def take(self, request: Request) -> None:
        """Wait for the turn of ``request``.

        Raises :class:`PostponedError` where the crawl ends before it comes, and ``DownloadTimeoutError`` where nothing
        says in time what addresses the host's name leads to.
        """
        self._last = servers = await self._servers(request)
        while not self._over.is_set() and (wait := await self._taken(servers, self._delay(request))):
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._over.wait()
        if self._over.is_set():
            raise PostponedError(f"the run ends: {request.url}")

    async def hold(self, request: Request, wait: float) -> None:
        """Have no crawl ask the server of ``request`` for some seconds from now on."""
        try:
            servers = await self._servers(request)
        except DownloadTimeoutError:  # it can't be asked at all
            return
        for _ in range(_TRIES):
            try:
                self._turns.hold(servers, wait)
            except BusyError:
                await asyncio.sleep(_AGAIN)
            except OSError as error:
                self._alone(error)
            else:
                return

    @property
    def over(self) -> bool:
        """Whether the crawl ends: nothing more is asked."""
        return self._over.is_set()

    def let_go(self) -> None:
        """Make none of the requests that wait, here or for Scrapy's own delay: the crawl ends."""
        self._over.set()
        assert self.crawler.engine is not None  # noqa: S101 - it runs while there is something to end
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                request, waits = slot.queue.popleft()
                waits.errback(Failure(PostponedError(f"the run ends: {request.url}")))  # type: ignore[no-untyped-call]

    def rest(self) -> float:
        """Seconds until the server may be asked again: for whoever goes on, on another machine it may be."""
        with suppress(BusyError, OSError):
            return self._turns.rest(self._last)
        return 0.0

    def cut(self) -> None:
        """Wait for no answer any longer: what was asked for is given up, and the next run asks again."""
        self._cut = True
        self.let_go()
        for task in self._under_way:
            task.cancel()

    async def wait_for(self, answer: Coroutine[Any, Any, Response], request: Request) -> Response:
        """An answer that is on its way. Raises :class:`PostponedError` where the crawl does not wait any longer."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - Scrapy's downloads are tasks
        self._under_way.add(task)
        try:
            return await answer
        except (asyncio.CancelledError, LeaseOverError) as error:
            if isinstance(error, asyncio.CancelledError) and not self._cut:
                raise
            raise PostponedError(f"the run ends: {request.url}") from error
        finally:
            self._under_way.discard(task)

    # --- inside -----------------------------------------------------------------------

    async def _taken(self, servers: set[str], delay: float) -> float:
        """0 where the turn is taken, otherwise the seconds until it may be free."""
        for _ in range(_TRIES):
            try:
                return self._turns.take(servers, delay)
            except BusyError:
                await asyncio.sleep(_AGAIN)
            except OSError as error:
                self._alone(error)
        self._alone(OSError("a file is locked and stays so"))
        return self._turns.take(servers, delay)

    def _alone(self, error: OSError) -> None:
        logger.warning(_ALONE, error)
        self._turns = _shared_turns(None)

    def _delay(self, request: Request) -> float:
        """The delay that the crawl keeps at this moment, which its pace sets."""
        assert self.crawler.engine is not None  # noqa: S101 - it makes the request
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        return slot.delay if slot is not None else self.crawler.settings.getfloat("DOWNLOAD_DELAY")

    async def _servers(self, request: Request) -> set[str]:
        """What a request's server has in common with other sites of it."""
        host = (urlsplit(request.url).hostname or "").rstrip(".")
        servers = {domain_of(host) or host}
        if not request.meta.get("proxy"):  # which looks the name up itself
            servers |= self._addresses.get(host) or await self._looked_up(host)
        return servers - {""}

    async def _looked_up(self, host: str) -> set[str]:
        """The addresses of a host, kept where there are any: what fails once may be there at the next try."""
        lookup, over = asyncio.ensure_future(_addresses(host)), asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({lookup, over}, timeout=self._longest_lookup, return_when=asyncio.FIRST_COMPLETED)
            if lookup.done():
                self._addresses[host] = lookup.result()
            elif not over.done():
                raise DownloadTimeoutError(f"no address of {host} within {self._longest_lookup:g} s (DNS_TIMEOUT)")
        finally:
            lookup.cancel()
            over.cancel()
        return self._addresses.get(host, set())


class PoliteHandler:
    """Scrapy's handler of http and https, which asks a server when it is its turn."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self.queue = queue_of(crawler)
        self.inner = build_from_crawler(HTTP11DownloadHandler, crawler)
        self.old_tls = configuration_of(crawler).sending.old_tls
        if self.old_tls:
            policy = cast("IPolicyForHTTPS", build_from_crawler(OldTls, crawler))
            self.inner._contextFactory = policy  # noqa: SLF001 - there is no public way
        self.lease = lease_of(crawler)
        if self.lease is not None:
            self.inner._pool = GuardedPool(self.lease, self.inner._pool)  # noqa: SLF001 - as above

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler of one crawl."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer, once it is the request's turn.

        Raises what Scrapy's handler does, :class:`PostponedError`, and what :func:`check_key` does.
        """
        await self.queue.take(request)
        if self.lease is not None and not self.lease.holds():
            raise PostponedError(f"the lease is over: {request.url}")
        response = await self.queue.wait_for(self.inner.download_request(request), request)
        if not self.old_tls:
            check_key(response)
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self.inner.close()


def queue_of(crawler: Crawler) -> Queue:
    """The queue of a crawl."""
    if crawler not in _queues:
        _queues[crawler] = Queue(crawler)
    return _queues[crawler]


_queues: WeakKeyDictionary[Crawler, Queue] = WeakKeyDictionary()
_turns: dict[Path | None, Turns] = {}


def _shared_turns(folder: Path | None) -> Turns:
    """The turns of all crawls of this process that have one folder; ``None``: without one."""
    if folder is not None and folder not in _turns:
        try:
            prepare(folder)
        except OSError as error:
            logger.warning(_ALONE, error)
            folder = None
    return _turns.setdefault(folder, Turns(folder))


class _Found:
    """Takes in the addresses that a host's name leads to."""

    def __init__(self) -> None:
        self.addresses: set[str] = set()
        self.all: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802 - Twisted's names
        """Nothing to do."""

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        """Take in one."""
        self.addresses.add(str(getattr(address, "host", "")))

    def resolutionComplete(self) -> None:  # noqa: N802
        """There are no more."""
        if not self.all.done():
            self.all.set_result(None)


async def _addresses(host: str) -> set[str]:
    """The addresses that a host's name leads to; none where none is found, which asking it will say."""
    from twisted.internet import reactor  # noqa: PLC0415 - an earlier import would install the wrong one

    with suppress(ValueError):
        return {str(ip_address(host))}
    found = _Found()
    resolver: Any = reactor.nameResolver
    try:
        resolver.resolveHostName(found, host)
        await found.all
    except Exception:  # noqa: BLE001 - whatever a resolver may raise
        return set()
    return found.addresses
