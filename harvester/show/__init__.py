"""Articles and repairs in a terminal: ``scrapy show``, ``scrapy repair --explain``."""
