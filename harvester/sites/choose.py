"""Choosing the sites of the file that a run crawls."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from harvester.config.declaring import ConfigurationError
from harvester.engines import table
from harvester.forum.authority import shown
from harvester.sites.entry import SiteEntry
from harvester.sites.sites_file import ALL


def chosen(entries: Mapping[str, SiteEntry], names: str) -> list[SiteEntry]:
    """The entries that ``a,b`` or ``all`` names, in that order.

    Raises :class:`ConfigurationError` if one does not exist, is named twice, or has the address of another one.
    """
    words = [name.strip() for name in names.split(",") if name.strip()]
    found = list(entries.values()) if words == [ALL] else [_named(entries, word) for word in words]
    if not found:
        raise ConfigurationError("site=: name a site of the sites file, several separated by commas, or all")
    known: dict[tuple[str, str], SiteEntry] = {}
    for entry in found:
        other = known.setdefault(_place(entry), entry)
        if other is not entry or words.count(entry.name) > 1:
            raise ConfigurationError(_twice(entry, other))
    return found


def _named(entries: Mapping[str, SiteEntry], name: str) -> SiteEntry:
    entry = entries.get(name)
    if entry is None:
        near = get_close_matches(name, entries, n=1) or list(entries)[:20]
        raise ConfigurationError(
            f"site={shown(name)}: no such site; there is {', '.join(near) or 'none in the sites file'}"
        )
    return entry


def _place(entry: SiteEntry) -> tuple[str, str]:
    """A key that all addresses of one site share."""
    try:
        name = table.site_name(entry.address)
    except ValueError:  # reported with its line when the entry is checked
        return entry.name, ""
    host, _, path = name.partition("/")
    return host.removeprefix("www."), path


def _twice(entry: SiteEntry, other: SiteEntry) -> str:
    if entry is other:
        return f"site={entry.name} is named twice"
    return f"{other.name} and {entry.name} are one site, {shown(entry.address)}: name one of them"
