"""What somebody meant who wrote the name of a setting or an argument wrong."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from difflib import get_close_matches

from scrapy.settings import default_settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Scrapy warns of old names that are asked for
    #: What Scrapy has a setting for.
    KNOWN_TO_SCRAPY = frozenset(name for name in dir(default_settings) if name.isupper())

#: Its names that have no default, or are old.
_OTHERS = frozenset({"CONCURRENT_REQUESTS_PER_IP", "META_COPY_WARN_SKIP_KEYS"})

#: How much of a name must be right to be taken for one of ours, and for one of Scrapy's: others bring settings too.
_OURS, _SCRAPYS = 0.7, 0.85


def near(name: str, ours: Collection[str], scrapys: Collection[str]) -> str | None:
    """The known name that ``name`` is, but for its case or a slip; ``None`` where it resembles none."""
    if name in _OTHERS:
        return None
    for form in (name, name.upper(), name.lower()):
        if form in ours or form in scrapys:
            return form
    for known, share in ((ours, _OURS), (scrapys, _SCRAPYS)):
        for form in (name, name.upper()):
            if found := get_close_matches(form, known, n=1, cutoff=share):
                return found[0]
    return None
