"""What every forum engine has: a page, its parts as plain values, the protocol. No Scrapy, no I/O."""
