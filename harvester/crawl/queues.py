"""Queues in which requests wait for their turn at a server, across all crawls and processes that use that server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, ref

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

from harvester.crawl.configuration import configuration_of
from harvester.crawl.lease import LeaseOverError
from harvester.disk.turns import BusyError, Turns, prepare, usual_folder
from harvester.forum.domains import domain_of

logger = logging.getLogger(__name__)

#: Seconds between two tries at a file that another process holds for a moment, and the number of tries: 2 s in all.
_AGAIN, _TRIES = 0.005, 400
_ALONE = "HARVESTER_TURNS: %s: other processes may ask the same server at the same time"


class PostponedError(IgnoreRequest):
    """A request that is left to the next run. It is not a failure, and nothing is noted."""


@dataclass(slots=True)
class Turn:
    """The turn of one request at its server.

    ``servers``: the server's keys; ``delay``: least seconds to the next turn; ``since``: when it was taken, on the
    clock of turns; ``used``: whether a request was sent in it.
    """

    servers: set[str]
    delay: float
    since: float = 0.0
    used: bool = False


class Queue:
    """Where the requests of one crawl wait for their turn. Settings: ``HARVESTER_TURNS``, ``DNS_TIMEOUT``.

    Two sites are on one server if they share an IP address or a registrable domain.
    """

    #: Whether the crawl has to end at once: what its end would wait for is left to the next run.
    hurried: bool

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = ref(crawler)  # weak, so that a crawl that is over can be freed
        self._turns = _shared_turns(configuration_of(crawler).pace.turns or usual_folder())
        self._addresses: dict[str, set[str]] = {}
        self._longest_lookup = crawler.settings.getfloat("DNS_TIMEOUT")
        self._over = asyncio.Event()
        self._last: set[str] = set()  # the keys of the server that was asked last
        self.hurried = False
        self._cut = False
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def crawler(self) -> Crawler:
        """The crawl. Raises :class:`ReferenceError` once it is freed."""
        crawler = self._crawler()
        if crawler is None:
            raise ReferenceError("the crawl is over")
        return crawler

    async def take(self, request: Request) -> Turn:
        """Wait for the turn of ``request``, and take it.

        Raises :class:`PostponedError` if the crawl ends before that, and ``DownloadTimeoutError`` if the host's name
        could not be looked up in time.
        """
        self._last = await self._servers(request)
        turn = Turn(self._last, self._delay(request))
        if not await self._take(turn, lambda: self._delay(request)):
            raise PostponedError(f"the run ends: {request.url}")
        return turn

    def start(self, turn: Turn) -> bool:
        """Have ``turn`` count from now, because its request is sent now.

        ``False`` if that has to wait: another request was made since the turn was taken, or this one is sent again.
        Raises :class:`BusyError` if it is to be tried again at once.
        """
        if turn.used:
            return False
        try:
            turn.used = self._turns.start(turn.servers, turn.since)
        except OSError as error:
            self._alone(error)
            turn.used = True
        return turn.used

    async def start_later(self, turn: Turn) -> None:
        """Wait until the request of ``turn`` may be sent. Raises :class:`PostponedError` if the crawl ends before."""
        for _ in range(_TRIES):
            try:
                if self.start(turn):
                    return
                break
            except BusyError:
                await asyncio.sleep(_AGAIN)
        if not await self._take(turn, lambda: turn.delay):
            raise PostponedError("the run ends before a request could be sent in its turn")
        turn.used = True

    async def hold(self, request: Request, wait: float) -> None:
        """Keep all crawls from the server of ``request`` for ``wait`` seconds from now."""
        try:
            servers = await self._servers(request)
        except DownloadTimeoutError:  # it can't be asked anyway
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
        """Whether the crawl is ending, so that no further request is made."""
        return self._over.is_set()

    def let_go(self) -> None:
        """Postpone all requests that wait, here or for Scrapy's own delay: the crawl ends."""
        self._over.set()
        assert self.crawler.engine is not None  # noqa: S101 - it runs while there is something to end
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                request, waits = slot.queue.popleft()
                waits.errback(Failure(PostponedError(f"the run ends: {request.url}")))  # type: ignore[no-untyped-call]

    def rest(self) -> float:
        """Seconds until the next request to the server, for the worker that continues, perhaps on another machine."""
        with suppress(BusyError, OSError):
            return self._turns.rest(self._last)
        return 0.0

    def cut(self) -> None:
        """Give up all requests without an answer yet; the next run makes them again."""
        self._cut = True
        self.let_go()
        for task in self._under_way:
            task.cancel()

    async def wait_for(self, answer: Coroutine[Any, Any, Response], request: Request) -> Response:
        """Wait for an answer. Raises :class:`PostponedError` if the crawl no longer waits."""
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

    async def _take(self, turn: Turn, delay: Callable[[], float]) -> bool:
        """Wait for a turn and take it; ``False`` if the crawl ends before that. The delay may change meanwhile."""
        while not self._over.is_set():
            turn.delay = delay()
            wait = await self._taken(turn.servers, turn.delay)
            if not wait:
                turn.since = self._turns.clock()
                return True
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._over.wait()
        return False

    async def _taken(self, servers: set[str], delay: float) -> float:
        """Try to take the turn; returns 0 if that worked, otherwise the seconds until it may be free."""
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
        """The crawl's current delay, which its pace sets."""
        assert self.crawler.engine is not None  # noqa: S101 - it makes the request
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        return slot.delay if slot is not None else self.crawler.settings.getfloat("DOWNLOAD_DELAY")

    async def _servers(self, request: Request) -> set[str]:
        """The keys of a request's server, which other sites on it share: its domain and its IP addresses."""
        host = (urlsplit(request.url).hostname or "").rstrip(".")
        servers = {domain_of(host) or host}
        if not request.meta.get("proxy"):  # a proxy looks the name up itself
            servers |= self._addresses.get(host) or await self._looked_up(host)
        return servers - {""}

    async def _looked_up(self, host: str) -> set[str]:
        """The IP addresses of a host name, remembered if there are any: a lookup that fails may work at a retry."""
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


def queue_of(crawler: Crawler) -> Queue:
    """The queue of a crawl."""
    if crawler not in _queues:
        _queues[crawler] = Queue(crawler)
    return _queues[crawler]


_queues: WeakKeyDictionary[Crawler, Queue] = WeakKeyDictionary()
_turns: dict[Path | None, Turns] = {}


def _shared_turns(folder: Path | None) -> Turns:
    """The turns shared by all crawls of this process with the same folder; ``None``: without files."""
    if folder is not None and folder not in _turns:
        try:
            prepare(folder)
        except OSError as error:
            logger.warning(_ALONE, error)
            folder = None
    return _turns.setdefault(folder, Turns(folder))


class _Found:
    """Collects the IP addresses of a host name."""

    def __init__(self) -> None:
        self.addresses: set[str] = set()
        self.all: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802 - Twisted's names
        """Do nothing; Twisted's interface asks for it."""

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        """Add an address."""
        self.addresses.add(str(getattr(address, "host", "")))

    def resolutionComplete(self) -> None:  # noqa: N802
        """Note that there are no more."""
        if not self.all.done():
            self.all.set_result(None)


async def _addresses(host: str) -> set[str]:
    """The IP addresses of a host name; empty if none is found, which the request itself will report."""
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
