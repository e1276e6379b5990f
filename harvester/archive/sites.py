"""The forums of an archive's pages, recognised by addresses, or otherwise by the pages' own links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from harvester.engines import table
from harvester.forum.authority import place_of
from harvester.forum.clock import SiteZone
from harvester.forum.engine import Engine, Site
from harvester.forum.names import PageName
from harvester.forum.page import Page

#: Kinds of pages whose addresses show a forum's base; any folder could be an index.
_TELLING = frozenset({"category", "board", "thread"})
#: Links of a page that are looked at to find the forum's base.
_MOST_LINKS = 400


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a forum: its engine, the base and forms of its addresses; ``offset``: of its zone, in minutes.

    ``profile``: what is known of its damage, as :meth:`harvester.text.Profile.to_json` writes it.
    """

    engine: str
    base: str
    forms: Mapping[str, str] = field(default_factory=dict)
    offset: int | None = None
    profile: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The facts from a file. Raises :class:`LookupError`, :class:`TypeError` or :class:`ValueError`."""
        forms = {str(kind): str(form) for kind, form in dict(kept.get("forms") or {}).items()}
        offset = kept.get("offset")
        named = table.named(str(kept["engine"])).name
        return cls(
            named, str(kept["base"]), forms, None if offset is None else int(offset), str(kept.get("profile") or "")
        )

    def site(self) -> Site:
        """The forum, with the known forms of its addresses."""
        site = table.named(self.engine).site.of(self.base)
        site.recall(self.forms)
        return site


@dataclass(slots=True)
class HeldSite:
    """A forum whose pages are being read; ``learned``: the kinds of pages whose links were looked at.

    ``read``: the kinds of pages, with their sources, of which one was read.
    """

    key: str
    engine: Engine
    site: Site
    zone: SiteZone
    learned: set[str] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, page: Page, named: PageName) -> None:
        """Learn how the forum writes its addresses."""
        if named.kind not in self.learned:
            self.learned.add(named.kind)
            self.site.learn_pages(page, named)
            self.site.learn(page.links())

    def facts(self) -> SiteFacts:
        """What was learned."""
        offsets = self.zone.offsets.most_common(1)
        offset = int(offsets[0][0].total_seconds() // 60) if offsets else None
        return SiteFacts(self.engine.name, self.site.base, self.site.forms(), offset)


class Sites:
    """The forums that a process has seen, and what was known of them before, by key."""

    def __init__(self, known: Mapping[str, SiteFacts], zone: str, *, named: bool) -> None:
        """``zone``: used if pages do not give one; ``named``: the user gave it, so what pages say does not count."""
        self._known, self._zone, self._named = known, zone, named
        self.held: dict[str, HeldSite] = {}
        self._at: defaultdict[object, list[HeldSite]] = defaultdict(list)
        self._of_base: dict[tuple[str, str], HeldSite] = {}

    def of_address(self, url: str, engine: Engine) -> HeldSite | None:
        """The forum of an address; ``None`` if the address does not show it and is not below a known forum."""
        stated = engine.site.stock(url)
        if stated is not None and stated.kind.rpartition("-")[2] in _TELLING:
            return self._held(engine.site.base_of(url), engine)
        owners = [each for each in self._at[engine.name, place_of(url)] if each.site.owns(url)]
        return max(owners, key=lambda each: len(each.site.base), default=None)

    def of_page(self, page: Page, engine: Engine) -> HeldSite:
        """The forum of a page, by where most of its links to boards and threads lead.

        Raises :class:`ValueError` for an invalid address.
        """
        bases = Counter[str]()
        for url, _ in zip(page.links(), range(_MOST_LINKS), strict=False):
            stated = engine.site.stock(url)
            if stated is not None and stated.kind in _TELLING and page.is_here(url):
                bases[engine.site.base_of(url)] += 1
        return self._held(bases.most_common(1)[0][0] if bases else engine.site.base_of(page.url), engine)

    def _held(self, base: str, engine: Engine) -> HeldSite:
        known = self._of_base.get((engine.name, base))
        if known is None:
            known = self._of_base[engine.name, base] = self._met(base, engine)
        return known

    def _met(self, base: str, engine: Engine) -> HeldSite:
        key = key_of(base, engine)
        if key not in self.held:
            facts = self._known.get(key)
            site = facts.site() if facts is not None else engine.site.of(base)
            held = HeldSite(key, engine, site, self._zone_of(facts))
            self.held[key] = held
            self._at[engine.name, place_of(base)].append(held)
        return self.held[key]

    def _zone_of(self, facts: SiteFacts | None) -> SiteZone:
        zone = SiteZone.of(self._zone, named=self._named)
        if facts is not None and facts.offset is not None:
            zone.offsets[timedelta(minutes=facts.offset)] += 1
        return zone


def key_of(base: str, engine: Engine) -> str:
    """A forum's key, the same with ``http`` or ``https`` and with or without ``www.``.

    The host's name is taken in its ASCII form.
    """
    host, port = place_of(base) or ("", None)
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    folder = base.split("/", 3)[3]
    return f"{engine.name} {host}{'' if port is None else f':{port}'}/{folder}"


def merged(facts: list[SiteFacts]) -> SiteFacts:
    """The facts about one forum from several parts of an archive: for each, what most parts say."""
    bases = Counter(each.base for each in facts)
    base = max(sorted(bases), key=lambda each: bases[each])
    kinds = sorted({kind for each in facts for kind in each.forms})
    forms = {kind: _most(Counter(each.forms[kind] for each in facts if kind in each.forms)) for kind in kinds}
    offsets = Counter(each.offset for each in facts if each.offset is not None)
    profile = next((each.profile for each in facts if each.profile), "")
    offset = max(sorted(offsets), key=lambda each: offsets[each], default=None)
    return SiteFacts(facts[0].engine, base, forms, offset, profile)


def _most(counts: Counter[str]) -> str:
    return max(sorted(counts), key=lambda each: counts[each])
