"""The peers of ``fleet.py cpu``: a spider for each file of addresses, all in one process.

The first argument says which kind: ``bare`` (fetches) or ``parsing`` (also parses, and follows links). Prints the
seconds of CPU and of the clock that they took together.
"""

from __future__ import annotations

import json
import sys
import time

from bare_spider import BareSpider
from fleet_sizes import spent_here
from parsing_spider import ParsingSpider
from scrapy.crawler import AsyncCrawlerProcess

SPIDERS = {spider.name: spider for spider in (BareSpider, ParsingSpider)}
#: As a worker's crawls have it, where it bears on what a page costs.
SETTINGS = {
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0.001,
    "LOG_LEVEL": "ERROR",
    "RANDOMIZE_DOWNLOAD_DELAY": False,
    "TELNETCONSOLE_ENABLED": False,
}


def main() -> None:
    """Crawl, and print what it took."""
    process = AsyncCrawlerProcess(SETTINGS)
    kind, *paths = sys.argv[1:]
    for path in paths:
        process.crawl(SPIDERS[kind], addresses=path)
    before, began = spent_here(), time.perf_counter()
    process.start()
    print(json.dumps([spent_here() - before, time.perf_counter() - began]))


if __name__ == "__main__":
    main()
