"""UTF-8 that was read as GBK, recognised by its bytes alone: where in a line it is, and whether any is left.

In GBK any byte of UTF-8 is a character or half of one, and UTF-8 has a form that GBK text has by chance in one pair out
of a hundred. So a line is looked at as its bytes in GBK.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language.model import model
from harvester.text.misread.dropped import is_unread
from harvester.text.misread.signs import lines_with, may_have_wide_signs, rare, signs, wide_signs

#: Characters of three bytes, as Chinese, Japanese and Korean text has them; GBK's are of two.
_UTF_8: Final = regex(rb"[\xe2-\xef][\x80-\xbf]{2}")
#: By how many characters of GBK the bytes of such characters must outnumber others, so that it is not chance.
_LEAST: Final = 4
#: What may be lost bytes, or the byte 80, at the end of a part, and the beginning of the character that lacks them.
_END: Final = regex(r"[^\x00-\x7f€\ufffd]{0,2}[?€\ufffd]+(?:[^\x00-\x7f€\ufffd]{1,2}[€\ufffd]+)*")
#: The share of such characters in a misread line, and of U+FFFD in a line that has lost most of what it said.
_MOST: Final = 0.5
_LOST: Final = 0.2
_BEYOND: Final = regex(r"[^\x00-\x7f€\ufffd]")


def utf8_span(line: str) -> tuple[int, int] | None:
    """Where the part of ``line`` that is UTF-8 read as GBK begins and ends; ``None`` where there is none.

    >>> utf8_span("他说：浣犲ソ锛屼笘鐣")
    (3, 9)
    """
    best, found = _LEAST - 1, None
    total = start = 0
    for place, score in enumerate(_scores(line)):
        if total <= 0:
            total, start = 0, place
        total += score
        if total > best and score > 0:
            best, found = total, (start, place + 1)
    if found is None:
        return None
    end = _END.match(line, found[1])
    return _with_lone(line, found[0], end.end() if end else found[1])


def _with_lone(line: str, start: int, end: int) -> tuple[int, int]:
    """The span and single characters of UTF-8 on either side that lack a byte, with nothing but ASCII between."""
    before = _lone_before().search(line[:start])
    after = _lone_after().match(line, end)
    return before.start() if before else start, after.end() if after else end


@cache
def _lone() -> str:
    """One character of UTF-8 that lacks its last byte, as GBK shows it, and the sign of that byte."""
    pairs = (bytes((lead, trail)) for lead in range(0xE2, 0xF0) for trail in range(0x80, 0xC0))
    return f"[{''.join(pair.decode('gbk', 'ignore') for pair in pairs)}][?\ufffd]"


@cache
def _lone_before() -> re.Pattern[str]:
    return re.compile(f"(?:{_lone()}[\\x00-\\x7f]*)+$")


@cache
def _lone_after() -> re.Pattern[str]:
    return re.compile(f"(?:[\\x00-\\x7f]*{_lone()})+")


def lacks_bytes(text: str) -> bool:
    """Whether single characters of UTF-8 that lack their last byte stand in ``text``, as GBK shows them.

    >>> lacks_bytes("从 XML 鍒? HTML"), lacks_bytes("你到了吗?")
    (True, False)
    """
    return re.search(_lone(), text) is not None


def is_misread(line: str) -> bool:
    """Whether most of ``line`` is UTF-8 read as GBK, or a good part of it is lost bytes.

    >>> is_misread("浣犲ソ锛屼笘鐣"), is_misread("你好，世界")
    (True, False)
    """
    beyond = len(_BEYOND.findall(line))
    if line.count("\ufffd") > _LOST * (beyond + line.count("\ufffd")):
        return True
    if beyond < _LEAST or ("€" not in line and _most_of_utf8(line) <= _MOST * beyond):
        return False
    return sum(score > 0 for score in _scores(line)) > _MOST * beyond


def misread_lines(text: str) -> list[tuple[int, int]]:
    r"""The start and end of each line of ``text`` that is misread according to :func:`is_misread`.

    >>> misread_lines("好的\n浣犲ソ锛屼笘鐣\n再见")
    [(3, 10)]
    """
    odd = [*lines_with(signs(), text), *(lines_with(_FFFD, text) if "\ufffd" in text else ())]
    return sorted({span for span in odd if is_misread(text[slice(*span)])})


def unreadable_lines(text: str) -> list[tuple[int, int]]:
    r"""The start and end of each line of ``text`` that is still misread, or made of characters that nobody writes.

    >>> unreadable_lines("好的\n浣犲ソ锛屼笘鐣")
    [(3, 10)]
    """
    found = {
        (start, end)
        for start, end in lines_with(signs(), text)
        if (line := text[start:end]) and (is_misread(line) or _is_rare(line) or is_late(line))
    }
    if may_have_wide_signs(text):
        found |= {(start, end) for start, end in lines_with(wide_signs(), text) if is_unread(text[start:end])}
    if "?" in text or "\ufffd" in text:
        found |= {(start, end) for start, end in lines_with(_LOST_WITHIN, text) if is_holed(text[start:end])}
    return sorted(found)


def is_holed(line: str) -> bool:
    """Whether ``line`` has signs of lost bytes among Hanzi that nobody would write together.

    >>> is_holed("?脣?????嗅?"), is_holed("真的?????我不信?")
    (True, False)
    """
    signs_of_loss = _LOST_WITHIN.findall(line)
    hanzi = _HANZI.findall(line)
    if len(hanzi) < _LEAST_HOLED or len(signs_of_loss) * _HOLED_SHARE < len(hanzi) or _KANA.search(line):
        return False
    costs = model().costs
    whole = f"\n\n{_SIGNS.sub(' ', line)}"
    bits = sum(costs[whole[found.start() : found.start() + 3]] for found in _HANZI.finditer(line))
    return bits > _HOLED * len(hanzi)


def is_late(line: str) -> bool:
    """Whether a part of ``line`` is no text as it is paired, and is text if its bytes in GBK are paired one byte late.

    >>> is_late("他只回了一洌骸爸懒恕！北鸬氖裁匆裁凰担"), is_late("他只回了一句：知道了。别的什么也没说")
    (True, False)
    """
    costs = model().costs
    whole = f"\n\n{line}"
    best, total, start, part = _ODD_PART, 0.0, 0, ""
    for place in range(len(line)):
        if total <= 0:
            total, start = 0.0, place
        total += costs[whole[place : place + 3]] - _ODD if line[place] > "\x7f" else -_ODD
        if total > best:
            best, part = total, line[start : place + 1]
    if len(part) < _LEAST:
        return False
    late = part.encode("gbk", "ignore")[1:-1].decode("gbk", "ignore")
    if len(late) < _LEAST - 1:
        return False
    mean = model().cost(late) / len(late)
    return mean < _TEXT and mean < _BETTER * model().cost(part) / len(part)


def _is_rare(line: str) -> bool:
    """Whether most of the Hanzi of ``line`` are ones that nobody writes, and some bytes are lost."""
    hanzi = _HANZI.findall(line)
    lost = sum(map(line.count, "?\ufffd"))
    return lost * _SIGNED > len(hanzi) >= _LEAST and sum(map(rare().__contains__, hanzi)) > _MOST * len(hanzi)


#: There is at least one sign of a lost byte for this many Hanzi.
_SIGNED: Final = 12
#: A character that costs more bits than this is unlikely, and a part of a line is that is so by so many bits. Paired
#: late it costs less than this a character, and this share of what it costs as it is: pairs may be gone without a sign.
_ODD: Final = 11.0
_ODD_PART: Final = 12.0
_TEXT: Final = 11.0
_BETTER: Final = 0.75
_HANZI: Final = regex("[\u3400-\u9fff]")
_KANA: Final = regex("[ぁ-ゖ]")
#: Signs of lost bytes that touch a Hanzi, from the first of a row on; at least one row for so many Hanzi, of which
#: there are at least so many, and which cost more bits each than this.
_SIGNS: Final = regex("[?\ufffd]")
_LOST_WITHIN: Final = regex("[?\ufffd](?<![?\ufffd].)(?:(?<=[\u3400-\u9fff].)[?\ufffd]*|[?\ufffd]*(?=[\u3400-\u9fff]))")
_HOLED_SHARE: Final = 4
_LEAST_HOLED: Final = 2
_HOLED: Final = 16.0
_FFFD: Final = regex("\ufffd")


def _most_of_utf8(line: str) -> float:
    """How many characters of ``line`` can be UTF-8 in all their bytes, by a bound that is quick to find."""
    return 1.5 * len(_UTF_8.findall(line.encode("gb18030", "replace")))


def _scores(line: str) -> list[int]:
    """For each character of ``line`` 1 if all its bytes in GBK are UTF-8, -1 if not, 0 for ASCII and holes."""
    codes = [b"\x80" if char == "€" else char.encode("gb18030", "replace") for char in line]
    data = b"".join(codes)
    covered = bytearray(len(data))
    for match in _UTF_8.finditer(data):
        covered[match.start() : match.end()] = b"\1\1\1"
    scores = []
    place = 0
    for char, code in zip(line, codes, strict=True):
        end = place + len(code)
        plain = char < "\x80" or char in "€\ufffd"
        scores.append(0 if plain else 1 if len(code) == 2 and all(covered[place:end]) else -1)
        place = end
    return scores
