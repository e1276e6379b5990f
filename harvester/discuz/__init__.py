"""What a Discuz page says: page in, dataclasses out. No Scrapy, no I/O."""
