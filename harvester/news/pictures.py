"""Who took the pictures: what captions and bylines say."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.credits import read_roles
from harvester.news.model import Credit
from harvester.news.names import is_name, join_spaced
from harvester.news.outlets import is_outlet
from harvester.news.places import CITY
from harvester.news.roles import HEAD, is_maker

_NAMES = r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、]+[\u4e00-\u9fff·]{2,4}){0,3})"
_TAKEN = (
    rf"\s{{0,3}}(?:{CITY})?\s{{0,3}}[/／]?\s{{0,3}}(?:[摄攝]影?)\s{{0,3}}(?:\d{{2,3}}年\d{{1,2}}月\d{{1,2}}日)?[)）]?$"
)
#: After a role, otherwise after a mark or a blank: 新华社记者王涛摄, （王涛 摄）.
_TOOK = (
    regex(rf"(?:{HEAD}|[摄攝]影)[\s:：/／]*{_NAMES}{_TAKEN}"),
    regex(rf"(?:^|(?<=[\s（(：:／/。，,、；！？”」]))[\s:：/／]*{_NAMES}{_TAKEN}"),
)
#: 文/本报记者 林晓舟 图/本报记者 顾明: the credits after 图.
_PICTURED = regex(
    r"(?:^|[\s，,；;])(?:[图圖]片?|[摄攝]影)\s*[/／|｜：:]\s*(?P<credits>[^/／：:]{2,20}[记記]者[^/／：:]{2,12})$"
)
_PICTURES_TOO = regex(r"[摄攝]影(?:报道|報導|報道)")
_WORDS_TOO = regex(
    r"(?:^|[\s/／（(□■])(?:文\s*[/／、]?\s*[图圖摄攝]|文并[摄攝]|[图圖]\s*[/／]?\s*文|文字[/／][图圖]片)(?=$|[\s/／:：|｜)）])"
)


def photographers_of(text: str) -> tuple[str, ...]:
    """Who took a picture, if ``text`` ends by saying so: ``记者 王涛 摄``.

    >>> photographers_of("新华社记者 陆川 摄")
    ('陆川',)
    """
    end = text[-60:] if ("摄" in text[-16:] or "攝" in text[-16:]) else ""
    match = next(filter(None, (took.search(end) for took in _TOOK)), None) if end else None
    names = join_spaced(match["names"].replace("、", " ").split()) if match else []
    names = names[1:] if len(names) > 1 and is_outlet(names[0]) else names
    return tuple(names) if all(map(is_name, names)) else ()


def pictured_by(text: str, credits_: tuple[Credit, ...]) -> tuple[str, ...]:
    """Those of ``credits_``, of which ``text`` consists, who also took the pictures: 记者 林晓舟 文/图, 图/记者 顾明.

    With several names and 文/图 nobody knows which of them did, but 摄影报道 is true of all.

    >>> from harvester.news.credits import read_credits
    >>> pictured_by("记者 林晓舟 文/图", read_credits("记者 林晓舟 文/图"))
    ('林晓舟',)
    """
    named = _PICTURED.search(text)
    if named:
        return tuple(name for credit in read_roles(named["credits"]) for name in credit.names)
    names = tuple(name for credit in credits_ for name in credit.names if is_maker(credit))
    return names if _PICTURES_TOO.search(text) or (len(names) == 1 and _WORDS_TOO.search(text)) else ()
