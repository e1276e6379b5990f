"""A harvest as one page for people: what came in, and its articles with every repair marked (``scrapy report``)."""
