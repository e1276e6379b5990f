"""Discuz! as a forum engine: page in, dataclasses out. No other room imports it.

- ``engine``: the engine as other rooms see it; ``site``: a forum at its address, and what each page is.
- ``addresses``, ``forms``: what an address names, and how a site writes its own.
- ``index_page``, ``list_page``, ``thread_page``: the three kinds of pages, of every version and door;
  ``layouts`` says where each version keeps what, ``archiver`` and ``fallback`` read
  pages without a layout; ``feed`` reads RSS.
- ``message``: the body of a post. ``notice``: answers that are not articles. ``about``: what a page is.
"""
