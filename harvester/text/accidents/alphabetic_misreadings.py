"""Text of other languages in UTF-8 that was read in a wrong encoding, and lost nothing: ``SchÃ¶ne GrÃ¼ÃŸe``.

The language model knows Chinese only. But nobody writes the form of UTF-8 by chance, every byte is known, and what was
said consists of words of one script, which the damage does not: capitals, small letters and signs at random, or Hanzi
inside of Latin words. Both signs must agree: the form, and the bits.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.language.japanese import is_japanese
from harvester.text.misread.parts import bits_of_each
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.runs import Found, Runs, repair_runs
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.tables import TABLE_CHAINS, TableChain
from harvester.text.misread.wide_tables import WIDE_CHAINS
from harvester.text.newcomers import has_newcomers
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

_TABLES: Final = tuple(chain for chain in TABLE_CHAINS if chain.true == "utf-8")
_WIDE: Final = tuple(chain for chain in WIDE_CHAINS if chain.true == "utf-8")
_ALL: Final[tuple[TableChain[Any], ...]] = (*_TABLES, *_WIDE)
CHAINS: Final = {chain.kind: chain for chain in _ALL}
KINDS: Final = tuple(CHAINS)

#: Bits by which the text must be likelier than what is shown in a document that has proved nothing yet; and in others.
_FIRST_GAIN: Final = 13.0
_NEXT_GAIN: Final = 6.0
#: What another table makes of it must cost so many bits more: which letters are frequent in a language is not known.
_CLEAR: Final = 6.0
#: The same where Hanzi or Hangul are shown, and one in seven of them is UTF-8 by chance.
_WIDE_FIRST_GAIN: Final = 20.0
_WIDE_NEXT_GAIN: Final = 8.0
#: A character of what was said costs fewer bits than this, on average; a mark above or below a letter, and a kana or
#: Hanzi of Japanese, cost this.
_WORDED: Final = 8.5
_COMBINING: Final = 5.0
_JAPANESE: Final = 8.0
#: Letters that a table shows for such text, without signs, cost more bits than this, on average: they are no word.
_LEAST_ODD: Final = 6.6
#: A character beyond ASCII that a Hanzi of a misreading is shown as costs more bits than this.
_ODD: Final = 11.0
#: Letters of an alphabet that a run does not end in the middle of.
_LETTERS_BEYOND: Final = regex("[\x80-\u0fff]")
_HANZI: Final = regex("[㐀-鿿]")
#: Half-width katakana, which few people write.
_HALF_WIDTH: Final = regex("[｡-ﾟ]")
#: Controls, which nobody writes.
_CONTROLS: Final = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Letters of scripts that hardly anybody writes, phonetic ones and modifiers: random bytes are shown as these.
_ODD_LETTERS: Final = regex("[\u0250-\u02ff\u0700-\u08ff\u1000-\u109f\u1100-\u1dff\u2c00-\u2dff\ua000-\uabff]")
#: No word has a letter three times in a row; rows of one character are made up, or drawn.
_REPEATED: Final = regex(r"([^\x00-\x7f])\1\1")
#: A character that says nothing by itself: three bytes may be a syllable by chance.
_SINGLE: Final = regex("[\u0370-\u1dff\u1f00-\uffef]")
#: Marks that go on letters of any script; and signs that stand among words of any language.
_ANY_SCRIPT: Final = "COMBINING"
_TYPOGRAPHIC: Final = "“”‘’„‚«»‹›–—…·•¡¿°€£©®™§№→\xa0"
#: Picture characters.
_PICTURES: Final = regex("[\U0001f000-\U0001faff]")
#: The first bytes of letters of two bytes in UTF-8: Latin ones, and those of Greek, Cyrillic, Hebrew, Arabic.
_LATIN: Final = range(0xC3, 0xC6)
_SCRIPTS: Final = ((0xCE, 0xCF), (0xD0, 0xD1, 0xD2), (0xD7,), (0xD8, 0xD9, 0xDA, 0xDB))
#: The first bytes of all characters beyond ASCII, and all bytes that may follow them.
_FIRST: Final = range(0xC2, 0xF5)
_NEXT: Final = range(0x80, 0xC0)

#: What pictures begin with in GBK.
_PICTURE: Final = "馃"

_WIDE_RUN: Final = regex(r"[^\x00-\x7f](?:[\t -~]*[^\x00-\x7f])*")
_WIDE_WORD: Final = regex(r"[^\x00-\x7f](?:[!-~]*[^\x00-\x7f])*")


def damage(text: str, kind: str) -> str:
    """``text`` read in the encoding that ``kind`` names.

    Raises :class:`UnicodeDecodeError` where bytes would be lost, :class:`KeyError` where there is no such kind.

    >>> damage("Größe", "utf-8-as-cp1252")
    'GrÃ¶ÃŸe'
    """
    return CHAINS[kind].damage(text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The runs of ``text`` that are UTF-8 of some alphabet, turned into what they said.

    >>> from harvester.text import Options
    >>> for text in ("SchÃ¶ne GrÃ¼ÃŸe", "РќРѕРІРѕСЃС‚Рё РіРѕСЂРѕРґР°", "Sch枚ne Gr眉脽e"):
    ...     print(*[made.after for made in repair(text, Profile(), Options(), Work.on(text))])
    öne Grüß
    Новости города
    öne Grüß
    """
    del work
    made: list[Repair] = []
    if text.isascii():
        return made
    for chains, pair, run, word, find in (
        (_TABLES, _pair(), _run(), _word(), _of_table),
        (_WIDE, _wide_pair(), _WIDE_RUN, _WIDE_WORD, _of_wide),
    ):
        if not pair.search(text):
            continue
        wanted = [chain for chain in chains if options.wants(chain.kind)]
        if wanted:
            made += repair_runs(text, profile, Runs(pair, run, word, partial(find, chains=wanted), _is_odd))
    return [*_apart(sorted(made, key=lambda each: each.start))]


