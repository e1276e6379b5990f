"""The engines, by name; and which of them a page or an address is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from harvester.forum.engine import Engine, Software
from harvester.forum.page import Page

#: Where engines announce themselves, each as a class: ``phpwind = "some_package.engine:Phpwind"``.
GROUP = "harvester.engines"
#: The engines of the package, for a checkout that is not installed. The first is taken where nothing tells.
BUILT_IN = {"discuz": "harvester.discuz.engine:Discuz"}
#: Kinds of pages whose addresses tell an engine; any folder could be an index.
_TELLING = frozenset({"category", "board", "thread"})


class EngineError(ValueError):
    """There is no such engine; the message says in one line which there are."""


@cache
def engines() -> dict[str, Engine]:
    """All engines by name, the package's own first. One of another package under such a name takes its place.

    >>> next(iter(engines()))
    'discuz'
    """
    places = BUILT_IN | {each.name: each.value for each in entry_points(group=GROUP)}
    return {name: _load(place) for name, place in places.items()}


def _load(place: str) -> Engine:
    module, _, name = place.partition(":")
    made = getattr(import_module(module), name)()
    assert isinstance(made, Engine)  # noqa: S101 - else its package is broken, and has to say so
    return made


def default() -> Engine:
    """The engine that is taken where nothing tells."""
    return next(iter(engines().values()))


def named(name: str) -> Engine:
    """The engine called ``name``. Raises :class:`EngineError` where there is none."""
    found = engines().get(name)
    if found is None:
        raise EngineError(f"engine={name}: no such engine; there is {', '.join(engines())}")
    return found


def of_address(url: str) -> Engine:
    """The engine that an address is of, as far as an address tells: a page of it says more."""
    return next((engine for engine in engines().values() if _tells(engine, url)), default())


def of_addresses(urls: Iterable[str]) -> Engine:
    """The engine that most addresses are of."""
    urls = list(urls)
    return max(engines().values(), key=lambda engine: sum(_tells(engine, url) for url in urls))


def of_pages(pages: Iterable[Page]) -> Engine | None:
    """The engine that most pages are of; ``None`` where none is of any."""
    found = Counter(known[0].name for page in pages if (known := recognise(page)))
    return named(found.most_common(1)[0][0]) if found else None


def _tells(engine: Engine, url: str) -> bool:
    stated = engine.site.stock(url)
    return stated is not None and stated.kind.rpartition("-")[2] in _TELLING


def recognise(page: Page) -> tuple[Engine, Software] | None:
    """The engine of a page, and what it says of its software; of several that claim it, one that knows the version."""
    found = [(engine, software) for engine in engines().values() if (software := engine.recognise(page))]
    return max(found, key=lambda each: each[1].version is not None, default=None)


def sources() -> tuple[str, ...]:
    """The names of the cheaper sources of all engines."""
    return tuple(dict.fromkeys(source.name for engine in engines().values() for source in engine.sources))
