"""A Scrapy add-on for other projects: it decodes pages and repairs the texts of items.

    ADDONS = {"harvester.addon.Harvester": 500}

Our spiders, folders and rules of politeness are not part of it.
"""

from __future__ import annotations

from scrapy.settings import BaseSettings

from harvester.addon.decoding import DecodingMiddleware
from harvester.addon.options import read_options
from harvester.addon.repairing import RepairPipeline

__all__ = ["Harvester"]


class Harvester:
    """The add-on: adds its two parts to a project at the right places, unless the project has placed them itself.

    Settings: see :class:`harvester.addon.options.AddonOptions`.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Add the middleware and the pipeline.

        Raises :class:`~harvester.config.declaring.ConfigurationError` for a wrong setting, and for one of ours that
        the add-on does not know.
        """
        read_options(settings)
        # Between decompression (590) and everything that looks at the text.
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", DecodingMiddleware, 585)
        # Before a project's own pipelines (usually from 300 on), so that they get repaired texts.
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", RepairPipeline, 200)
