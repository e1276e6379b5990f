"""How an article's texts are repaired."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from harvester.config.declaring import Key, setting
from harvester.config.forms import Form, choice, switch, text, words
from harvester.news.turns import KIND as PAGE_TURN
from harvester.text import Certainty, Options, Profile
from harvester.text.controls import KIND as CONTROL

#: Kinds that an article's texts have besides those of damage.
_OTHERS = frozenset({PAGE_TURN, CONTROL})


def _kinds(names: list[str]) -> frozenset[str] | None:
    """The named kinds, or ``None`` for all. Raises :class:`ValueError` for one that does not exist."""
    Options(kinds=frozenset(names) - _OTHERS)
    return frozenset(names) or None


def _profile(name: str) -> Profile:
    try:
        return Profile.from_json(Path(name).read_text(encoding="utf-8")) if name else Profile()
    except RecursionError as error:
        raise ValueError("not a repair profile") from error
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error


def _strings(given: list[str] | str) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """``kinds``: those of damage, and of lost page turns, that are repaired; ``None``: all."""

    section: ClassVar[str] = "Repair"

    wanted: bool = setting(
        "HARVESTER_REPAIR",
        default=True,
        form=switch(),
        reason="Repair damaged text (see docs/damage.md). Off: the text stays as it is on the page.",
    )
    kinds: frozenset[str] | None = setting(
        "HARVESTER_REPAIR_KINDS",
        "",
        words("kinds of damage, such as noise,gloss", _kinds),
        "Kinds of damage to repair, separated by commas; empty: all of them.",
    )
    least_certainty: Certainty = setting(
        "HARVESTER_REPAIR_CERTAINTY",
        "likely",
        choice({"certain": "certain", "likely": "likely", "guess": "guess"}),
        "The least certain repairs that are still made: certain, likely or guess.",
    )
    profile: Profile = setting(
        "HARVESTER_REPAIR_PROFILE",
        "",
        text("a file with what is known of the site's damage", _profile),
        "A file with what is known of the site's damage (harvester.text.Profile.to_json); empty: each article is "
        "repaired without it.",
        Key("repair_profile", is_file=True),
    )
    noise: tuple[str, ...] = setting(
        "HARVESTER_NOISE",
        [],
        words("strings that the site puts at the ends of lines", _strings, keep_blanks=True),
        "Strings that the site puts at the ends of lines against copying; they are dropped there.",
        Key("noise", form=Form(str | list[str], "", _strings)),
    )
    keep_original: bool = setting(
        "HARVESTER_KEEP_ORIGINAL",
        default=False,
        form=switch(),
        reason="Also keep the unrepaired text, in the field `original_text`.",
    )

    @property
    def of_text(self) -> Options:
        """The options of :func:`harvester.text.repair`, which does not repair page turns or control characters."""
        kinds = None if self.kinds is None else self.kinds - _OTHERS
        return Options(kinds=kinds, least_certainty=self.least_certainty, strings=self.noise)

    @property
    def drops_controls(self) -> bool:
        """Whether control characters are removed."""
        return self.wanted and (self.kinds is None or CONTROL in self.kinds)

    @property
    def restores_breaks(self) -> bool:
        """Whether breaks that page turns lost are restored."""
        return self.wanted and (self.kinds is None or PAGE_TURN in self.kinds)
