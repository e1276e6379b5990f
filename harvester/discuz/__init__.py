"""What a Discuz page says: page in, dataclasses out. No Scrapy, no I/O.

- ``urls``, ``addresses``, ``forms``: what an address names, and how a site writes its own.
- ``index``, ``board``, ``thread``: the three kinds of pages, whatever version or door they are of;
  ``layouts`` says where each version keeps what, ``archiver``, ``printable``, ``api`` and ``fallback`` read
  what has no layout; ``feed`` reads RSS.
- ``message``: the body of a post. ``notice``: answers that are not articles. ``about``: what a page is.
"""
