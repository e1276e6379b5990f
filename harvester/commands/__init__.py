"""Scrapy commands of the project."""

from harvester.saying import give_streams

# Here, since Scrapy loads this first of all, before it or anybody else opens a file.
give_streams()
