"""The browser of these tests, and a tab of it that is used again and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import browser
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")  # and no longer: while it is there, no other loop can run
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def only_tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(only_tab: Page) -> Page:
    """An empty tab. What a test needs a new one for is its own context: that takes most of a second."""
    only_tab.goto("about:blank")
    only_tab.set_viewport_size({"width": 1200, "height": 800})
    only_tab.mouse.move(0, 0)
    return only_tab
