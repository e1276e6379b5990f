"""The noise of templates before 8.0, whose ``<`` is not escaped: it begins a tag that hides what follows."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.page import Page

#: Noise as its source has it: a blank, ten characters of any code up to 126, a blank.
_NOISE = regex(r'(<span style="display:none"> )(.{1,12}?)(?= </span>)', re.DOTALL)


def with_noise_escaped(page: Page) -> Page:
    r"""The page with each ``<`` in its noise escaped; itself if it has none.

    >>> source = '<div>One.<span style="display:none"> 7"q<hM]v0i </span><br>Two.</div>'
    >>> with_noise_escaped(Page(source, "http://h/")).text
    '<div>One.<span style="display:none"> 7"q&lt;hM]v0i </span><br>Two.</div>'
    """
    if not any("<" in noise[2] for noise in _NOISE.finditer(page.text)):
        return page
    return Page(_NOISE.sub(lambda noise: noise[1] + noise[2].replace("<", "&lt;"), page.text), page.url)
