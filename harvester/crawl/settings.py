"""The settings of a crawl (``-s NAME=VALUE``), checked before any request."""

from __future__ import annotations

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from harvester.config.declaring import ConfigurationError, shown
from harvester.crawl.configuration import SETTINGS, Configuration
from harvester.crawl.scrapys import FOR_SITES
from harvester.crawl.spelling import KNOWN_TO_SCRAPY, near
from harvester.forum import authority

#: The names of our own settings.
KNOWN = frozenset(each.name for each in SETTINGS)
_OURS = "HARVESTER_"


def check(settings: BaseSettings) -> Configuration:
    """The settings, checked.

    Raises :class:`~harvester.config.declaring.ConfigurationError` if a crawl cannot work with them; its one line
    says what to do.
    """
    check_names(settings)
    return Configuration.of(settings)


def check_names(settings: BaseSettings) -> None:
    """Raise :class:`ConfigurationError` for a misspelt name, which would silently have no effect.

    Names that are not ours are checked only on the command line: other packages have settings of their own.
    """
    for name in sorted(str(each) for each in settings):
        typed = (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]
        if name in KNOWN or name in KNOWN_TO_SCRAPY or not (typed or name.startswith(_OURS)):
            continue
        if meant := _meant(name, authority.shown(shown(settings[name]))):
            raise ConfigurationError(f"no such setting: {shown(name)}; did you mean {meant}?")
        if name.startswith(_OURS):
            raise ConfigurationError(f"no such setting: {shown(name)}; docs/settings.md lists them")


def _meant(name: str, value: str) -> str | None:
    """What was probably meant by ``-s NAME=VALUE``; ``None`` if nothing is close."""
    from harvester.crawl.arguments import ALIAS, ARGUMENTS  # noqa: PLC0415 - loads the engines, and is seldom needed

    if name.lower() in {ALIAS, *(each.name for each in ARGUMENTS)}:
        return f"-a {'address' if name.lower() == ALIAS else name.lower()}={value}"
    for declared in (*SETTINGS, *FOR_SITES):
        if name in (key.name for key in declared.keys):
            return f"-s {declared.name}={'...' if declared.form.secret else value}"
    return near(name, KNOWN, KNOWN_TO_SCRAPY)
