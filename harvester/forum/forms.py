"""How a forum writes its addresses: learned from its own links, used to write and to read them.

Forum software lets a site choose its rewrite patterns: ``thread-9-1-1.html``, ``t9-1-1``, ``read-9-1.html``,
``t/9.html``. The dynamic forms, with scripts and parameters, always work too. A :class:`Form` is
such a pattern with ``{id}``, ``{page}`` and ``{prev}`` in it; :class:`Forms` counts which form the site's links have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from harvester.config.patterns import regex

_NUMBER = regex(r"\d{1,10}")
_FIELD = regex(r"\{(id|page|prev)\}")
#: Forms of a kind that addresses are compared with, those of most links first.
_MOST = 8


class Named(NamedTuple):
    """What an address of a learned form names.

    >>> Named("thread", 9, 2).identity
    9
    """

    kind: str
    identity: int
    page: int


@dataclass(frozen=True)
class Form:
    """A pattern of addresses below the site's base.

    >>> form = Form("thread-{id}-{page}.html")
    >>> form.write(9, 2), form.read("thread-9-2.html"), form.read("forum-9-2.html")
    ('thread-9-2.html', (9, 2), None)
    """

    template: str

    def write(self, identity: int, page: int = 1) -> str:
        """The address of a page; dynamic forms leave out the number of the first page."""
        template = self.template.removesuffix("&page={page}") if page == 1 else self.template
        return template.replace("{id}", str(identity)).replace("{page}", str(page)).replace("{prev}", "1")

    def read(self, address: str) -> tuple[int, int] | None:
        """The number and the page that an address of this form names; ``None`` for any other address."""
        match = self._pattern.fullmatch(address)
        if match is None:
            return None
        return int(match["id"]), int(match.groupdict().get("page") or 1)

    @property
    def paged(self) -> bool:
        """Whether the form contains the page number."""
        return "{page}" in self.template

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = _FIELD.split(self.template)
        fields = {"id": r"(?P<id>\d{1,10})", "page": r"(?P<page>\d{1,7})", "prev": r"\d{1,7}"}
        return re.compile("".join(fields[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)))


class Forms:
    """The forms that a site's links have, by kind (``board``, ``thread``); dynamic until links show others.

    >>> forms = Forms({"thread": ["read.php?tid={id}&page={page}"]}, frozenset())
    >>> forms.write("thread", 9)
    'read.php?tid=9'
    >>> forms.learn("thread", 7, "t7-1.html")
    >>> forms.write("thread", 9, 2), forms.read("t8-3.html")
    ('t9-2.html', Named(kind='thread', identity=8, page=3))
    """

    def __init__(self, dynamic: Mapping[str, Sequence[str]], idle: frozenset[str]) -> None:
        """``dynamic``: by kind, the dynamic forms of the software's versions, the usual one first.

        ``idle``: the parameters that do not change which page is shown. Nothing is learned from an address with any
        other.
        """
        self._dynamic = dynamic
        self._idle = idle
        self._seen: dict[str, Counter[str]] = {kind: Counter() for kind in dynamic}
        #: The forms of each kind that addresses are compared with; none where they were counted again since.
        self._likely: dict[str, list[Form]] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of pages whose forms are learned."""
        return tuple(self._dynamic)

    def learn(self, kind: str, identity: int, address: str, page: int = 1) -> None:
        """Count the form of a link to ``page`` of the board or thread ``identity``; ``address`` is below the base."""
        template = self._template(kind, identity, address, page)
        if template is not None:
            self._count(kind, template)

    def recall(self, kind: str, template: str) -> None:
        """Count a form that was learned before, once, so that links of today can outweigh it."""
        self._count(kind, template)

    def _count(self, kind: str, template: str) -> None:
        self._seen[kind][template] += 1
        self._likely.pop(kind, None)

    def form(self, kind: str) -> Form:
        """The form that most links have; among forms seen equally often, the first that can name a page."""
        seen = self._seen[kind]
        if not seen:
            return _form(self._dynamic[kind][0])
        return _form(max(seen, key=lambda template: (seen[template], _form(template).paged)))

    def write(self, kind: str, identity: int, page: int = 1) -> str:
        """The canonical address below the base."""
        form = self.form(kind)
        if page > 1 and not form.paged:
            form = next((_form(other) for other, _ in self._seen[kind].most_common() if _form(other).paged), form)
        if page > 1 and not form.paged:
            form = _form(self._dynamic[kind][0])
        return form.write(identity, page)

    def read(self, address: str) -> Named | None:
        """What an address below the base names, by the forms seen so far; ``None`` if none fits."""
        for kind in self._seen:
            for form in self._likely_of(kind):
                found = form.read(address)
                if found is not None:
                    return Named(kind, *found)
        return None

    def _likely_of(self, kind: str) -> list[Form]:
        likely = self._likely.get(kind)
        if likely is None:
            likely = self._likely[kind] = [_form(template) for template, _ in self._seen[kind].most_common(_MOST)]
        return likely

    def _template(self, kind: str, identity: int, address: str, page: int) -> str | None:
        path, mark, query = address.partition("?")
        if not mark:
            return _rewritten_template(identity, path, page)
        if not set(re.findall(r"(?:^|&)(\w+)=", query)) <= self._idle:
            return None
        return next((form for form in self._dynamic[kind] if form.startswith(path + "?")), None)


@lru_cache(maxsize=1024)  # a form compiles its pattern, once
def _form(template: str) -> Form:
    return Form(template)


def _rewritten_template(identity: int, path: str, page: int) -> str | None:
    """The form of ``t/9-2-1.html``: ``{id}`` for the 9, ``{page}`` for the number after it if that is the page's."""
    numbers = list(_NUMBER.finditer(path))
    at = next((index for index, number in enumerate(numbers) if int(number[0]) == identity), None)
    if at is None:
        return None
    fields = {numbers[at].start(): "{id}"}
    names = iter(("{page}", "{prev}"))
    for number in numbers[at + 1 : at + 3]:
        if not fields.keys() & {number.start()} and (len(fields) > 1 or int(number[0]) == page):
            fields[number.start()] = next(names)
    return _NUMBER.sub(lambda number: fields.get(number.start(), number[0]), path)
