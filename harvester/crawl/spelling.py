"""Finding the name that was meant by a misspelt setting or argument."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from difflib import get_close_matches

from scrapy.settings import default_settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Scrapy warns when old names are looked up
    #: The names of Scrapy's settings.
    KNOWN_TO_SCRAPY = frozenset(name for name in dir(default_settings) if name.isupper())

#: Further names of Scrapy's settings: old ones, and those without a default.
_OTHERS = frozenset({"CONCURRENT_REQUESTS_PER_IP", "META_COPY_WARN_SKIP_KEYS"})

#: How similar a name must be to be taken for one of ours, and for one of Scrapy's, where other packages' names may
#: be meant.
_OURS, _SCRAPYS = 0.7, 0.85


def near(name: str, ours: Collection[str], scrapys: Collection[str]) -> str | None:
    """The known name that equals ``name`` in another case or is close to it; ``None`` if there is none."""
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
