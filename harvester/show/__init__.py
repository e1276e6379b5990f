"""A harvested article in the terminal, and how repairs are shown there: ``scrapy show``, ``scrapy repair --explain``."""
