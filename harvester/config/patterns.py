"""Patterns that are compiled at their first use: a program that repairs no text need not wait for hundreds of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class Pattern(Generic[AnyStr]):
    """Stands for a compiled pattern, and compiles it on first use.

    It keeps the methods that were used, so that only the first call of each costs more than a pattern's own.

    >>> Pattern("[0-9]+", 0).search("A1版").group()
    '1'
    """

    def __init__(self, source: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        if name.startswith("__"):  # asked for by copies, of what has no attributes yet
            raise AttributeError(name)
        asked = getattr(self.compiled, name)
        setattr(self, name, asked)
        return asked

    @cached_property
    def compiled(self) -> re.Pattern[AnyStr]:
        """The pattern itself."""
        return re.compile(self.pattern, self._flags)


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled on first use; its source can be read before. :class:`re.error` is raised by that use.

    Classes of many characters take a millisecond to compile, and so do the names of hundreds of outlets.

    >>> regex("[日晚]报").search("江滨晚报")[0]
    '晚报'
    """
    return cast("re.Pattern[AnyStr]", Pattern(source, flags))
