"""Undo every accident that a text has met, in an order that separates them.

The accidents happened one after another, so they are undone from the last to the first: the
forum's noise came on top of everything; a text read in the wrong encoding hides what else happened
to it; shifts and glosses meet in one span, and know of each other; punctuation squashed
to half width is believed where a shift or another proof shows that the tool was at work.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Final, Self

from harvester.text import edits
from harvester.text.accident import Accident, Context
from harvester.text.accidents import ACCIDENTS
from harvester.text.edits import Certainty, Flag, Repair
from harvester.text.flags import find_flags
from harvester.text.newcomers import has_newcomers
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: The most passes over a text. The second lets proof from its end help its beginning, and undoes
#: what the first uncovered; damage on damage on damage may need a third. Each pass is linear.
PASSES = 4


#: What was left, by kinds of flags, and why.
_LEFT: Final = {
    "unread": "may be damaged; finding out takes more work than it is worth",
    "misread": "may have been read in a wrong encoding, or quote text that was",
    "lost-bytes": "bytes of marks and of characters beside them are gone; more than one reading explains what is shown",
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with its damage undone, and the log of how.

    ``repairs`` are in the coordinates of the input, in order, and do not overlap; ``flags``
    are in those of ``text``, where the flagged spans still stand; ``profile`` is the one
    given, plus what this text proved. ``refused`` are repairs that were not made because
    they bring in characters that nobody writes, ``unexplained`` those that the accident, applied to
    what they say, does not explain; both are in the coordinates of the text in which they were found.

    >>> repaired = repair("約翰?濟慈和卡爾?馬克思")
    >>> repaired.text, [made.kind for made in repaired.repairs], repaired.unexplained
    ('約翰·濟慈和卡爾·馬克思', ['nbsp', 'nbsp'], ())
    """

    text: str
    repairs: tuple[Repair, ...]
    flags: tuple[Flag, ...]
    profile: Profile = field(repr=False)
    refused: tuple[Repair, ...] = ()
    unexplained: tuple[Repair, ...] = ()

    def undo(self) -> str:
        """The input, exactly.

        >>> repair("約翰?濟慈和卡爾?馬克思").undo()
        '約翰?濟慈和卡爾?馬克思'
        """
        return edits.revert(self.text, self.repairs)

    def to_json(self) -> str:
        """All of it as a JSON object, characters kept as they are."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The equal of what :meth:`to_json` wrote. Raises :class:`ValueError` where ``text`` is not that.

        >>> repaired = repair("約翰?濟慈和卡爾?馬克思")
        >>> Repaired.from_json(repaired.to_json()) == repaired
        True
        """
        try:
            data = json.loads(text)
            logs = {
                name: tuple(Repair(**each) for each in data[name]) for name in ("repairs", "refused", "unexplained")
            }
            flags = tuple(Flag(**each) for each in data["flags"])
            return cls(data["text"], flags=flags, profile=Profile(**data["profile"]), **logs)
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"not what a repair gave: {text[:60]!r}") from error


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
    """``text`` as it was before it was damaged, as far as that can be determined.

    Any string will do, a line or a document, with any line ends; a whole document is best,
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
        strings: A site's own noise, dropped wherever it stands at the start or end of a line.
        profile: What is known about the site from other texts; it is not changed.

    Raises:
        TypeError: ``text`` is not a string.
        ValueError: A kind or certainty does not exist, or options contradict each other.

    >>> repair("ÖÐÎÄÂÛÌ³").text
    '中文论坛'
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
    """Like :func:`repair`, with ready-made options; ``profile`` is not changed.

    >>> repair_with("ÖÐÎÄÂÛÌ³", Options(kinds=frozenset({"noise"})), Profile()).text
    'ÖÐÎÄÂÛÌ³'
    """
    return _repaired(text, options, profile.copy())


def _repaired(text: str, options: Options, learned: Profile) -> Repaired:
    """``text`` repaired with the help of ``learned``, which gets what the text proves."""
    log: list[Repair] = []
    repaired = text
    work = Work.on(text)
    undone = _Pass(repaired, proofs=learned.total())
    refused: list[Repair] = []
    unexplained: list[Repair] = []
    for _ in range(PASSES):
        undone = _undo_each(undone, learned, options, work)
        refused += _unlike(undone.refused, refused)
        unexplained += _unlike(undone.unexplained, unexplained)
        if not undone.log:
            break
        log = [made for made in edits.compose(text, log, undone.log) if made.before != made.after]
        repaired = undone.text
    flags = tuple(_flagged(repaired, undone))
    return Repaired(repaired, tuple(log), flags, learned, tuple(refused), tuple(unexplained))


@dataclass(slots=True)
class _Pass:
    """One pass over a text: its result, its repairs, those not made, and what was left, by kinds of flags."""

    text: str
    log: list[Repair] = field(default_factory=list)
    refused: list[Repair] = field(default_factory=list)
    unexplained: list[Repair] = field(default_factory=list)
    #: By the place of the accident that left them.
    left: dict[int, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
    #: How many accidents, one after another, have looked at this text with the same proofs, and how many those are.
    looked: int = 0
    proofs: int = 0

    def looked_at(self, profile: Profile, *, changed: bool) -> None:
        """Note that one more accident has looked at it, and whether text or proofs have ``changed``."""
        proofs = profile.total()
        self.looked = 0 if changed or proofs != self.proofs else self.looked + 1
        self.proofs = proofs


def _unlike(found: list[Repair], known: list[Repair]) -> list[Repair]:
    """Those of ``found`` that are not among ``known``, which an earlier pass found, perhaps in another place."""
    seen = {(each.kind, each.before, each.after) for each in known}
    return [each for each in found if (each.kind, each.before, each.after) not in seen]


def _each(names: Collection[str]) -> tuple[str, ...]:
    """The names; a plain string is a single name, not its characters."""
    return (names,) if isinstance(names, str) else tuple(names)


def _undo_each(last: _Pass, profile: Profile, options: Options, work: Work) -> _Pass:
    """One pass: every accident undone once, in what the ones before it left.

    It ends where all others have looked at the same text with the same proofs, in this pass or in the ``last`` one.
    """
    text = last.text
    done = _Pass(text, left=last.left, looked=last.looked, proofs=last.proofs)
    for place, accident in enumerate(ACCIDENTS):
        if done.looked >= len(ACCIDENTS):
            break
        found = accident.repair(done.text, profile, options, work)
        done.left.pop(place, None)
        if not found and not work.given_up:
            done.looked += 1
            continue
        made = _admitted([each for each in found if _is_wanted(each, options)], accident, done, profile, options)
        unsure = [each for each in found if not options.sure_enough(each.certainty) and options.wants(each.kind)]
        done.left[place] = {
            "unread": edits.joined(work.given_up),
            "misread": edits.joined(_guessed(unsure, "-as-")),
            "lost-bytes": edits.joined(_guessed(unsure, "shift")),
        }
        work.given_up.clear()
        done.looked_at(profile, changed=bool(made))
        if made:
            done.left = {
                place: {kind: list(edits.moved(spans, made)) for kind, spans in left.items()}
                for place, left in done.left.items()
            }
            done.log = edits.compose(text, done.log, made)
            done.text = edits.apply(done.text, made)
    done.log = [made for made in done.log if made.before != made.after]
    if done.log and done.proofs != profile.total():
        done.looked_at(profile, changed=True)
    return done


def _admitted(found: list[Repair], accident: Accident, done: _Pass, profile: Profile, options: Options) -> list[Repair]:
    """Those of ``found`` that may be made in the text of ``done``; the others are noted there, and prove nothing."""
    if not found:
        return found
    strings = frozenset((*options.strings, *profile.strings))
    admitted = []
    for each in found:
        context = Context(each.kind, done.text, each.start, each.end, strings)
        if has_newcomers(each.before, each.after):
            done.refused.append(each)
            profile.retract(each.kind)
        elif accident.explains(each.before, each.after, context):
            admitted.append(each)
        else:
            done.unexplained.append(each)
            profile.retract(each.kind)
    return admitted


def _guessed(unsure: Iterable[Repair], kind: str) -> list[tuple[int, int]]:
    """The spans of the guesses of a kind, or of those whose names have it in them."""
    return [
        (each.start, each.end)
        for each in unsure
        if each.certainty == "guess" and (each.kind == kind or kind == "-as-" in each.kind)
    ]


def _flagged(text: str, undone: _Pass) -> list[Flag]:
    """The flags of the repaired ``text``: what its characters show, and what was left in the last pass."""
    flags = find_flags(text)
    for kind in _LEFT:
        spans = edits.joined(span for left in undone.left.values() for span in left[kind])
        flags += [
            Flag(kind, start, text[start:end], _LEFT[kind])
            for start, end in spans
            if kind == "unread" or not _is_flagged(flags, start, end)
        ]
    return sorted(flags, key=lambda flag: flag.start)


def _is_flagged(flags: Iterable[Flag], start: int, end: int) -> bool:
    return any(flag.start < end and start < flag.start + len(flag.text) for flag in flags)


def _is_wanted(found: Repair, options: Options) -> bool:
    return options.wants(found.kind) and options.sure_enough(found.certainty) and found.before != found.after
