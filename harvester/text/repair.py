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
    broken_lines,
    c1_marks,
    cut_characters,
    entities,
    glosses,
    half_width,
    misreadings,
    mixed_misreadings,
    nbsp,
    noise,
    private_use,
    shifts,
    site_strings,
    table_misreadings,
    wide_misreadings,
)
from harvester.text.edits import Certainty, Flag, Repair
from harvester.text.flags import find_flags
from harvester.text.newcomers import has_newcomers
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: An accident's repair: the repairs of a text, in order and apart, not made yet.
Undo = Callable[[str, Profile, Options, Work], list[Repair]]

#: In the order of undoing.
ACCIDENTS: tuple[Undo, ...] = (
    noise.repair,
    site_strings.repair,
    broken_lines.repair,
    mixed_misreadings.repair,
    table_misreadings.repair,
    misreadings.repair,
    wide_misreadings.repair,
    c1_marks.repair,
    nbsp.repair,
    shifts.repair,
    glosses.repair,
    half_width.repair,
    private_use.repair,
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
    given, with what this text proved added. ``refused`` are repairs that were not made since
    they bring in characters that nobody writes, in the coordinates of the pass that found them.
    """

    text: str
    repairs: tuple[Repair, ...]
    flags: tuple[Flag, ...]
    profile: Profile = field(repr=False)
    refused: tuple[Repair, ...] = ()

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
        TypeError: ``text`` is not a string.
        ValueError: A kind or certainty does not exist, or options contradict each other.
    """
    if not isinstance(text, str):
        raise TypeError(f"repair takes a string, not {type(text).__name__} ({text!r:.40}): leave out what has no text")
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
    work = Work.on(text)
    undone = _Pass(repaired)
    for _ in range(PASSES):
        undone = _undo_each(repaired, learned, options, work)
        if not undone.log:
            break
        log = [made for made in edits.compose(text, log, undone.log) if made.before != made.after]
        repaired = undone.text
    flags = (*find_flags(repaired), *(_unread(repaired, *span) for span in undone.given_up))
    flags = tuple(sorted(flags, key=lambda flag: flag.start))
    return Repaired(repaired, tuple(log), flags, learned, tuple(undone.refused))


@dataclass(slots=True)
class _Pass:
    """One pass over a text: what it left, its repairs, those refused, and spans of ``text`` that take too much work."""

    text: str
    log: list[Repair] = field(default_factory=list)
    refused: list[Repair] = field(default_factory=list)
    given_up: list[tuple[int, int]] = field(default_factory=list)


def _each(names: Collection[str]) -> tuple[str, ...]:
    """A lone string is one name, not its characters."""
    return (names,) if isinstance(names, str) else tuple(names)


def _undo_each(text: str, profile: Profile, options: Options, work: Work) -> _Pass:
    """One pass: every accident undone once, on what those before it left."""
    done = _Pass(text)
    for undo in ACCIDENTS:
        found = undo(done.text, profile, options, work)
        wanted = [made for made in found if _is_wanted(made, options)]
        made = [repair for repair in wanted if not has_newcomers(repair.before, repair.after)]
        if len(made) < len(wanted):
            done.refused += [repair for repair in wanted if has_newcomers(repair.before, repair.after)]
        done.given_up = edits.joined([*done.given_up, *work.given_up])
        work.given_up.clear()
        if made:
            done.given_up = list(edits.moved(done.given_up, made))
            done.log = edits.compose(text, done.log, made)
            done.text = edits.apply(done.text, made)
    done.log = [made for made in done.log if made.before != made.after]
    return done


def _unread(text: str, start: int, end: int) -> Flag:
    return Flag("unread", start, text[start:end], "may be damaged; to tell takes more work than its length is worth")


def _is_wanted(found: Repair, options: Options) -> bool:
    return options.wants(found.kind) and options.sure_enough(found.certainty) and found.before != found.after
