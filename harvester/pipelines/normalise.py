"""The text in a normal form, in a field of its own."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from harvester.corpora.normalisation import checked, normalise
from harvester.items import Article


class NormalisePipeline:
    """Fills ``text_normalised``; ``text`` stays, and with it the places of its repairs.

    Setting: ``HARVESTER_NORMALISE`` (empty: the pipeline is not used).
    """

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.steps = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises :class:`ValueError` for a step that does not exist."""
        wanted = steps(crawler.settings)
        if not wanted:
            raise NotConfigured  # without a word: it is so in most runs
        return cls(wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place."""
        item.text_normalised = normalise(item.text, self.steps)
        return item


def steps(settings: BaseSettings) -> tuple[str, ...]:
    """The steps that are to be done. Raises :class:`ValueError` for one that does not exist."""
    try:
        return checked(settings.getlist("HARVESTER_NORMALISE"))
    except ValueError as error:
        raise ValueError(f"HARVESTER_NORMALISE={settings['HARVESTER_NORMALISE']}: {error}") from error
