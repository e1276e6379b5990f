"""``scrapy export``: what was harvested, as one file in the form that others read."""
