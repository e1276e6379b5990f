"""``harvester read``: forum pages out of piles of web archives, as the lines that a crawl gives, without a request."""
