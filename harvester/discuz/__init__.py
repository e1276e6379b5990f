"""Discuz! as a forum engine: page in, dataclasses out. No other room imports it.

- ``engine``: what the rest of the house knows of it; ``site``: a forum at its address, and what each page is.
- ``addresses``, ``forms``: what an address names, and how a site writes its own.
- ``index_page``, ``list_page``, ``thread_page``: the three kinds of pages, whatever version or door they are of;
  ``layouts`` says where each version keeps what, ``archiver`` and ``fallback`` read
  what has no layout; ``feed`` reads RSS.
- ``message``: the body of a post. ``notice``: answers that are not articles. ``about``: what a page is.
"""
