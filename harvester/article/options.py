"""How an article's texts are repaired.

Every command reads the names of all settings, so what loads the text engine is in :mod:`harvester.article.kinds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from harvester.config.declaring import Key, setting
from harvester.config.forms import Form, choice, switch, text, words

if TYPE_CHECKING:
    from harvester.text import Certainty, Options, Profile


def _kinds(names: list[str]) -> frozenset[str] | None:
    from harvester.article.kinds import kinds_named  # noqa: PLC0415 - see above

    return kinds_named(names)


def _profile(name: str) -> Profile:
    from harvester.article.kinds import profile_in  # noqa: PLC0415 - see above

    return profile_in(name)


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
        from harvester.article.kinds import OTHERS  # noqa: PLC0415 - see above
        from harvester.text import Options  # noqa: PLC0415 - see above

        kinds = None if self.kinds is None else self.kinds - OTHERS
        return Options(kinds=kinds, least_certainty=self.least_certainty, strings=self.noise)

    def wants(self, kind: str) -> bool:
        """Whether damage of this kind is repaired."""
        return self.wanted and (self.kinds is None or kind in self.kinds)
