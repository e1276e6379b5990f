"""The names of papers, agencies, stations and sites, as patterns: what bylines and datelines begin with."""

from __future__ import annotations

import re

from harvester.news.words import words


def _any_of(name: str) -> str:
    return "|".join(map(re.escape, sorted(words(name), key=len, reverse=True)))  # 央广网 before 央广


#: What a paper calls itself.
OWN = r"本(?:报|報|刊|台|臺|网|網|社|站|端)"
#: Outlets that are known by name, agencies among them.
KNOWN = rf"(?:{_any_of('outlets')})"
#: An outlet that is named: one that is known, or a name of up to twelve characters and what outlets' names end with.
NAMED = (
    rf"(?:{KNOWN}|(?:(?![的了是就也将將已暂未这這那])[\u4e00-\u9fffA-Za-z0-9·]){{1,12}}?(?:{_any_of('outlet_endings')})"
    r"|[\u4e00-\u9fff]{2,8}[报報])"
)
#: Either.
OUTLET = rf"(?:{OWN}|{NAMED})"
