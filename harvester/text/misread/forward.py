"""What the readers of a chain may show for a text: the damage done again, in every way in which they differ.

It knows nothing of the search that undoes a misreading: a text is written in its true encoding and read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from harvester.text.encodings.orphans import ORPHAN
from harvester.text.language.alphabets import UTF_8
from harvester.text.misread.chains import CHAINS, Chain
from harvester.text.misread.readers import ENTITIES, HOLE, HOLES, SIGNS, Reader
from harvester.text.misread.references import escape_styles

#: A kind that names a chain once may be the same misreading repeated: after more than three rounds nothing is left
#: to read.
_TIMES: Final = 3
#: How many characters next to a repair may belong to it: what it has in common with its damage at either end is left
#: out, at most the bytes of one character.
_BESIDE: Final = 3
#: How many ways of showing an inner misreading are pursued: each place has two or three, and they multiply.
_MOST: Final = 60
#: A character or a hole is of two bytes at most, but for digits: GB18030 has two of them in one of four.
_DIGITS: Final = b"0123456789"


def explains(before: str, after: str, kind: str, left: str = "", right: str = "") -> bool:
    """Whether the chains of ``kind``, the last one first, may show ``before`` for ``after``.

    ``left`` and ``right``: what stands next to the span in the damaged text; what is the same in both is not part of a
    repair, but may be part of a character that is.

    >>> explains("ÖÐ¹ú", "中国", "gbk-as-latin-1"), explains("ÖÐ¹ú", "中固", "gbk-as-latin-1")
    (True, False)
    """
    kinds = kind.split("+")
    if not all(name in CHAINS for name in kinds):
        return False
    chains = [CHAINS[name] for name in kinds]
    # What differs may be only part of what was misread, whose ends may be the same in both.
    ends = list(product(range(min(_BESIDE, len(left)) + 1), range(min(_BESIDE, len(right)) + 1)))
    for sizes in sorted(ends, key=sum):
        first, last = left[len(left) - sizes[0] :], right[: sizes[1]]
        if any(_may_show(f"{first}{after}{last}", way, f"{first}{before}{last}") for way in _ways(chains)):
            return True
    return False


def _ways(chains: Sequence[Chain]) -> Iterator[Sequence[Chain]]:
    """The misreadings in the order in which they happened; any of them may have happened more than once."""
    yield chains[::-1]
    for more in range(1, _TIMES):
        for place, chain in enumerate(chains):
            yield [*chains[:place], *[chain] * more, *chains[place:]][::-1]


def _may_show(text: str, way: Sequence[Chain], shown: str) -> bool:
    texts: Iterable[str] = (text,)
    for chain in way[:-1]:
        texts = list(dict.fromkeys(each for said in texts for each in shown_by(said, chain)))[:_MOST]
    last = way[-1]
    return any(_is_shown(shown, said, last, reader) for said in texts for reader in _readers(last))


def _is_shown(shown: str, text: str, chain: Chain, reader: Reader) -> bool:
    """Whether ``reader`` shows ``text`` as ``shown``, perhaps with a blank at the end that was trimmed, the byte A0."""
    data = _written(text, chain)
    if data is None:
        return False
    if chain.wrong is ENTITIES:
        return any(written == shown for written in escape_styles(reader.show(data)))
    if not _may_be_as_long(shown, data, chain, reader):
        return False
    read = reader.show(data)
    if chain.true is UTF_8 and chain.wrong.single and shown[-1:] in SIGNS and read[:-1] == shown[:-1]:
        return True  # the last byte of the last character became a sign
    trimmed = (read, read.removesuffix(" " if reader.blanks else "\xa0")) if reader.by_byte else (read,)
    if reader in _leaving_out(chain) and shown in {each.replace(HOLE, "") for each in trimmed}:
        return True
    return any(_matches(each, shown) for each in trimmed)


def _may_be_as_long(shown: str, data: bytes, chain: Chain, reader: Reader) -> bool:
    """Whether ``data`` may be shown in so many characters: what is written in more rounds than there were may not.

    A character is of one byte at least, but where it is folded into several; a blank at the end may be gone.
    """
    if len(shown) > len(data) and not reader.folds:
        return False
    if chain.wrong.single:  # a byte is a character, or a hole, which may be left out
        return len(shown) + 1 >= len(data.translate(None, HOLES))
    return reader in _leaving_out(chain) or 2 * (len(shown) + 1) >= len(data.translate(None, _DIGITS))


def _matches(read: str, shown: str) -> bool:
    """Whether ``shown`` is ``read`` with a sign, or a byte that our decoder kept, for each hole."""
    return len(read) == len(shown) and all(
        mine == other or (mine == HOLE and (other in SIGNS or ord(other) >= ORPHAN))
        for mine, other in zip(read, shown, strict=True)
    )


def shown_by(text: str, chain: Chain) -> Iterator[str]:
    """What the readers of ``chain`` may show for ``text``, with each sign for holes; what loses least comes first.

    >>> [*shown_by("中", CHAINS["gbk-as-latin-1"])]
    ['ÖÐ']
    """
    found: dict[str, None] = {}
    for reader in _readers(chain):
        read = _read(text, chain, reader)
        if read is None:
            return
        if chain.wrong is ENTITIES:
            found |= dict.fromkeys(escape_styles(read))
            continue
        signs = [*SIGNS, ""] if reader in _leaving_out(chain) else [*SIGNS]
        found |= dict.fromkeys(read.replace(HOLE, sign) for sign in signs)
    yield from found


def _readers(chain: Chain) -> Iterable[Reader]:
    wrong = chain.wrong
    return dict.fromkeys((*wrong.readers, *wrong.blanking, *_leaving_out(chain)))


def _leaving_out(chain: Chain) -> tuple[Reader, ...]:
    """Those who may leave out what they cannot show."""
    return (*chain.wrong.silent, *chain.wrong.poorer)


def _read(text: str, chain: Chain, reader: Reader) -> str | None:
    """``text`` as ``reader`` shows it; ``None`` where its encoding lacks a character."""
    data = _written(text, chain)
    return None if data is None else reader.show(data)


def _written(text: str, chain: Chain) -> bytes | None:
    """``text`` in its true encoding; ``None`` where that lacks a character."""
    try:
        return text.encode(chain.true.codec)
    except UnicodeEncodeError:
        return None
