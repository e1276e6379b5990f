"""``scrapy export``: what was harvested, as one file in a format that others read."""
