"""Scrapy's downloader middlewares: decoding, access, headers, robots.txt, limits."""
