"""Language and script of an article."""

from __future__ import annotations

from harvester.corpora.languages import language_of
from harvester.corpora.scripts import script
from harvester.items import Article


class LanguagePipeline:
    """Fills ``language``, and ``script`` of a Chinese text; both stay null if the text is too short or unclear."""

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place."""
        item.language = language_of(item.text)
        item.script = script(item.text) if item.language == "zh" else None
        return item
