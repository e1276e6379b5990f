"""How a setting is declared: as a field of a small frozen dataclass, in the room that uses it.

    @dataclass(frozen=True, slots=True)
    class Limits:
        section: ClassVar = "Manners"
        daily: int = setting("HARVESTER_DAILY_REQUESTS", 0, whole(), "Requests to a site in a day; 0: no limit.")

The field holds the value for the program. Its declaration has name, default, form, bounds and reason, from which
Scrapy's settings, the checks, the docs and the schema of the sites file are made. Arguments of a crawl, whose names
are in lower case, are declared in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, TypeVar, get_type_hints

from harvester.config.forms import Form

T = TypeVar("T")

#: Given as default: the value is required.
REQUIRED: Any = object()
_DECLARED = "declared"
#: Characters of a wrong value that a message shows at most.
_SHOWN = 60
#: Characters of the explanation at most.
_EXPLAINED = 300


class ConfigurationError(ValueError):
    """A setting, an argument or the sites file is wrong; the message says in one line what, and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A key of a site in the sites file.

    ``takes`` and ``form``: if they differ from the setting's own; ``is_file``: the value is the name of a file,
    relative to the sites file.
    """

    name: str
    takes: str = ""
    form: Form[Any] | None = None
    is_file: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A setting or an argument. ``default`` is in the user's form; ``of_run``: not allowed in a site's entry."""

    name: str
    default: Any
    form: Form[Any]
    reason: str
    keys: tuple[Key, ...] = ()
    of_run: bool = False
    section: str = ""

    @property
    def is_setting(self) -> bool:
        """Whether it is a setting, not an argument."""
        return self.name.isupper()

    def value(self, given: object) -> Any:  # noqa: ANN401 - what the field holds
        """``given``, or the default for ``None``, as the program uses it. Raises :class:`ConfigurationError`."""
        if given is None:
            given = self.default
        try:
            if type(given) is type(self.default) and given == self.default:
                return self.form.trusted(given)
            return self.form.value(given)
        except ConfigurationError:  # its message is complete
            raise
        except ValueError as error:
            said = self.name if self.form.secret else f"{self.name}={shown(given)}"
            raise ConfigurationError(f"{said}: {shown(str(error), _EXPLAINED)}") from error


def setting(
    name: str,
    default: Any,  # noqa: ANN401 - as a user would give it
    form: Form[T],
    reason: str,
    *keys: Key,
    of_run: bool = False,
) -> T:
    """A field of a dataclass of options that holds a setting."""
    metadata = {_DECLARED: Declared(name, default, form, reason, keys, of_run)}
    if default is REQUIRED:
        return field(metadata=metadata)  # type: ignore[no-any-return]  # as dataclasses.field() itself
    return field(default_factory=lambda: form.trusted(default), metadata=metadata)


#: A field that holds an argument of a crawl.
argument = setting


def declarations(options: type) -> Iterator[Declared]:
    """All declarations of a dataclass of options, and of those inside it."""
    for _, part in _fields(options):
        if isinstance(part, Declared):
            yield replace(part, section=getattr(options, "section", ""))
        else:
            yield from declarations(part)


def options_of(options: type[T], given: Mapping[str, Any]) -> T:
    """``options`` filled from values by name. Raises :class:`ConfigurationError` for the first wrong value."""
    return options(
        **{
            name: part.value(given.get(part.name)) if isinstance(part, Declared) else options_of(part, given)
            for name, part in _fields(options)  # type: ignore[arg-type]  # a class is hashable
        }
    )


@cache
def _fields(options: type) -> list[tuple[str, Declared | type]]:
    """The fields of a dataclass of options, each with its declaration or its own dataclass of options."""
    declared = {each.name: each.metadata.get(_DECLARED) for each in fields(options)}
    hints = {} if all(declared.values()) else get_type_hints(options)  # types of values need not be loaded
    return [(name, hints[name] if found is None else found) for name, found in declared.items()]


def shown(given: object, most: int = _SHOWN) -> str:
    """A value for a message, in one line of at most ``most`` characters."""
    said = one_line(",".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given))
    return said if len(said) <= most else f"{said[: most - 3]}..."


def one_line(said: str) -> str:
    """A text without line breaks and other control characters."""
    return "".join(each if each.isprintable() else " " for each in said)
