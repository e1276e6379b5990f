"""``scrapy site``: a forum looked at once, and what was found as an entry for the sites file.

``spider`` asks, ``findings`` and ``zone`` say what the pages tell, ``entry`` writes it down.
"""
