"""What a text says of itself as news: headline, bylines, source, dateline, dates, page turns.

Pure: text in, values out. Knows neither Scrapy nor HTML nor repair, and reads no file.
"""
