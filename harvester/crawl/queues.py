"""Where requests wait for their server's turn: it is one for all crawls and processes that ask that server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, ref

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

from harvester.crawl.configuration import configuration_of
from harvester.crawl.lease import LeaseOverError
from harvester.disk.turns import BusyError, Turns, prepare, usual_folder
from harvester.forum.domains import domain_of

logger = logging.getLogger(__name__)

#: Seconds between two tries at a file that another process holds for a moment, and how many there are.
_AGAIN, _TRIES = 0.005, 400
#: Seconds after which a crawl does not wait any longer for a host's addresses: its own request will say what is wrong.
LONGEST_LOOKUP = 60.0
_ALONE = "HARVESTER_TURNS: %s: other processes may ask the same server at the same time"


class PostponedError(IgnoreRequest):
    """A request that is not made now: the next run makes it. No failure, and nothing to be noted."""


class Queue:
    """Where the requests of one crawl wait for their turn. Setting: ``HARVESTER_TURNS``.

    Two sites are of one server where they have one address, or are below one registrable domain.
    """

    #: Whether the crawl is to be over in a moment: what its end would wait for is left to the next run.
    hurried: bool

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = ref(crawler)  # which is forgotten once it is over: processes live on
        self._turns = _shared_turns(configuration_of(crawler).pace.turns or usual_folder())
        self._addresses: dict[str, set[str]] = {}
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
        """Wait for the turn of ``request``. Raises :class:`PostponedError` where the crawl ends before it comes."""
        self._last = servers = await self._servers(request)
        while not self._over.is_set() and (wait := await self._taken(servers, self._delay(request))):
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._over.wait()
        if self._over.is_set():
            raise PostponedError(f"the run ends: {request.url}")

    async def hold(self, request: Request, wait: float) -> None:
        """Have no crawl ask the server of ``request`` for some seconds from now on."""
        servers = await self._servers(request)
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
            if host not in self._addresses:
                self._addresses[host] = await _addresses(host)
            servers |= self._addresses[host]
        return servers - {""}


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
        async with asyncio.timeout(LONGEST_LOOKUP):
            await found.all
    except Exception:  # noqa: BLE001 - whatever a resolver may raise
        return set()
    return found.addresses
