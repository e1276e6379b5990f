"""Items that are not articles: a spider of one's own may yield them, and our pipelines leave them alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from scrapy.pipelines import ItemPipelineManager

from harvester.items import Article

logger = logging.getLogger(__name__)

#: The package of our own pipelines.
_OURS = __name__.rpartition(".")[0]


class ArticlePipelines(ItemPipelineManager):
    """Scrapy's, which gives our own pipelines articles only; those of the user get every item.

    An item that is not an article is exported (``-O FILE``, ``FEEDS``) but not harvested: the log says so once.
    """

    _said = False

    def _add_middleware(self, mw: Any) -> None:  # noqa: ANN401 - Scrapy's: any pipeline
        super()._add_middleware(mw)
        chain = self.methods["process_item"]
        if type(mw).__module__.startswith(f"{_OURS}.") and (own := chain.pop()):
            chain.append(self._of_articles(own))

    def _of_articles(self, process_item: Callable[..., Any]) -> Callable[..., Any]:
        def process(item: object) -> Any:  # noqa: ANN401 - an item, or an awaitable for one
            if isinstance(item, Article):
                return process_item(item)
            self._say(item)
            return item

        return process

    def _say(self, item: object) -> None:
        if not self._said:
            self._said = True
            logger.warning(
                "Items of type %s are not articles (harvester.items.Article): they are neither repaired nor written "
                "to the site's folder; -O FILE exports them. For repair alone, see docs/addon.md.",
                type(item).__name__,
            )
