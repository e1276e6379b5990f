"""Pagers: those of a post's own are told from those of a thread."""

from __future__ import annotations

import pytest

from harvester.discuz.page import Page
from harvester.discuz.pager import has_more_parts

URL = "http://127.0.0.1/thread-7-1-1.html"


@pytest.mark.parametrize(
    ("href", "more"),
    [
        ("forum.php?mod=viewthread&amp;tid=7&amp;page=1&amp;cp=2#pid9", True),
        ("viewthread.php?tid=7&cp=12", True),
        ("forum.php?mod=viewthread&amp;tid=7&amp;cp=1", False),
        ("forum.php?mod=viewthread&amp;tid=7&amp;page=2", False),
        ("forum.php?mod=viewthread&amp;tid=7&amp;ecp=2", False),
    ],
)
def test_a_post_with_pages_of_its_own(href: str, *, more: bool) -> None:
    page = Page(f'<html><body><div class="pg"><a href="{href}">2</a></div></body></html>', URL)
    assert has_more_parts(page) is more
