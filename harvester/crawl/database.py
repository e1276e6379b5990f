"""The stores of crawls in PostgreSQL. Its packages are loaded only if ``HARVESTER_DATABASE`` names a database."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from harvester.crawl.configuration import configuration_of
from harvester.crawl.lease import lease_of
from harvester.disk.names import folder_name
from harvester.forum.domains import domain_of
from harvester.store.interface import StoreError
from harvester.store.options import NEEDED, DatabaseOptions

if TYPE_CHECKING:
    from harvester.store.postgres.store import PostgresStore


def server_of(url: str) -> str:
    """The key that sites on one server share, as far as an address shows; only one of them is crawled at a time.

    >>> server_of("https://bbs.example.com:8080/bbs/"), server_of("http://127.0.0.1/bbs/")
    ('example.com', '127.0.0.1')
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    return domain_of(host) or host


async def database_store(crawler: Crawler, name: str, base: str) -> PostgresStore:
    """The store of the site ``name``, at the address ``base``, taken for a crawl, or under the lease that it has.

    Raises :class:`~harvester.disk.lock.LockedError` if another run is at work on it, and StoreError.
    """
    chosen: DatabaseOptions = configuration_of(crawler).database
    try:
        from harvester.depot.looking_up import latest_line  # noqa: PLC0415 - an extra
        from harvester.store.postgres.connections import Connections  # noqa: PLC0415 - an extra
        from harvester.store.postgres.store import PostgresStore  # noqa: PLC0415 - as above
        from harvester.store.postgres.taking import SiteName  # noqa: PLC0415 - as above
    except ImportError as error:
        raise StoreError(NEEDED.format(error)) from error
    connections = await Connections.open(chosen.address, chosen.connections, chosen.patience)
    lease = lease_of(crawler)
    if lease is not None:
        return await PostgresStore.take(connections, SiteName(lease.site), lease.epoch, latest_line)
    return await PostgresStore.take(connections, SiteName(folder_name(name), server_of(base)), None, latest_line)
