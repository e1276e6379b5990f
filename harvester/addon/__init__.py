"""A Scrapy add-on for other people's projects: pages decoded at the door, texts of items repaired.

    ADDONS = {"harvester.addon.Harvester": 500}

Nothing of our spiders, folders or manners comes with it.
"""

from __future__ import annotations

from scrapy.settings import BaseSettings

from harvester.addon.decoding import DecodingMiddleware
from harvester.addon.options import read_options
from harvester.addon.repairing import RepairPipeline

__all__ = ["Harvester"]


class Harvester:
    """The add-on: puts its two parts where they belong in a project, unless the project has put them elsewhere.

    Settings: see :class:`harvester.addon.options.AddonOptions`.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Add the middleware and the pipeline.

        Raises :class:`~harvester.config.declaring.ConfigurationError` for a wrong setting, and for one of ours that
        the add-on does not know.
        """
        read_options(settings)
        # Between decompression (590) and all that looks at the text.
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", DecodingMiddleware, 585)
        # Before a project's own pipelines (300 by custom), which get texts as they should be.
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", RepairPipeline, 200)
