"""The engines by name, and which of them a page or an address belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files

from harvester.forum.engine import Engine, Software
from harvester.forum.page import Page

#: The entry point group of engines, each given as a class: ``phpwind = "some_package.engine:Phpwind"``.
GROUP = "harvester.engines"
#: The engine that is used if nothing shows another.
DEFAULT = "discuz"
#: An address that shows none: only a host.
_BARE = re.compile(r"https?://[^/?#]*/?")
#: Kinds of pages whose addresses show an engine; any folder could be an index.
_TELLING = frozenset({"category", "board", "thread"})


class EngineError(ValueError):
    """There is no such engine; the message says in one line which there are.

    >>> issubclass(EngineError, ValueError)
    True
    """


@cache
def engines() -> dict[str, Engine]:
    """All engines by name, the package's own first. One from another package with the same name replaces it.

    >>> next(iter(engines()))
    'discuz'
    """
    places = dict(_built_in()) | {each.name: each.value for each in entry_points(group=GROUP)}
    return {name: _load(place) for name, place in places.items()}


def _built_in() -> Iterator[tuple[str, str]]:
    """The engines of this package: each room with a module ``engine``, whose class has the room's name."""
    rooms = sorted(files("harvester").iterdir(), key=lambda room: (room.name != DEFAULT, room.name))
    for room in rooms:
        if room.name != "forum" and room.is_dir() and (room / "engine.py").is_file():
            yield room.name, f"harvester.{room.name}.engine:{room.name.title()}"


def _load(place: str) -> Engine:
    module, _, name = place.partition(":")
    made = getattr(import_module(module), name)()
    assert isinstance(made, Engine)  # noqa: S101 - otherwise its package is broken, which must show
    return made


def default() -> Engine:
    """The engine that is used if nothing shows another.

    >>> default().title
    'Discuz!'
    """
    return engines()[DEFAULT]


def named(name: str) -> Engine:
    """The engine called ``name``. Raises :class:`EngineError` if there is none.

    >>> named("discuz").title
    'Discuz!'
    >>> named("acorn")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    harvester.engines.table.EngineError: engine=acorn: no such engine; there is discuz...
    """
    found = engines().get(name)
    if found is None:
        raise EngineError(f"engine={name}: no such engine; there is {', '.join(engines())}")
    return found


def of_address(url: str) -> Engine:
    """The engine of an address, as far as the address shows; a page shows more.

    >>> of_address("https://bbs.example.com/thread-9-1-1.html").name
    'discuz'
    """
    if _BARE.fullmatch(url):
        return default()
    return next((engine for engine in engines().values() if _tells(engine, url)), default())


def site_name(url: str) -> str:
    """The name of the site that an address belongs to. Raises :class:`ValueError` if it is not a web address.

    >>> site_name("https://bbs.example.com/bbs/thread-9-1-1.html")
    'bbs.example.com/bbs'
    """
    return of_address(url).site.name_of(url)


def of_addresses(urls: Iterable[str]) -> Engine:
    """The engine of most of the addresses.

    >>> of_addresses(["https://bbs.example.com/thread-9-1-1.html", "https://bbs.example.com/about"]).name
    'discuz'
    """
    urls = list(urls)
    return max(engines().values(), key=lambda engine: sum(_tells(engine, url) for url in urls))


def of_pages(pages: Iterable[Page]) -> Engine | None:
    """The engine of most of the pages; ``None`` if no engine recognises any.

    >>> of_pages([Page("<p>Powered by Discuz! X3.4</p>", "https://bbs.example.com/")]).name
    'discuz'
    >>> of_pages([Page("<p>A shop.</p>", "https://bbs.example.com/")]) is None
    True
    """
    found = Counter(known[0].name for page in pages if (known := recognise(page)))
    return named(found.most_common(1)[0][0]) if found else None


def _tells(engine: Engine, url: str) -> bool:
    stated = engine.site.stock(url)
    return stated is not None and stated.kind.rpartition("-")[2] in _TELLING


def recognise(page: Page) -> tuple[Engine, Software] | None:
    """The engine of a page and its software; if several engines claim it, one that knows the version; or ``None``.

    >>> engine, software = recognise(Page("<p>Powered by Discuz! X3.4</p>", "https://bbs.example.com/"))
    >>> engine.name, software.version
    ('discuz', 'X3.4')
    """
    found = [(engine, software) for engine in engines().values() if (software := engine.recognise(page))]
    return max(found, key=lambda each: each[1].version is not None, default=None)


def sources() -> tuple[str, ...]:
    """The names of the cheaper sources of all engines.

    >>> "archiver" in sources()
    True
    """
    return tuple(dict.fromkeys(source.name for engine in engines().values() for source in engine.sources))
