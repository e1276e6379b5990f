"""Harvest news from Discuz! forums into clean JSON Lines."""

#: The one place that says it: the package's metadata and the user agent take it from here.
__version__ = "0.1.0"
