"""Scrapy extensions: the site's folder kept, raw pages, notices, pace, progress."""
