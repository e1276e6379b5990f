"""What the text said before it was damaged. No Scrapy, no HTML."""
