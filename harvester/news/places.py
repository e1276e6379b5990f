"""Places in datelines and bylines: an open class, recognised by where they stand; the list is only a help."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.names import is_name
from harvester.news.words import any_of, words

_CHARACTER = r"(?:(?![的了是在將将获獲悉发發从從据據由称稱说說讯訊电電年月]|[今昨明前][天日年晚晨])[\u4e00-\u9fff])"
#: A place: up to eight characters, perhaps after a larger place and a dot.
PLACE = rf"(?:的黎波里|{_CHARACTER}{{2,8}}?(?:[·‧・•／/、]{_CHARACTER}{{2,8}}?)?)"
#: One from the list, for where nothing separates it from a name.
CITY = rf"(?:{any_of('cities')}|{any_of('places')})"
_NO_PLACES = frozenset(words("no_places"))
#: 台北報導, 发自上海, 北京10日電: where a text was filed, at the end of a byline.
_FILED = regex(
    rf"(?:[发發]自\s*(?P<sent>[\u4e00-\u9fff]{{2,8}})|[\s／/╱](?P<place>{_CHARACTER}{{2,6}}?)(?:[摄攝]影|[图圖]文|[综綜]合|即[时時]|[现現][场場])?(?:[\d一二三四五六七八九十]{{1,3}}日)?(?:電|专电|專電|報導|报道|报导|報道))"
    r"(?=\s*[）)〕】\]］]|\s*$|的[报報][道導]。?$)"
)


def is_place(word: str) -> bool:
    """Whether ``word``, which stands where a place would, is one: not 綜合 or 专题.

    >>> is_place("江滨"), is_place("综合")
    (True, False)
    """
    return bool(word) and word not in _NO_PLACES


def filed_from(credits_: str, name: str = "") -> str | None:
    """The place with which a byline ends, verbatim; ``name`` is the last name in it.

    >>> filed_from("記者陳大文／台北報導")
    '台北'
    """
    match = _FILED.search(credits_) or (_FILED.search(" " + credits_.rpartition(name)[2]) if name else None)
    place = (match["sent"] or match["place"]) if match else None
    place = place.removeprefix(name) if place and name else place  # 社會中心／王小明台北報導
    return place if place and is_place(place) and not is_name(place) else None
