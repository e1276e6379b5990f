"""An example of a kind of damage: a row of middle dots that a converter made of an ellipsis."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "dot-row"
_ROW: Final = regex("(?<=[㐀-鿿])·{6}(?=[，。！？]|$)")


def damage(text: str, kind: str, rng: Random) -> str:
    """``text`` with six middle dots for each ellipsis."""
    del kind, rng
    return text.replace("……", "······")


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Each row after a Hanzi as the ellipsis that it was."""
    del profile, options, work
    found = _ROW.finditer(text)
    return [Repair(KIND, row.start(), row[0], "……", "certain", 8.0, "a row of dots") for row in found]


def explains(before: str, after: str, context: Context) -> bool:
    """Whether ``before`` is the row of an ellipsis."""
    del context
    return (before, after) == ("······", "……")


ACCIDENT: Final = Accident({KIND: "an ellipsis as middle dots"}, damage, repair, explains)
