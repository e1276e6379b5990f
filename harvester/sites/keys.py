"""The keys of a site's entry: what each takes, and the argument or setting of the crawl that it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from harvester.config.declaring import Declared, Key
from harvester.config.forms import Form, home_resolved

#: Prefix of our own settings: an entry may have any of them by name, but none of Scrapy's.
_OURS = "HARVESTER_"


@dataclass(frozen=True, slots=True, eq=False)
class SiteKey:
    """A key and its declaration. ``key`` is ``None`` for a setting given by its own name."""

    declared: Declared
    key: Key | None = None

    @property
    def form(self) -> Form[Any]:
        """The form of its values."""
        return (self.key and self.key.form) or self.declared.form

    @property
    def takes(self) -> str:
        """The form of its values, for people."""
        return (self.key and self.key.takes) or self.form.takes or self.declared.form.takes

    def value(self, given: Any, folder: Path) -> Any:  # noqa: ANN401 - whatever TOML holds
        """``given`` in the form that the crawl takes; a file's name is relative to ``folder``.

        Raises :class:`ValueError` if it is of the wrong kind, or empty. Whether a file exists and can be read is
        checked when the site is crawled.
        """
        if self.key is None:
            self.form.checked(given)
            return given
        if not isinstance(given, bool | int | float | date) and (not given or not str(given).strip()):
            raise ValueError("it is empty")
        checked = self.form.checked(given, typed=True)
        if isinstance(checked, date):
            return checked.isoformat()
        if self.key.is_file:
            return str(folder / home_resolved(checked))
        return [checked] if isinstance(checked, str) and isinstance(self.declared.default, list) else checked


class SiteKeys:
    """All keys that a site may have, by name."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        declared = list(declared)
        self.short = {key.name: SiteKey(each, key) for each in declared for key in each.keys}
        self.settings = {each.name: SiteKey(each) for each in declared if each.name.startswith(_OURS)}
        self.of_run = frozenset(each.name for each in declared if each.of_run)

    def find(self, name: str) -> SiteKey | None:
        """The key called ``name``; ``None`` if there is none."""
        return self.short.get(name) or (None if name in self.of_run else self.settings.get(name))

    def near(self, name: str) -> str:
        """A hint for a name that is not a key: what was probably meant."""
        if name in self.of_run:
            return "it is for the whole run: give it with -s"
        allowed = [*sorted(self.short), *sorted(self.settings.keys() - self.of_run)]
        near = get_close_matches(name, allowed, n=1) or get_close_matches(name.upper(), allowed, n=1)
        if near:
            return f"did you mean {near[0]}?"
        return f"there are {', '.join(sorted(self.short))}, and any setting HARVESTER_..."