def _apart(repairs: Sequence[Repair]) -> Iterator[Repair]:
    """Those of ``repairs`` that do not overlap one before them."""
    end = 0
    for each in repairs:
        if each.start >= end:
            end = each.end
            yield each


def _of_table(text: str, start: int, end: int, profile: Profile, chains: Sequence[TableChain[Any]]) -> Found | None:
    """The likeliest of what the tables of ``chains`` make of a run, if it is likely enough."""
    if _LETTERS_BEYOND.match(text, end) or (start and _LETTERS_BEYOND.match(text, start - 1)):
        return None  # part of what some other reader showed
    beyond = ASCII.sub("", text[start:end])
    if beyond.isalpha() and rival_bits(text[start:end]) < _LEAST_ODD * len(beyond):
        return None
    shown = set(beyond)
    fitting = [chain for chain in chains if shown <= chain.wrong.beyond]
    gains = (_FIRST_GAIN, _NEXT_GAIN)
    return _best(text[start:end], end, fitting, profile, gains, rival_bits)


def _of_wide(text: str, start: int, end: int, profile: Profile, chains: Sequence[TableChain[Any]]) -> Found | None:
    """The same of encodings with characters of two bytes."""
    gains = (_WIDE_FIRST_GAIN, _WIDE_NEXT_GAIN)
    return _best(text[start:end], end, chains, profile, gains, _wide_bits)


def _wide_bits(run: str) -> float:
    """The bits of ``run`` as Chinese, Japanese or Korean."""
    return 0.0 if is_japanese(run) else sum(bits_of_each(run))


def _best(
    run: str,
    end: int,
    chains: Sequence[TableChain[Any]],
    profile: Profile,
    gains: tuple[float, float],
    bits_of: Callable[[str], float],
) -> Found | None:
    """The likeliest of what ``chains`` make of ``run``; ``gains``: the bits that the first needs, and the others."""
    said = [(chain.kind, text) for chain in chains if (text := chain.undo(run)) and text != run]
    worded = [(kind, text, _bits(text)) for kind, text in said if not has_newcomers(run, text)]
    found = [(kind, text, bits) for kind, text, bits in worded if bits <= _WORDED * len(ASCII.sub("", text))]
    if not found:
        return None
    proved = [each for each in found if profile.proofs[each[0]]]
    kind, text, bits = min(proved or found, key=lambda each: each[2])
    gain = bits_of(run) - bits
    first, more = gains
    if gain < (more if proved else first):
        return None
    rivals = any(other != text and cost < bits + _CLEAR for _, other, cost in found)
    return Found(kind, end, text, gain, "guess" if rivals and not proved else "certain")


