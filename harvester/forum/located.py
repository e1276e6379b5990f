"""Where a forum is: its servers and folders, what belongs to it, and how it moves."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Self
from urllib.parse import SplitResult, urlsplit

from harvester.forum import hosts
from harvester.forum.authority import flaw, names_user, place, place_of, shown, split
from harvester.forum.names import PageName
from harvester.forum.page import Page


class Located(ABC):
    """A forum at its address.

    ``base`` is the address below which its pages are, with a slash at the end (``https://host:8080/bbs/``).
    ``name`` is the same without scheme and slash, as first given: a site that moves to another base, or has
    several, keeps its name, which is also that of its harvest.

    >>> from harvester.engines import table
    >>> site = table.named("discuz").site.of("https://www.example.com/bbs/forum.php")
    >>> site.base, site.name
    ('https://www.example.com/bbs/', 'www.example.com/bbs')
    >>> site.owns("http://example.com/bbs/thread-9-1-1.html"), site.owns("https://example.com/shop/")
    (True, False)
    """

    #: Matches the part of an address after the base, which is cut off to find the base.
    below_base: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")

    def __init__(self, base: str, name: str = "") -> None:
        self.base = base
        self.name = name or _name(base)
        self._bases = [urlsplit(base)]
        self._named: frozenset[tuple[str, int | None] | None] = frozenset()
        self._any = False

    @classmethod
    def base_of(cls, url: str) -> str:
        """The base of the forum that ``url`` belongs to, as far as the address shows.

        Raises :class:`ValueError` if it is not a web address with a host, or names a user.
        """
        if names_user(url) or flaw(url.strip()):
            raise ValueError(f"not a web address: {shown(url)}")
        parts = urlsplit(url.strip())
        path = cls.below_base.sub("", parts.path)
        folder = path[: path.rfind("/") + 1] or "/"
        return f"{parts.scheme.lower()}://{_authority(parts)}{folder}"

    @classmethod
    def name_of(cls, url: str) -> str:
        """The name of the site that ``url`` belongs to. Raises :class:`ValueError` as :meth:`base_of` does."""
        return _name(cls.base_of(url))

    @classmethod
    def of(cls, url: str, name: str = "") -> Self:
        """The site that ``url`` belongs to. Raises :class:`ValueError` as :meth:`base_of` does."""
        return cls(cls.base_of(url), name)

    @staticmethod
    @abstractmethod
    def stock(url: str) -> PageName | None:
        """What an address names in the forms that all forums of the engine understand, whatever the forum.

        ``None`` if it has none of these forms. The address of any folder counts as an index.
        """

    def owns(self, url: str) -> bool:
        """Whether a full address belongs to this site.

        That is, it has the same host and port (``http`` or ``https``, ``www.`` or not) and is below the site's path, or
        it is below another base that was added.
        """
        return self._base_at(url) is not None

    def is_on(self, url: str) -> bool:
        """Whether a full address is on one of the site's servers (host and port), below its path or not."""
        there = place_of(url)
        return there is not None and any(there == place(base) for base in self._bases)

    def may_be_on(self, url: str) -> bool:
        """Whether a full address is on one of the site's servers, or on one that the user named as the site's."""
        return self.is_on(url) or place_of(url) in self._named or (self._any and hosts.related(self.base, url))

    def name_hosts(self, names: Iterable[str]) -> None:
        """Allow the site to be on further hosts, if its pages lead there; ``*``: on any host of its domain.

        >>> from harvester.engines import table
        >>> site = table.named("discuz").site.of("https://www.example.com/")
        >>> there = "https://bbs.example.com/thread-9-1-1.html"
        >>> site.moved("https://www.example.com/thread-9-1-1.html", there)
        False
        >>> site.name_hosts(["bbs.example.com"])
        >>> site.moved("https://www.example.com/thread-9-1-1.html", there)
        True
        """
        given = list(names)
        self._any = hosts.ANY in given
        self._named = frozenset(place_of(f"http://{name}/") for name in given if name != hosts.ANY) - {None}

    def _base_at(self, url: str) -> SplitResult | None:
        """The base that an address is below; the longest if there are several."""
        parts = split(url)
        if parts is None or parts.scheme.lower() not in ("http", "https"):
            return None
        there = place(parts)
        found = (base for base in self._bases if there == place(base))
        below = (base for base in found if f"{parts.path}/".startswith(base.path))
        return max(below, key=lambda base: len(base.path), default=None)

    def below(self, url: str) -> str:
        """The part of an address after the site's base, without the fragment; ``""`` for another site's."""
        parts, base = split(url), self._base_at(url)
        if parts is None or base is None:
            return ""
        path = parts.path[len(base.path) :]
        return f"{path}?{parts.query}" if parts.query else path

    def also_at(self, base: str) -> None:
        """Add another base of the site: addresses below it are aliases of those below the first."""
        parts = urlsplit(base)
        if all((place(parts), parts.path) != (place(known), known.path) for known in self._bases):
            self._bases.append(parts)

    def move_to(self, base: str) -> None:
        """Write all addresses below another base from now on; those below the old one become aliases."""
        self.also_at(base)
        self.base = base

    def widen(self, base: str) -> None:
        """Use the folder that a page's links start from as the base, if the site was named by a page below it.

        ``https://h/f/2/`` may be a board of the forum at ``https://h/``: the address does not say.
        """
        folder = hosts.folder_of(base)
        if folder != self.base and self.base.startswith(folder):
            self.base, self._bases = folder, [urlsplit(folder)]

    def see(self, page: Page) -> None:
        """Add the other hosts on which a page of the site evidently is."""
        there = hosts.canonical(page)
        if there is not None and not self.owns(there) and (base := self._base_there(page.url, there)):
            self.also_at(base)
        stated = hosts.stated_base(page)
        if stated is not None and not self.owns(stated) and self.may_be_on(stated):
            self.also_at(stated)

    def take_in(self, urls: Iterable[str]) -> set[str]:
        """Add the hosts in the forum's own list of boards; if all boards are on one other host, move there.

        Returns the bases of boards on hosts of the same domain that the user did not name.
        """
        urls = list(urls)
        away = [url for url in urls if not self.owns(url)]
        found = hosts.bases_of_boards(away, self.stock)
        bases = {base for base in found if self.may_be_on(base)}
        for base in bases:
            self.also_at(base)
        if len(bases) == 1 and len(away) == len(urls):
            self.move_to(next(iter(bases)))
        return {base for base in found - bases if hosts.related(self.base, base)}

    def moved(self, here: str, there: str) -> bool:
        """Whether a redirect leads to the same page below another base; if so, the site moves there."""
        base = self._base_there(here, there)
        if base is None or base == self.base:
            return False
        self.move_to(base)
        return True

    def _base_there(self, here: str, there: str) -> str | None:
        if not self.may_be_on(there):
            return None
        return hosts.base_there(here, there.partition("#")[0], self.below(here), self.stock)


def _name(base: str) -> str:
    return base.removeprefix("https://").removeprefix("http://").rstrip("/")


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    port = _port(parts)
    shown_host = f"[{host}]" if ":" in host else host
    return shown_host if port is None else f"{shown_host}:{port}"


def _port(parts: SplitResult) -> int | None:
    """The port; ``None`` if it is the scheme's default."""
    port = parts.port
    return None if port == {"http": 80, "https": 443}[parts.scheme.lower()] else port
