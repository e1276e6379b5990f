"""Scrapy's downloader middlewares of the project."""
