"""``scrapy site``: takes one look at a forum, and writes what it found as an entry for the sites file.

``spider`` asks, ``findings`` and ``zone`` hold what the pages say, ``entry`` writes it down.
"""
