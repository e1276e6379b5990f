"""How far a repair may go."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.text.edits import CERTAINTIES, Certainty


@dataclass(frozen=True, slots=True)
class Options:
    """Options of :func:`harvester.text.repair`.

    ``kinds``: the kinds of accident to undo; ``None`` is all of them.
    ``least_certainty``: repairs less sure than this are not made.
    ``keep_half_width``: leave punctuation squashed to half width as it is.
    ``widen``: restore full-width punctuation even where the document has no proof.
    ``strings``: a site's own noise strings, dropped wherever they stand at an end of a line.
    """

    kinds: frozenset[str] | None = None
    least_certainty: Certainty = "likely"
    keep_half_width: bool = False
    widen: bool = False
    strings: tuple[str, ...] = ()

    def wants(self, kind: str) -> bool:
        """Whether repairs of ``kind`` are asked for."""
        return self.kinds is None or kind in self.kinds

    def sure_enough(self, certainty: Certainty) -> bool:
        """Whether a repair of this ``certainty`` may be made."""
        return CERTAINTIES.index(certainty) <= CERTAINTIES.index(self.least_certainty)
