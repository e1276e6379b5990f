"""Undo every accident that a text has met, in the order that takes them apart.

The accidents happened one after another, so they are undone from the last to the first: the
forum's noise came on top of all; a text read in the wrong encoding hides what else happened
to it; shifts and glosses meet in one span, and see through each other; punctuation squashed
to half width is believed where a shift or another proof shows that the tool was at work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from harvester.text import edits
from harvester.text.accidents import (
    attachment_words,
    break_tags,
    cut_characters,
    entities,
    glosses,
    half_width,
    misreadings,
    nbsp,
    noise,
    shifts,
    site_strings,
)
from harvester.text.edits import Certainty, Flag, Repair
from harvester.text.flags import find_flags
from harvester.text.options import Options
from harvester.text.profile import Profile

#: An accident's repair: the repairs of a text, in order and apart, not made yet.
Undo = Callable[[str, Profile, Options], list[Repair]]

#: In the order of undoing.
ACCIDENTS: tuple[Undo, ...] = (
    noise.repair,
    site_strings.repair,
    misreadings.repair,
    nbsp.repair,
    shifts.repair,
    glosses.repair,
    half_width.repair,
    entities.repair,
    break_tags.repair,
    attachment_words.repair,
    cut_characters.repair,
)

#: Passes over a text at most. The second lets proof from its end help its beginning, and undoes
#: what the first uncovered; damage on damage on damage may need a third. Each pass is linear.
PASSES = 4


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with its damage undone, and the log of how.

    ``repairs`` are in the coordinates of the input, in order, and do not overlap; ``flags``
    are in those of ``text``, where the flagged spans still stand; ``profile`` is the one
    given, with what this text proved added.
    """

    text: str
    repairs: tuple[Repair, ...]
    flags: tuple[Flag, ...]
    profile: Profile = field(repr=False)

    def undo(self) -> str:
        """The input, exactly."""
        return edits.revert(self.text, self.repairs)


def repair(
    text: str,
    *,
    kinds: Collection[str] | None = None,
    least_certainty: Certainty = "likely",
    keep_half_width: bool = False,
    widen: bool = False,
    strings: Collection[str] = (),
    profile: Profile | None = None,
) -> Repaired:
    """``text`` as it was before it was damaged, as far as that can be known.

    Any string will do: a line, a document, with any line ends; a document at a time is best,
    since proof in one paragraph helps the next. Clean text comes back as it is, and what has
    been repaired stays as it is when repaired again. Undecoded bytes, which
    :func:`harvester.text.decode` keeps as private code points, are evidence, and those that no
    repair explains stay in the text.

    Args:
        text: The damaged text.
        kinds: The kinds of damage to undo; ``None`` is all of them.
        least_certainty: Repairs less sure than this (``certain``, ``likely``, ``guess``) are not made.
        keep_half_width: Leave punctuation squashed to half width as it is.
        widen: Restore full-width punctuation even where nothing proves that it was squashed.
        strings: A site's own noise, dropped wherever it stands at an end of a line.
        profile: What is known about the site from other texts; not changed.

    Raises:
        ValueError: A kind or certainty does not exist, or options contradict each other.
    """
    options = Options(
        kinds=None if kinds is None else frozenset(_each(kinds)),
        least_certainty=least_certainty,
        keep_half_width=keep_half_width,
        widen=widen,
        strings=_each(strings),
    )
    return _repaired(text, options, Profile() if profile is None else profile.copy())


def repair_with(text: str, options: Options, profile: Profile) -> Repaired:
    """:func:`repair`, its options put together already; ``profile`` is not changed."""
    return _repaired(text, options, profile.copy())


def _repaired(text: str, options: Options, learned: Profile) -> Repaired:
    """``text`` repaired, with what ``learned`` knows, and what the text proves added to it."""
    log: list[Repair] = []
    repaired = text
    for _ in range(PASSES):
        made = _undo_each(repaired, learned, options)
        if not made:
            break
        log = [made for made in edits.compose(text, log, made) if made.before != made.after]
        repaired = edits.apply(repaired, made)
    return Repaired(repaired, tuple(log), tuple(find_flags(repaired)), learned)


def _each(names: Collection[str]) -> tuple[str, ...]:
    """A lone string is one name, not its characters."""
    return (names,) if isinstance(names, str) else tuple(names)


def _undo_each(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The repairs of one pass: every accident undone once, on what those before it left."""
    log: list[Repair] = []
    current = text
    for undo in ACCIDENTS:
        made = undo(current, profile, options)
        if made:
            made = [found for found in made if _is_wanted(found, options)]
        if made:
            log = edits.compose(text, log, made)
            current = edits.apply(current, made)
    return [made for made in log if made.before != made.after]


def _is_wanted(found: Repair, options: Options) -> bool:
    return options.wants(found.kind) and options.sure_enough(found.certainty) and found.before != found.after
