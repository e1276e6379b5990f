"""``scrapy repair``: whole files through the text engine, streamed, in parallel."""
