"""How far a repair may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harvester.text.accidents import ACCIDENTS
from harvester.text.edits import CERTAINTIES, Certainty

_EVERY: Final = tuple(dict.fromkeys(kind for accident in ACCIDENTS for kind in accident.kinds))

#: The kinds of accident that :func:`harvester.text.repair` undoes, except the chains.
KINDS: Final = tuple(kind for kind in _EVERY if "-as-" not in kind)

#: The kinds of the chains: ``<true encoding>-as-<wrong encoding>``.
CHAIN_KINDS: Final = tuple(kind for kind in _EVERY if "-as-" in kind)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of :func:`harvester.text.repair`.

    ``kinds``: the kinds of accident to undo; ``None`` is all of them.
    ``least_certainty``: repairs less sure than this are not made.
    ``keep_half_width``: leave punctuation squashed to half width as it is.
    ``widen``: restore full-width punctuation even where the document does not prove that it was squashed.
    ``strings``: a site's own noise strings, dropped wherever they stand at the start or end of a line.

    Raises :class:`ValueError` for a kind or a certainty that does not exist, and where
    half-width punctuation is to be both kept and widened.

    >>> options = Options(kinds=frozenset({"noise", "shift"}), least_certainty="certain")
    >>> options.wants("gloss"), options.wants("noise+shift"), options.sure_enough("likely")
    (False, True, False)
    """

    kinds: frozenset[str] | None = None
    least_certainty: Certainty = "likely"
    keep_half_width: bool = False
    widen: bool = False
    strings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = (*KINDS, *CHAIN_KINDS)
        unknown = sorted(kind for kind in self.kinds or () if kind not in known)
        if unknown:
            raise ValueError(f"no such kind of damage: {', '.join(unknown)}; there are {', '.join(known)}")
        if self.least_certainty not in CERTAINTIES:
            raise ValueError(f"no such certainty: {self.least_certainty}; there are {', '.join(CERTAINTIES)}")
        if self.keep_half_width and self.widen:
            raise ValueError("half-width punctuation can't be both kept and widened")

    def wants(self, kind: str) -> bool:
        """Whether repairs of ``kind`` (``a+b``: of both) are wanted."""
        if self.keep_half_width and kind == "half-width":
            return False
        return self.kinds is None or self.kinds.issuperset(kind.split("+"))

    def sure_enough(self, certainty: Certainty) -> bool:
        """Whether a repair of this ``certainty`` may be made."""
        return CERTAINTIES.index(certainty) <= CERTAINTIES.index(self.least_certainty)