def _bits(said: str) -> float:
    """The bits of what a run said; infinite where it is not words of an alphabet, nor Japanese, nor pictures."""
    if _CONTROLS.search(said) or _ODD_LETTERS.search(said) or _REPEATED.search(said):
        return float("inf")
    if is_japanese(said):
        return _JAPANESE * len(ASCII.sub("", said))
    if _HANZI.search(said) or not (any(map(str.isalpha, ASCII.sub("", said))) or _PICTURES.search(said)):
        return float("inf")
    if _SINGLE.fullmatch(ASCII.sub("", said)):
        return float("inf")
    if not _is_of_one_script(ASCII.sub("", _PICTURES.sub("", said))):
        return float("inf")
    letters = "".join(char for char in said if not unicodedata.category(char).startswith("M"))
    pictures = len(_PICTURES.findall(said))
    return rival_bits(_PICTURES.sub(" ", letters)) + _COMBINING * (len(said) - len(letters)) + _WORDED * pictures


def _is_of_one_script(said: str) -> bool:
    """Whether the letters of ``said``, and the marks on them, are of one script, and at most half as many are signs."""
    signs = [char for char in said if unicodedata.category(char)[0] not in "LM"]
    scripts = {_script(char) for char in said if unicodedata.category(char)[0] in "LM"}
    return len(scripts - {_ANY_SCRIPT}) <= 1 and 3 * len(signs) <= len(said) + 2 * sum(map(_TYPOGRAPHIC.count, signs))


def _script(char: str) -> str:
    """By the names of Unicode, such as ``THAI CHARACTER SARA I`` and ``COMBINING ACUTE ACCENT``."""
    return unicodedata.name(char, "?").partition(" ")[0]


def _is_odd(word: str) -> bool:
    """Whether ``word`` is misread, by its signs, although nothing was found in it."""
    beyond = ASCII.sub("", word)
    if _HALF_WIDTH.search(word):
        return True
    if _HANZI.search(word):
        return sum(bits_of_each(word)) >= _ODD * len(beyond)
    return _pair().search(word) is not None


@cache
def _high() -> str:
    """What the tables show beyond ASCII, for a class of a pattern."""
    return re.escape("".join(sorted(frozenset().union(*(chain.wrong.beyond for chain in _TABLES)))))


@cache
def _pair() -> re.Pattern[str]:
    """The first two bytes of a character in UTF-8, as a table shows them."""
    shown = [chain.wrong.shown for chain in _TABLES]
    first = _class(each[byte] for each in shown for byte in _FIRST)
    pairs = (f"(?<={_class(map(each.__getitem__, _FIRST))}){_class(map(each.__getitem__, _NEXT))}" for each in shown)
    return re.compile(f"{first}(?:{'|'.join(dict.fromkeys(pairs))})")


def _class(chars: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(set(chars))))}]"


@cache
def _run() -> re.Pattern[str]:
    return re.compile(f"[{_high()}](?:[\t -~]*[{_high()}])*")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(f"[{_high()}](?:[!-~]*[{_high()}])*")


@cache
def _wide_pair() -> re.Pattern[str]:
    """Accented letters in UTF-8, as the encodings show them, next to Latin ones; three of a script; or a picture."""
    latin = _wide_class(_LATIN)
    others = [_wide_class(leads) for leads in _SCRIPTS]
    rows = "|".join(f"(?<={each}){each}{{2}}" for each in others)
    first = "".join(each[1:-1] for each in (latin, *others))
    return re.compile(f"[{first}{_PICTURE}](?:(?<={_PICTURE})|(?<={latin})[A-Za-z]|(?<=[A-Za-z]{latin})|{rows})")


def _wide_class(leads: Iterable[int]) -> str:
    """What the encodings show for characters of two bytes that begin with one of ``leads``."""
    pairs = [bytes((first, after)) for first in leads for after in _NEXT]
    shown = (pair.decode(chain.wrong.codec, "ignore") for chain in _WIDE for pair in pairs)
    return _class(char for char in shown if len(char) == 1)


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the encoding of the kind shows ``before`` for ``after``.

    >>> explains("Ã¶", "ö", Context("utf-8-as-cp1252", "GrÃ¶ÃŸe", 2, 4))
    True
    """
    chain = CHAINS.get(context.kind)
    return chain is not None and before != after and chain.shows(after, before)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    """``text`` read in this way, without the characters that would lose bytes."""
    del rng
    return "".join(_shown(char, CHAINS[kind]) for char in text)


def _shown(char: str, chain: TableChain[Any]) -> str:
    try:
        return chain.damage(char)
    except UnicodeError:
        return ""


ACCIDENT: Final = Accident(
    kinds={chain.kind: f"{chain.true} read as {chain.wrong.name}" for chain in CHAINS.values()},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
