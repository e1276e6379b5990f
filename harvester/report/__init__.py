"""``scrapy report``: a harvest as one page for people."""
