"""Undo the misreading of one stretch of text: which one it was, and what the text said.

The encodings are recognised by the bytes: read correctly, they give the frequent characters of Chinese. Where
no byte was lost, the text is their strict reading; where some were, :mod:`.restoration` searches for
it. Either way, the text is believed only if the wrong reader shows exactly the damaged stretch for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf
from operator import itemgetter
from typing import Final, NamedTuple

from harvester.config.patterns import regex
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.encodings.segments import frequent_share
from harvester.text.language.alphabets import UTF_8
from harvester.text.language.japanese import is_japanese
from harvester.text.language.model import model
from harvester.text.misread.chains import Chain, chains_of
from harvester.text.misread.endings import CUT, undo_cut, undo_signed, undo_trimmed
from harvester.text.misread.readers import CP1252_HOLES, SIGNS
from harvester.text.misread.signs import rare
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.strict import TOO_FEW, Undone, strictly
from harvester.text.misread.suspects import Restored, Suspect, is_ambiguous, known_bytes
from harvester.text.work import Work

#: The least share of frequent characters in what bytes with holes give when they are read correctly: holes destroy at
#: most every other character, and in clean text more than half are frequent.
_LEAST_SHARE: Final = 0.2
#: Chains are compared by what they make of the text if their share comes this near to the best: related encodings share
#: most of their characters.
_NEAR: Final = 0.7
#: How many characters are looked at to recognise a chain, two or three lines of text; impossible bytes speak against
#: it, except those of a cut end, at most three.
_LOOKED_AT: Final = 160
_UNFIT: Final = "\ufffd"
#: The byte 80 as readers of GBK show it, and what a character costs at most, in bits, that ends with it and a line with
#: the character: 一, the usual one, costs half of that.
_EURO: Final = "€"
_BY_CHANCE: Final = 18.0
#: This many East Asian characters in a row are UTF-8 that nobody wrote by chance, whatever they say.
_FORMED: Final = 3
_EAST_ASIAN: Final = regex("[\u2010-\u2027\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]")
#: How many characters are looked at to distinguish readers, and the bits that settle it: a million to one.
_SAMPLE: Final = 80
_CLEAR: Final = 20.0
#: Readers that cost the same in so many lines are as good as each other.
_ENOUGH_LINES: Final = 3
#: The bits that taking a blank for a byte of a character must gain: blanks are common, so more than almost any
#: Hanzi costs (98 in 100 cost less).
_BLANK: Final = 15.0
#: If one was, the byte after it stands alone, or turns what follows into rare characters.
_LONE_TRAIL: Final = regex(r" [@-~](?=[^\x00-\x7f])")
#: A sign after a byte of windows-1252 or Latin-1.
_SIGNED: Final = regex("[\xc0-\xff][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]?[?\ufffd]")
#: A text that has lost this share of its bytes could be anything: only one byte of each character is known.
_HOPELESS: Final = 0.5


#: Text that was misread twice has, the second time, two bytes for each one of the first: what the second of them was
#: is certain even if it was lost. The byte 94 gives ” and its last byte a hole; A0 and AD are not visible.
_LOST: Final = (
    (regex(f"â€[{''.join(SIGNS)}]"), "â€\x9d"),
    (regex("Â(?: |$)"), "Â\xa0"),
    (regex("Ã(?: |$)"), "Ã\xa0"),
    (regex("Â(?=[ÂÃâÅÆË])"), "Â\xad"),
)
#: Where the control characters of the second time were dropped, the byte 94 has no last byte, and Â stands for any
#: byte for which windows-1252 has no character. That is a hole of the first time, and gets a mark of its own.
_BARE: Final = (
    (regex("â€(?![\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€])"), "â€\x9d"),
    (regex("Â(?![\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€])"), SIGNS[1].encode().decode("latin-1")),
)


_CONTROL: Final = regex("[\x80-\x9f\xad]")
#: The marks of windows-1252 as their bytes.
_LATIN_1: Final = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in CP1252_HOLES}


class _Searched(NamedTuple):
    """What a search found, and the steps that it took."""

    restored: Restored | None
    steps: int


@dataclass(slots=True)
class Undoer:
    """Undoes the misreadings of one document, all of which one reader has read.

    ``costs``: what grams cost in it; ``work``: what may be spent on it.

    >>> undoer = Undoer(model().costs, Work.on("ÖÐ¹ú"))
    >>> undoer.undo("ÖÐ¹ú", chains_of("ÖÐ¹ú")).text
    '中国'
    """

    costs: Mapping[str, float]
    work: Work
    _proven: Suspect | None = None
    #: Who may have read the document, according to the lines that were looked at, and by how many bits each is worse
    #: than the best on these lines.
    _rivals: Sequence[Suspect] = ()
    _behind: dict[Suspect, float] = field(default_factory=dict)
    #: How many lines in a row left the same ones.
    _lines: int = 0

    def undo(self, shown: str, chains: Sequence[Chain], depth: int = 2, least: float = _LEAST_SHARE) -> Undone | None:
        """What ``shown`` said, if one of ``chains``, or up to ``depth`` of them one after another, explain it.

        ``least``: the least share of frequent characters in what it said.
        """
        sample = shown[:_LOOKED_AT].replace(SIGNS[1], SIGNS[0])
        looks = {chain: _first_look(sample, chain) for chain in chains}
        enough = max(least, _NEAR * max((look.share for look in looks.values()), default=0.0))
        fitting = [chain for chain in chains if looks[chain].share >= enough]
        promising = sorted(fitting, key=lambda chain: -looks[chain].share)
        promising += [chain for chain in chains if chain not in promising and _is_formed(looks[chain].said, chain)]
        found = self._undo_one(shown, promising)
        if found is None and depth > 1:
            whole = {chain for chain, look in looks.items() if look.said.count(_UNFIT) <= CUT}
            return self._undo_deeper(shown, chains, whole, depth - 1)
        return found

    def _undo_one(self, shown: str, chains: Sequence[Chain]) -> Undone | None:
        plain = {chain: text for chain in chains if (text := strictly(shown, chain)) is not None}
        for chain, text in plain.items():
            if _is_unambiguous(shown, chain):
                return Undone(self._with_blanks(shown, chain, text), (chain.kind,))
        return (
            undo_signed(shown, chains, self.costs)
            or self._first_of(self._suspects(shown, chains), shown, plain)
            or undo_trimmed(shown, chains, self.costs)
            or undo_cut(shown, chains)
            or self._likeliest(shown, _silent_suspects(shown, chains))
        )

    def _first_of(self, suspects: Iterable[Suspect], shown: str, plain: Mapping[Chain, str]) -> Undone | None:
        """What the first of ``suspects`` that explains ``shown`` makes of it."""
        for first in suspects:
            restored = self._restored(first, shown)
            if restored is None:
                continue
            suspect, restored = self._weighed(first, restored, shown)
            text = restored.text
            whole = text == plain.get(suspect.chain)
            if whole and _ends_by_chance(shown, suspect.chain, text):
                return Undone(text, (suspect.chain.kind,), 1 / len(shown), clear=False)
            lost = 0.0 if whole else suspect.lost(shown, text)
            if restored.margin < _CLEAR and is_ambiguous(shown, suspect.chain.wrong):
                lost = max(lost, 1 / len(shown))
            if lost < _HOPELESS:
                if suspect.silent or suspect.reader.blanks:
                    self._proven = suspect
                clear = not lost or _is_clear(restored, shown, suspect)
                return Undone(text, (suspect.chain.kind,), lost, clear)
        return None

    def _likeliest(self, shown: str, suspects: Iterable[Suspect]) -> Undone | None:
        """What the likeliest of ``suspects``, who left bytes out, makes of ``shown``; the others are its rivals."""
        ways = [
            (restored.bits + suspect.price, restored, suspect)
            for suspect in self._explaining(shown, suspects)
            if (restored := self._restored(suspect, shown)) is not None
            and suspect.lost(shown, restored.text) < _HOPELESS
        ]
        if not ways:
            return None
        bits, best, suspect = min(ways, key=itemgetter(0))
        margin = min((other - bits for other, restored, _ in ways if restored.text != best.text), default=inf)
        self._proven = suspect
        best = replace(best, margin=min(best.margin, margin))
        return Undone(best.text, (suspect.chain.kind,), suspect.lost(shown, best.text), _is_clear(best, shown, suspect))

    def _weighed(self, suspect: Suspect, restored: Restored, shown: str) -> tuple[Suspect, Restored]:
        """The likelier of what ``suspect`` restored and what its rivals make of it."""
        for other in suspect.rivals(shown):
            read = self._restored(other, shown)
            if read is None:
                continue
            behind = read.bits + other.price - restored.bits
            if read.text == restored.text:
                restored = replace(restored, margin=min(restored.margin, read.margin + other.price))
            elif behind >= 0:
                restored = replace(restored, margin=min(restored.margin, behind))
            else:
                suspect, restored = other, replace(read, margin=min(read.margin, -behind))
        return suspect, restored

    def _restored(self, suspect: Suspect, shown: str) -> Restored | None:
        """What ``suspect`` makes of ``shown``; by the language alone, later passes over the document take it over.

        That costs as many steps as it did, so that what a text is worth does not depend on what is remembered.
        """
        if self.costs is not model().costs:
            return suspect.restored(shown, self.costs, self.work)
        known = self.work.searched.get((suspect, shown))
        if isinstance(known, _Searched):
            self.work.afford(known.steps)
            self.work.spend(known.steps)
            return known.restored
        left = self.work.left
        restored = suspect.restored(shown, self.costs, self.work)
        self.work.searched[suspect, shown] = _Searched(restored, left - self.work.left)
        return restored

    def _with_blanks(self, shown: str, chain: Chain, text: str) -> str:
        """``text``, or what it says if blanks of ``shown`` are the byte A0; in GBK the bytes do not decide it."""
        if chain.true is UTF_8 or " " not in shown or (rare().isdisjoint(text) and not _LONE_TRAIL.search(text)):
            return text
        suspects = [Suspect(chain, reader) for reader in chain.wrong.blanking]
        ways = (suspect.restored(shown, self.costs, self.work) for suspect in suspects)
        other = next((restored.text for restored in ways if restored), text)
        gone = text.count(" ") - other.count(" ")
        return other if model().cost(text) - model().cost(other) > _BLANK * max(1, gone) else text

    def _suspects(self, shown: str, chains: Sequence[Chain]) -> Iterator[Suspect]:
        """Who may have shown ``shown``, the likeliest first."""
        if self._proven and self._proven.chain in chains:
            yield self._proven
        chains = [chain for chain in chains if not _is_hopeless(shown, chain)]
        if not all(_is_plain(shown, chain) for chain in chains):
            every = _suspects_of(chains)
            rivals = [suspect for suspect in every if suspect in self._rivals]
            yield from self._ranked(shown, rivals or every)
            if rivals:
                yield from self._ranked(shown, [suspect for suspect in every if suspect not in rivals])
        for chain in chains:
            yield from (Suspect(chain, reader) for reader in chain.wrong.blanking)

    def _ranked(self, shown: str, suspects: Sequence[Suspect]) -> list[Suspect]:
        """Those of ``suspects`` who may have shown ``shown``, the likeliest first; the near ones become the rivals."""
        sample = shown[:_SAMPLE]
        costs = {suspect: suspect.cost(sample, self.costs, self.work) for suspect in suspects}
        ranked = sorted((suspect for suspect in costs if costs[suspect] < inf), key=costs.__getitem__)
        behind = {suspect: costs[suspect] - costs[ranked[0]] + self._behind.get(suspect, 0.0) for suspect in ranked}
        most = min(behind.values(), default=0.0) + _CLEAR
        near = [suspect for suspect in ranked if behind[suspect] <= most]
        self._behind |= behind
        self._lines = self._lines + 1 if near == self._rivals else 0
        alike = self._lines >= _ENOUGH_LINES and all(behind[suspect] == behind[near[0]] for suspect in near)
        self._rivals = near or self._rivals
        if len(near) == 1 or alike:
            self._proven = near[0]
        return ranked

    def _explaining(self, shown: str, suspects: Iterable[Suspect]) -> list[Suspect]:
        """Those of ``suspects`` who may have shown the beginning of ``shown``, the likeliest first."""
        sample = shown[:_SAMPLE]
        costs = {suspect: suspect.cost(sample, self.costs, self.work) for suspect in suspects}
        return sorted((suspect for suspect in costs if costs[suspect] < inf), key=costs.__getitem__)

    def _undo_deeper(self, shown: str, chains: Sequence[Chain], whole: Container[Chain], depth: int) -> Undone | None:
        """Undo a chain that lost nothing, one of ``whole``, or only control characters, and what is under it."""
        for chain in chains:
            bare = _bared(shown, chain)
            inner = strictly(_found_again(shown), chain) if bare is None and chain in whole else bare
            if inner is None or inner == shown:
                continue
            below = self.undo(inner, chains_of(inner), depth)
            if below and bare is None and inner != strictly(shown, chain) and not _CONTROL.search(shown):
                # Where no control character is shown, what was taken for A0 may have been one that was dropped.
                below = replace(below, lost=max(below.lost, 1 / len(shown)), clear=False)
            if below:
                return replace(below, kinds=(chain.kind, *below.kinds))
        return None


def _is_clear(restored: Restored, shown: str, suspect: Suspect) -> bool:
    """Whether every other text is far worse; in Japanese, which the model does not know, by its form."""
    text = restored.text
    if is_japanese(text):
        return _lacks_only_stop(shown, text)
    return len(ASCII.sub("", text)) > TOO_FEW and suspect.is_clear(restored, shown)


def _lacks_only_stop(shown: str, text: str) -> bool:
    """Whether the only sign of ``shown`` stands for a byte of the full stop at its end, where no quotation is open."""
    last = shown[-1:] in SIGNS and not any(sign in shown[:-1] for sign in SIGNS)
    return last and text.endswith("。") and text.count("「") == text.count("」")


def _is_formed(look: str, chain: Chain) -> bool:
    """Whether the bytes, as UTF-8, give East Asian text, even without the frequent characters of Chinese."""
    beyond = ASCII.sub("", look).replace(_UNFIT, "")
    fit = chain.true is UTF_8 and look.count(_UNFIT) <= min(CUT, len(beyond) // 2)
    return fit and len(beyond) >= _FORMED and all(map(_EAST_ASIAN.match, beyond))


def _silent_suspects(shown: str, chains: Sequence[Chain]) -> Iterator[Suspect]:
    """Who may have left bytes out of ``shown``; only UTF-8 shows where. A sign in it means that none was silent."""
    for chain in chains:
        if chain.true is UTF_8 and not (chain.wrong.single and _SIGNED.search(shown)):
            # Of those of a kind, the one that leaves out most allows all that the others allow.
            for known in (chain.wrong.silent, chain.wrong.poorer):
                readers = [reader for reader in known if all(map(reader.may_show, set(shown)))]
                freest = {(reader.codec, reader.width, reader.folds): reader for reader in reversed(readers)}
                yield from (Suspect(chain, reader, silent=True) for reader in freest.values())


def _bared(shown: str, chain: Chain) -> str | None:
    """What ``shown`` said if it was misread twice and lost its control characters, with a hole for each lost byte."""
    if chain.true is not UTF_8 or not chain.wrong.single or _CONTROL.search(shown) or SIGNS[1] in shown:
        return None
    blanked = shown
    for lost, found in _LOST[:-1]:
        blanked = lost.sub(found, blanked)
    if shown.endswith("Â"):
        blanked = blanked.removesuffix("\xa0")  # any byte that was dropped
    full = blanked
    for bare, whole in _BARE:
        full = bare.sub(whole, full)
    try:
        return full.translate(_LATIN_1).encode("latin-1").decode() if full != blanked else None
    except UnicodeError:
        return None


def _found_again(shown: str) -> str:
    for lost, found in _LOST:
        shown = lost.sub(found, shown)
    return shown


def _is_unambiguous(shown: str, chain: Chain) -> bool:
    """Whether ``shown``, which is well-formed, can stand for no other bytes: no sign in it can be a hole."""
    return _is_plain(shown.replace(SIGNS[0], "") if not chain.may_hide_holes else shown, chain)


def _ends_by_chance(shown: str, chain: Chain, text: str) -> bool:
    """Whether the euro sign at the end of ``shown`` may be what is left of a full stop, not the end of a character.

    Where pairs and lone bytes are dropped without a sign, ``技术。`` becomes the same as ``技最``.
    """
    costs = model().costs
    if chain.true is not UTF_8 or chain.wrong.single or not shown.endswith(_EURO):
        return False
    return costs[f"\n{text}"[-3:]] + costs[f"{text}\n"[-3:]] > _BY_CHANCE


def _is_hopeless(shown: str, chain: Chain) -> bool:
    """Whether too large a share of the bytes is lost, counting at least one for each sign."""
    signs = sum(map(shown.count, SIGNS))
    return signs > 0 and signs >= _HOPELESS / (1 - _HOPELESS) * known_bytes(shown, chain.wrong)


def _is_plain(shown: str, chain: Chain) -> bool:
    """Whether it is certain which bytes each character of ``shown`` stands for."""
    bytes_of = chain.wrong.bytes_of
    return all(char not in SIGNS and ord(char) < ORPHAN and len(bytes_of(char)) <= 1 for char in shown)


class _Look(NamedTuple):
    """Approximately what a sample said, with ``_UNFIT`` for impossible bytes, and its share of frequent characters."""

    said: str
    share: float


@lru_cache(maxsize=4096)
def _first_look(sample: str, chain: Chain) -> _Look:
    """What ``sample`` said if ``chain`` damaged it; remembered, since passes and second thoughts look again."""
    said = chain.wrong.bytes_about(sample).decode(chain.true.codec, "replace")
    return _Look(said, frequent_share(said))


def _suspects_of(chains: Sequence[Chain]) -> list[Suspect]:
    return [Suspect(chain, reader) for chain in chains for reader in chain.wrong.readers]
