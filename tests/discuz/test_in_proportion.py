"""Reading a page takes steps in proportion to its size, whichever way it grows. Steps are counted, not timed."""

import sys
from collections.abc import Callable
from datetime import UTC
from functools import cached_property
from types import FrameType
from typing import Any, Self

import pytest
import shapes
from lxml import etree

from harvester.discuz.site import DiscuzSite
from harvester.forum.elements import Element
from harvester.forum.engine import Asked
from harvester.forum.page import Page


class _Counter:
    """Counts the lines of Python that run, the calls, and how often two elements are compared.

    A search of a list of elements is a single call, but compares an element with each of those before it.
    """

    def __init__(self) -> None:
        self.steps = 0

    def __enter__(self) -> Self:
        self._kept = sys.gettrace(), sys.getprofile()
        _Compared.counter = self
        sys.setprofile(self._called)
        sys.settrace(self._traced)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._kept[0])
        sys.setprofile(self._kept[1])

    def _called(self, _frame: FrameType, event: str, _arg: object) -> None:
        self.steps += event == "c_call"

    def _traced(self, _frame: FrameType, event: str, _arg: object) -> Callable[..., Any]:
        self.steps += event == "line"
        return self._traced


class _Compared(etree.ElementBase):
    """An element that counts its comparisons."""

    counter: _Counter

    def __eq__(self, other: object) -> bool:
        self.counter.steps += 1
        return self is other

    __hash__ = etree.ElementBase.__hash__


class _CountedPage(Page):
    """A page whose elements count their comparisons."""

    @cached_property
    def root(self) -> Element:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=_Compared))
        return etree.fromstring(self.text.encode(), parser)


def _steps(kind: str, text: str) -> int:
    site = DiscuzSite.of("http://h/")
    page = _CountedPage(text, "http://h/thread-7-1-1.html")
    with _Counter() as counter:
        site.read(page, Asked(shapes.NAMES[kind], UTC, shapes.NOW))
    return counter.steps


@pytest.mark.parametrize("name", shapes.SHAPES)
def test_a_page_that_is_twice_as_large_takes_twice_the_steps(name: str) -> None:
    kind, grown = shapes.SHAPES[name]
    for times in (240, 60):  # what the first pages fill: caches of addresses, of selectors, of patterns
        _steps(kind, grown(times))
    once, twice, four_times = (_steps(kind, grown(times)) for times in (60, 120, 240))
    assert four_times - twice <= 2.5 * max(twice - once, 0) + 0.05 * once
