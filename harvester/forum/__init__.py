"""What every forum engine has: what pages say, as plain values, and how pages are read. No Scrapy, no I/O."""
