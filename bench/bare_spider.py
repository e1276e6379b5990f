"""The peer of ``bench/harvest.py``: fetches a list of addresses and does nothing with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response


class BareSpider(Spider):
    """Asks for each address of a file, in its order."""

    name = "bare"

    def __init__(self, addresses: str) -> None:
        super().__init__()
        self.addresses = Path(addresses)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all of them."""
        for url in self.addresses.read_text(encoding="utf-8").splitlines():
            yield Request(url, meta={"handle_httpstatus_all": True}, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Do nothing."""
