"""What a user types: ``scrapy crawl``, ``repair``, ``show`` and the others."""
