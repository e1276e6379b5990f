"""Articles as text for corpora: scripts, languages, normal forms, personal data, duplicates. No Scrapy, no HTML."""
