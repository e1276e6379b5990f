"""What a user types: ``scrapy crawl``, ``repair``, ``show`` and the others."""

from harvester.config.saying import give_streams

# Here, since Scrapy loads this first of all, before it or anybody else opens a file.
give_streams()
