"""``harvester worker``: take sites from the database that a fleet shares, and crawl them, until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.utils.ossignal import install_shutdown_handlers

from harvester.commands.crawl import quieten
from harvester.commands.refusing import refuse, refuse_options, refusing
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.crawl.configuration import Configuration
from harvester.crawl.open_files import sites_at_once
from harvester.crawl.settings import check
from harvester.store.interface import StoreError

if TYPE_CHECKING:
    from harvester.fleet.worker import Worker

logger = logging.getLogger(__name__)

#: Objects made between two searches for those that are no longer used. With Python's 700, a tenth of all that a page
#: costs are these searches.
_COLLECT_AFTER = 20_000
#: Loggers of the libraries below, which say at length what is said here in a line.
_LOUD = ("procrastinate", "psycopg")


class Command(ScrapyCommand):
    """Work in a fleet: ``HARVESTER_DATABASE`` says in which."""

    configuration: Configuration
    worker: Worker | None = None

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Work in a fleet: crawl sites of the database that it shares (docs/fleet.md)"

    def long_desc(self) -> str:
        """What ``scrapy worker -h`` says."""
        return (
            "Take sites that are due from the table of sites in HARVESTER_DATABASE, and crawl them in slices, as many "
            "at once as HARVESTER_SITES_AT_ONCE says. SIGTERM hands them back. Exit status: 0 told to stop; 1 could "
            "not begin; 2 wrong usage. docs/fleet.md says how to set up a fleet."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse wrong usage in one line, before anything is set up."""
        with refusing("worker"):
            super().process_options(args, opts)
            refuse_options(args)
            assert self.settings is not None  # noqa: S101 - Scrapy sets it before
            self.configuration = check(self.settings)
        if args:
            refuse("worker", f"no such argument: {args[0]}; the table of sites says what is crawled")
        if not self.configuration.database.address:
            refuse("worker", "set HARVESTER_DATABASE=postgresql://HOST/DATABASE: a worker takes its sites from there")
        if find_spec("procrastinate") is None:
            refuse("worker", "it needs the extra fleet: pip install 'discuz-harvester[fleet]'")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Work until a signal comes."""
        from twisted.internet import reactor  # noqa: PLC0415 - an earlier import would install the wrong one

        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before
        quieten(self.settings)
        for name in _LOUD:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        install_shutdown_handlers(self._receive)
        reactor.callWhenRunning(self._begin)
        self.crawler_process.start(stop_after_crawl=False, install_signal_handlers=False)

    def _begin(self) -> None:
        self._task = asyncio.ensure_future(self._work())

    async def _work(self) -> None:
        """The worker's life, and the end of the loop after it."""
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        try:
            self.worker = self._made()
            with self._served(self.worker):
                await self.worker.run()
        except (OSError, StoreError) as error:
            self.exitcode = ExitCode.NOT_STARTED
            to_stderr(f"{program()} worker: {error}")
        except Exception:
            self.exitcode = ExitCode.NOT_STARTED
            logger.exception("The worker ends")
        finally:
            with suppress(RuntimeError):  # raised where it is stopped already
                reactor.stop()  # type: ignore[misc]  # Twisted makes the module an object

    def _made(self) -> Worker:
        gc.collect()
        gc.freeze()  # what is there for good is not looked through again
        gc.set_threshold(_COLLECT_AFTER)
        from harvester.fleet.address import worker_address  # noqa: PLC0415 - of an extra
        from harvester.fleet.worker import Setup, Worker  # noqa: PLC0415 - as above

        assert self.crawler_process is not None  # noqa: S101 - as above
        conninfo = worker_address(self.configuration.database.address, self.configuration.fleet.lease)
        settings = self.crawler_process.settings  # of a copy, the process would give its crawls what it has itself
        settings.set("HARVESTER_DATABASE", conninfo, priority="cmdline")
        settings.set("HARVESTER_PROGRESS", "off", priority="cmdline")
        places = sites_at_once(self.configuration.together.at_once)
        return Worker(Setup(self.crawler_process, settings, self.configuration, conninfo, places))

    @contextmanager
    def _served(self, worker: Worker) -> Iterator[None]:
        """Have its metrics served meanwhile, where that is wanted. Raises ``OSError`` where that can't be."""
        where = self.configuration.fleet.metrics
        if where is None:
            yield
            return
        from harvester.fleet.metrics import serve  # noqa: PLC0415 - of an extra

        try:
            end = serve(worker, where)
        except OSError as error:
            raise OSError(f"HARVESTER_WORKER_METRICS={where.host}:{where.port}: {error.strerror or error}") from error
        try:
            yield
        finally:
            end()

    def _receive(self, number: int, _frame: object) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        # A handler may run in the middle of anything: what follows waits for the loop's next turn.
        reactor.callFromThread(self._stop, signal.Signals(number))

    def _stop(self, number: signal.Signals) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        if self.worker is None or self.worker.stopping:
            with suppress(RuntimeError):  # as above
                reactor.stop()  # type: ignore[misc]  # as above
        else:
            logger.info("%s: handing the sites back; once more to stop at once", number.name)
            self.worker.stop()
