"""Counting what ``DEPTH_LIMIT`` leaves out, which Scrapy does not."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.depth import DepthMiddleware


class CountedDepthMiddleware(DepthMiddleware):
    """Replaces Scrapy's own (900). Stat: ``harvester/too_deep``, the addresses that were not requested."""

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """The request, or ``None`` if it is too deep, which is counted."""
        kept = super().get_processed_request(request, response)
        if kept is None:
            self.stats.inc_value("harvester/too_deep")
        return kept
