"""What is read of the settings of repair, apart from their declarations: this loads the text engine."""

from __future__ import annotations

from pathlib import Path

from harvester.news.turns import KIND as PAGE_TURN
from harvester.text import Options, Profile
from harvester.text.controls import KIND as CONTROL

#: Kinds that an article's texts have besides those of damage.
OTHERS = frozenset({PAGE_TURN, CONTROL})


def kinds_named(names: list[str]) -> frozenset[str] | None:
    """The named kinds, or ``None`` for all. Raises :class:`ValueError` for one that does not exist.

    >>> kinds_named([]), kinds_named(["page-turn"])
    (None, frozenset({'page-turn'}))
    """
    Options(kinds=frozenset(names) - OTHERS)
    return frozenset(names) or None


def profile_in(name: str) -> Profile:
    """The profile in a file; a new one where none is named. Raises :class:`ValueError` where it can't be read.

    >>> profile_in("") == Profile()
    True
    """
    try:
        return Profile.from_json(Path(name).read_text(encoding="utf-8")) if name else Profile()
    except RecursionError as error:
        raise ValueError("not a repair profile") from error
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
