"""What the forum says around attachments, inside the text: ``下载附件``, ``登录/注册后可看大图``.

The patterns are data (``data/chrome.json``): ``anywhere`` are long enough to be distinguished from text
wherever they stand; ``lines`` are chrome where they have a line to themselves, a guess
unless one of ``proofs`` is in the document, since an author may have kept a file's name and
date; ``hints`` finds texts that are worth a look.
"""

from __future__ import annotations

import json
import random
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "chrome"
#: Kinds of repair that only a forum's page needs.
_FORUM: Final = ("noise", KIND)
_BLANKS: Final = " \t\xa0\u3000"
#: What follows chrome that a sentence mentions, and never follows an attachment.
_MENTIONED: Final = frozenset('，。？！；：、,?!;”’」』》"')


class _Patterns(NamedTuple):
    hints: re.Pattern[str]
    proofs: re.Pattern[str]
    anywhere: re.Pattern[str]
    line: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data = json.loads(files("harvester.text").joinpath("data", "chrome.json").read_text(encoding="utf-8"))
    pieces = "|".join([*data["lines"], *data["anywhere"]])
    return _Patterns(
        hints=re.compile(data["hints"]),
        proofs=re.compile("|".join(data["proofs"])),
        anywhere=re.compile("|".join(data["anywhere"])),
        line=re.compile(rf"(?:[{_BLANKS}]*(?:{pieces}))+[{_BLANKS}]*"),
    )


def damage(text: str, *, words: str = "登录/注册后可看大图") -> str:
    r"""``text`` with ``words`` that stood around an attachment before it, on lines of their own.

    >>> damage("灯会开始。\n请走西门。")
    '登录/注册后可看大图\n灯会开始。\n请走西门。'
    """
    return f"{words}\n{text}"


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""Every line of chrome removed with its break, and wherever it stands if it cannot be text.

    >>> from harvester.text import Options
    >>> text = "灯会今晚开始。\n下载附件  保存到相册\n请走西门。"
    >>> [made.before for made in repair(text, Profile(), Options(), Work.on(text))]
    ['下载附件  保存到相册\n']
    """
    del options, work
    patterns = _patterns()
    if not patterns.hints.search(text):
        return []
    proved = any(profile.proofs[kind] for kind in _FORUM) or patterns.proofs.search(text)
    certainty: Certainty = "likely" if proved else "guess"
    repairs: list[Repair] = []
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\r\n")
        if patterns.line.fullmatch(content):
            repairs.append(_removal(text, start, start + len(line), certainty))
        else:
            repairs += [
                _removal(text, start + found.start(), start + found.end(), "likely")
                for found in patterns.anywhere.finditer(content)
                if content[found.end() : found.end() + 1] not in _MENTIONED
            ]
        start += len(line)
    profile.proofs[KIND] += sum(repair.certainty == "likely" for repair in repairs)
    return repairs


def _removal(text: str, start: int, end: int, certainty: Certainty) -> Repair:
    return Repair(
        KIND, start, text[start:end], "", certainty, 8.0 * (end - start), "what the forum says around attachments"
    )


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether ``before`` is what the forum says around attachments, line by line, or one sentence of it.

    Nothing stands in its place: it is explained by the forum's wordings, which are data.

    >>> text = "灯会\n下载附件\n开始"
    >>> explains("下载附件\n", "", Context(KIND, text, 3, 8)), explains("灯会\n", "", Context(KIND, text, 0, 3))
    (True, False)
    """
    pieces = [*_pieces("anywhere"), *_pieces("lines")]
    lines = before.splitlines()
    whole_line = context.left(1) in ("", "\n", "\r") and (before[-1:] in ("\n", "\r") or not context.right(1))
    if whole_line and not after:
        return len(lines) == 1 and _is_made_of(lines[0], pieces)
    return not after and len(lines) == 1 and _is_made_of(before, _pieces("anywhere"))


def _is_made_of(line: str, pieces: list[re.Pattern[str]]) -> bool:
    """Whether ``line`` is ``pieces`` and blanks, one after another."""
    places = {0}
    ends: set[int] = set()
    while places:
        place = places.pop()
        ends.add(place)
        blank = {place + 1} if line[place : place + 1] in _BLANKS and place < len(line) else set()
        found = {match.end() for piece in pieces if (match := piece.match(line, place))}
        places |= (blank | found) - ends
    return bool(line.strip(_BLANKS)) and len(line) in ends


@cache
def _pieces(name: str) -> list[re.Pattern[str]]:
    data = json.loads(files("harvester.text").joinpath("data", "chrome.json").read_text(encoding="utf-8"))
    return [re.compile(piece) for piece in data[name]]


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    size, times = rng.randint(1, 999), rng.randint(0, 99)
    boxes = (
        f"photo-{times}.jpg ({size}.5 KB, 下载次数: {times})\n下载附件  保存到相册\n2019-2-19 18:30 上传",
        f"名單.pdf (1.{times} MB, 下載次數: {times})\n下載附件\n昨天 09:{times:02} 上傳",
        "登录/注册后可看大图",
        "您需要登录才可以下载或查看，没有账号？立即注册",
    )
    return damage(text, words=rng.choice(boxes))


ACCIDENT: Final = Accident(
    kinds={KIND: "what the forum says around attachments, inside the text"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
