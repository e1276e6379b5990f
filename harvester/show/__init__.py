"""``scrapy show``: an article and its repairs in a terminal."""
