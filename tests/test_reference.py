"""The reference pages of the docs say what the code says."""

from __future__ import annotations

import pytest
from build_reference import PROJECT, pages, settings

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_up_to_date(name: str) -> None:
    """``python bench/build_reference.py`` makes them."""
    assert (PROJECT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]


def test_a_setting_has_the_comment_above_it() -> None:
    source = "# --- A ---\n\n# Why it\n# is so.\nX = 1\nY = 2\n\nZ = 3\n\n# --- B ---\n\n# Other.\nV: int = 4\n"
    found = [(each.section, each.name, each.default, each.reason) for each in settings(source)]
    assert found == [
        ("A", "X", "1", "Why it is so."),
        ("A", "Y", "2", "Why it is so."),
        ("B", "V", "4", "Other."),
    ]
