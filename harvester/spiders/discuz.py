"""The spider under the name that it had when there was only one engine."""

from __future__ import annotations

from harvester.spiders.forum import ForumSpider


class DiscuzSpider(ForumSpider):
    """The same as ``forum``, so that command lines, crontabs and scrapyd jobs go on working."""

    name = "discuz"
