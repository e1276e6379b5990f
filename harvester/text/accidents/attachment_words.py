"""What the forum says around attachments, inside of the text: ``下载附件``, ``登录/注册后可看大图``.

The patterns are data (``data/chrome.json``): ``anywhere`` are long enough to be distinguished from text
wherever they stand; ``lines`` are chrome where nothing else stands in their line, a guess
unless one of ``proofs`` is in the document, since an author may have kept a file's name and
date; ``hints`` finds what is worth a look.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from harvester.text.edits import Certainty, Repair
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

KIND: Final = "chrome"
#: Kinds of repair that only a forum's page needs.
_FORUM: Final = ("noise", KIND)
_BLANKS: Final = " \t\xa0\u3000"
#: What stands behind chrome that a sentence speaks of, and never begins what follows an attachment.
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


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every line of chrome removed with its break, and chrome that can't be text wherever it stands."""
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
