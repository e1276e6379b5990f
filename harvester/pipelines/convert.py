"""The text in the other script, in a field of its own."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from harvester.corpora.conversion import Converter
from harvester.items import Article


class ConvertPipeline:
    """Fills ``text_hans`` and ``text_hant`` of Chinese articles, from ``text_normalised`` where there is one.

    Setting: ``HARVESTER_CONVERT`` (empty: the pipeline is not used).
    """

    def __init__(self, wanted: dict[str, Converter]) -> None:
        self.converters = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises :class:`ValueError` where it names no script, or OpenCC is missing."""
        wanted = converters(crawler.settings)
        if not wanted:
            raise NotConfigured  # without a word: it is so in most runs
        return cls(wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place; an article in another language has no text in either script."""
        if item.language in ("zh", None):
            text = item.text if item.text_normalised is None else item.text_normalised
            for field, converter in self.converters.items():
                setattr(item, field, converter.convert(text))
        return item


def converters(settings: BaseSettings) -> dict[str, Converter]:
    """A converter for each field that is to be filled. Raises :class:`ValueError` as :class:`Converter` does."""
    wanted = [target.strip() for target in settings.getlist("HARVESTER_CONVERT") if target.strip()]
    given = ",".join(wanted)
    fields = [f"text_{target[:4]}" for target in wanted]
    if len(set(fields)) < len(fields):
        raise ValueError(f"HARVESTER_CONVERT={given}: a text can have one traditional form")
    try:
        return {field: Converter(target) for field, target in zip(fields, wanted, strict=True)}
    except ValueError as error:
        raise ValueError(f"HARVESTER_CONVERT={given}: {error}") from error
