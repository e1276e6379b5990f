"""An index of a page's elements by name, id and class, made in one pass, and selectors looked up in it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import merge
from typing import TypeAlias, cast

from lxml import etree

from harvester.forum.selectors import Selector, Step, alternatives, below, compiled, first_of

#: An element as lxml has it; the ``tag`` of comments and processing instructions is not a string.
Element: TypeAlias = etree._Element  # noqa: SLF001  # lxml has no public name for it

#: How many places an element and all below it take in the order of the page.
_SIZE = etree.XPath("count(descendant-or-self::node()[not(self::text())])")


class Elements:
    """All elements of a tree that no longer changes.

    >>> from lxml.html import fromstring
    >>> found = Elements(fromstring("<ul><li class='a b'>one<li id='c'>two</ul>"))
    >>> [each.text for each in found.named("li")], "c" in found.ids, found.has(["a", "c"])
    (['one', 'two'], True, True)
    """

    def __init__(self, root: Element) -> None:
        #: The first element of each id, in the order of the page.
        self.ids: dict[str, Element] = {}
        #: All elements; what follows are places in this list.
        self._all = list(root.iter())
        self._names: list[object] = [element.tag for element in self._all]
        self._by_class: dict[str, list[int]] = defaultdict(list)
        for place, element in enumerate(self._all):
            if (name := element.get("id")) is not None and name not in self.ids:
                self.ids[name] = element
            if words := element.get("class"):
                self._by_class[words].append(place)
        self._named: dict[str, list[int]] = {}
        self._classed: dict[tuple[str, ...], Sequence[int]] = {}
        self._possible: dict[str, list[Selector]] = {}
        self._first: dict[str, Element | None] = {}
        self._ranges: dict[Element, range | None] = {}

    def find_all(self, css: str, under: Element | None = None) -> list[Element]:
        """The elements that a selector list matches, in the whole page or ``under`` one, in the order of the page."""
        wanted = self._that_may_match(css)
        if not wanted:
            return []
        starts = {selector.start: selector for selector in wanted}
        if not all(self._can_look_up(start, under) for start in starts):
            return _found(compiled(", ".join(each.css for each in wanted)), self._all[0] if under is None else under)
        inside = [selector.below for selector in wanted if selector.below is not None]
        if len(starts) == 1 and len(inside) == len(wanted):
            return list(self._looked_up(wanted[0].start, ", ".join(inside), under))
        found = [self._looked_up(selector.start, selector.below, under) for selector in wanted]
        return list(found[0]) if len(found) == 1 else self._in_order({each for some in found for each in some})

    def find(self, css: str, under: Element | None = None) -> Element | None:
        """The first element that the first alternative of a selector list matches, otherwise the second, and so on."""
        if under is not None:
            return self._find(css, under)
        if css not in self._first:
            self._first[css] = self._find(css, None)
        return self._first[css]

    def _find(self, css: str, under: Element | None) -> Element | None:
        found = (self._first_matches(selector, under) for selector in self._that_may_match(css))
        return next((some[0] for some in found if some), None)

    def _that_may_match(self, css: str) -> list[Selector]:
        """The alternatives of a selector list whose classes and ids all occur in the page."""
        if css not in self._possible:
            self._possible[css] = [selector for selector in alternatives(css) if self.has(selector.names)]
        return self._possible[css]

    def _can_look_up(self, start: Step | None, under: Element | None) -> bool:
        """Whether the tables tell where a first step is; of an id they have the first element of the page only."""
        if start is None or under is None:
            return start is not None
        return start.id is None and self._range_of(under) is not None

    def _range_of(self, under: Element) -> range | None:
        """The places of an element and of all below it; ``None`` of an element of another tree."""
        if under not in self._ranges:
            place = self._places.get(under)
            self._ranges[under] = None if place is None else range(place, place + _size(under))
        return self._ranges[under]

    def _looked_up(self, start: Step | None, inside: str | None, under: Element | None) -> list[Element]:
        """The elements of a first step, or what a selector finds in them."""
        if start is None:
            return []
        if inside is None:
            return self.matching(start, under)
        search = below(inside)
        return [found for box in self.matching(start, under, outermost=True) for found in _found(search, box)]

    def _first_matches(self, selector: Selector, under: Element | None) -> list[Element]:
        """Some of the elements that a selector matches, beginning with the first."""
        start = selector.start
        if start is None or not self._can_look_up(start, under):
            return _found(first_of(selector.css), self._all[0] if under is None else under)
        if selector.below is None:
            return self.matching(start, under)
        search = below(selector.below, first=True)
        found = (_found(search, box) for box in self.matching(start, under, outermost=True))
        return next((some for some in found if some), [])

    def has(self, words: Iterable[str]) -> bool:
        """Whether each of ``words`` is the class or the id of an element."""
        return all(word in self.ids or f" {word} " in self._classes for word in words)

    @cached_property
    def _classes(self) -> str:
        """All words of ``class`` attributes, with a blank before and after each."""
        return f" {' '.join(' '.join(self._by_class).split())} "

    def named(self, *names: str) -> list[Element]:
        """The elements with any of these tag names, in the order of the page."""
        return [self._all[place] for place in merge(*map(self._places_of, names))]

    def _places_of(self, name: str) -> list[int]:
        if name not in self._named:
            self._named[name] = [place for place, each in enumerate(self._names) if each == name]
        return self._named[name]

    def matching(self, step: Step, under: Element | None = None, *, outermost: bool = False) -> list[Element]:
        """The elements that a step of a selector matches, in the order of the page; for an id, only the first.

        ``under``: only that element and those below it; ``outermost``: only those that are not inside another of them.
        """
        if step.id is not None:
            first = self.ids.get(step.id)
            return [] if first is None or not step.fits(first) else [first]
        places: Sequence[int] = self._of_classes(step.classes) if step.classes else self._places_of(step.tag or "")
        if under is not None:
            inside = self._range_of(under) or range(0)
            places = places[bisect_left(places, inside.start) : bisect_left(places, inside.stop)]
        if step.attributes or (step.classes and step.tag):
            places = [place for place in places if step.fits(self._all[place])]
        return [self._all[place] for place in (self._outermost(places) if outermost else places)]

    def _of_classes(self, names: tuple[str, ...]) -> Sequence[int]:
        if names not in self._classed:
            likely = (words for words in self._by_class if names[0] in words)
            groups = [self._by_class[words] for words in likely if {*names}.issubset(words.split())]
            self._classed[names] = groups[0] if len(groups) == 1 else sorted(each for group in groups for each in group)
        return self._classed[names]

    def _outermost(self, places: Sequence[int]) -> Sequence[int]:
        if len(places) < 2:
            return places
        outer: list[int] = []
        end = 0
        for place in places:
            if place >= end:
                outer.append(place)
                end = place + _size(self._all[place])
        return outer

    def _in_order(self, found: set[Element]) -> list[Element]:
        """Some elements in the order of the page."""
        return sorted(found, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> dict[Element, int]:
        """The place of each element."""
        return {element: place for place, element in enumerate(self._all)}


def _size(element: Element) -> int:
    return int(_SIZE(element))  # type: ignore[arg-type]  # a number


def _found(search: etree.XPath, element: Element) -> list[Element]:
    return cast("list[Element]", search(element))
