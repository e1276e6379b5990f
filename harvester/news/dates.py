"""The full dates that a text names, in ISO format; only certain ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from harvester.config.patterns import regex

#: A date without a year is in the year that brings it nearest to the publication, if it is this near:
#: otherwise it could as well be in the year before or after.
_NEAR_DAYS = 100

_DIGITS = str.maketrans("０１２３４５６７８９〇零○一二三四五六七八九", "0123456789000123456789")
_YEAR = r"(?P<year>(?:1[89]|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
_HAN_NUMBER = r"[一二三四五六七八九十廿卅]{1,3}"
_FULL = regex(
    rf"(?<![\d第]){_YEAR}\s?年\s?(?P<month>\d{{1,2}}|{_HAN_NUMBER})\s?月\s?(?P<day>\d{{1,2}}|{_HAN_NUMBER})\s?[日号號]"
)
_NUMERIC = regex(
    r"(?<![\d\-/.A-Za-z=_])(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d\-/.A-Za-z])"
)
_MINGUO = regex(r"民[国國]\s?(?P<minguo>\d{1,3})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号號]")
_BARE = regex(
    r"(?:(?P<said>[今去前明昨]年|[当當]年|同年|次年|上年|[农農阴陰舊旧][历曆])[\s，]?|(?<![\d年月第.])(?<!年\s))"
    r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号號](?!线)"
)
_OTHER_YEAR = regex(r"(?<!\d)((?:1[89]|20)\d\d)\s?年")
#: 今天（7月22日）: never a day after the publication, so the year is not certain where it would be.
_NOW = regex(r"(?:[今昨前]天|[今昨]日|[今昨]晚|今晨|[当當][天日])[^。]{0,3}[（(]$")
_MONTH = regex(r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)\s?年\s?(?P<month>\d{1,2})\s?月")
#: 据路透社5月8日报道, 新华社1月3日电, 《北京日报》2010年5月8日3版: what follows the date.
_REPORTED = regex(
    r"(?:[（(][^（()）]{1,8}[）)])?(?:(?:(?:出版|刊出)?的)?[\u4e00-\u9fff《》]{1,10}[报報網网社台]》?)?(?:凌晨|上午|下午|晚间?)?\s?(?:曾?以.{2,30}?为题|曾|[综綜]合|引述.{1,12}?|援引.{1,12}?)?"
    r"(?:报道|報導|報道|报导|刊[发發载載登文]|消息[称稱，]|《[^《》]{2,16}》.{0,4}播出|[讯訊](?!息)|[专專]?[电電](?![话話視视力子台影脑網网信動动])|[见見][报報])"
)
_PRINTED = regex(r"[）)]?\s*第?\s?[A-Z]?\d{1,2}\s?版")
#: In the year that the paragraph mentioned last.
_SAME_YEAR = frozenset(["当年", "當年", "同年"])
#: How many of the years that a paragraph mentions are kept; any two leave a date without a year uncertain.
_MOST_YEARS = 2
#: 今天 and what may stand between it and the bracket.
_LONGEST_NOW = 8
_OFFSETS = {"今年": 0, "去年": -1, "上年": -1, "昨年": -1, "前年": -2, "明年": 1}


def event_dates(paragraphs: Iterable[str], published: date | None) -> tuple[str, ...]:
    """The dates that ``paragraphs`` name, in ISO format, in order, each once.

    A date without a year takes it from 今年, 去年, ...; from the paragraph before, where that last mentions the
    same month of a year; or from ``published``, where that is near and no other year is mentioned before it in the
    paragraph; otherwise it is left out. The date of a report (据路透社5月8日报道) does not count.

    >>> event_dates(["2019年3月12日，水库通过验收。同年5月2日蓄水。"], None)
    ('2019-03-12', '2019-05-02')
    """
    found: dict[str, None] = {}
    month: tuple[int, int] | None = None
    for paragraph in paragraphs:
        if "月" in paragraph or _NUMERIC.search(paragraph):
            text = paragraph.translate(_FULL_WIDTH)
            for _, day in sorted(_dates(text, published, month)):
                found[day.isoformat()] = None
            month = _last_month(text)
        elif _OTHER_YEAR.search(paragraph):
            month = None
    return tuple(found)


def _dates(paragraph: str, published: date | None, before: tuple[int, int] | None) -> Iterator[tuple[int, date]]:
    for pattern in (_FULL, _NUMERIC, _MINGUO):
        for match in pattern.finditer(paragraph):
            day = _date(_year(match), _number(match["month"]), _number(match["day"]))
            if day and not _is_lunar(paragraph, match.start()) and not _is_of_a_report(paragraph, match):
                yield match.start(), day
    years = [(match.start(), int(match[1])) for match in _OTHER_YEAR.finditer(paragraph)]
    spoken_of: list[int] = []  # the years before the match, the last one last
    for match in _BARE.finditer(paragraph):
        while years and years[0][0] < match.start():
            spoken_of = _moved_last(spoken_of, years.pop(0)[1])
        if _is_of_a_report(paragraph, match):
            continue
        now = _NOW.search(paragraph[max(match.start() - _LONGEST_NOW, 0) : match.start()])
        day = _of_that_month(match, before) or _resolved(match, spoken_of, published, now=bool(now))
        if day:
            yield match.start("month"), day


def _moved_last(years: list[int], year: int) -> list[int]:
    """``years``, each once, with ``year`` as the last: only a few, since with more nothing is certain."""
    return [*(other for other in years if other != year), year][-_MOST_YEARS:]


def _last_month(paragraph: str) -> tuple[int, int] | None:
    """The year and month that ``paragraph`` mentions last, unless it mentions another year after it."""
    months = list(_MONTH.finditer(paragraph))
    if not months or _OTHER_YEAR.search(paragraph, months[-1].end()):
        return None
    return int(months[-1]["year"]), int(months[-1]["month"])


def _of_that_month(match: re.Match[str], before: tuple[int, int] | None) -> date | None:
    """The date in the month that the paragraph before mentions: 7月13日那天, after 1995年7月."""
    if before is None or match["said"] or int(match["month"]) != before[1]:
        return None
    return _date(before[0], before[1], int(match["day"]))


def _is_of_a_report(paragraph: str, match: re.Match[str]) -> bool:
    """Whether it is the day on which somebody reported or printed something."""
    return bool(_REPORTED.match(paragraph, match.end()) or _PRINTED.match(paragraph[match.end() : match.end() + 12]))


def _year(match: re.Match[str]) -> int:
    if "minguo" in match.re.groupindex:
        return 1911 + int(match["minguo"])
    return int(match["year"].translate(_DIGITS))


def _resolved(match: re.Match[str], spoken_of: list[int], published: date | None, *, now: bool) -> date | None:
    """The date of a month and a day without a year; ``None`` where the year is not certain.

    ``spoken_of`` are the years that the paragraph mentions before it; ``now`` is true after 今天 and the like.
    """
    month, day, said = int(match["month"]), int(match["day"]), match["said"]
    if said in _SAME_YEAR:
        return _date(spoken_of[-1], month, day) if spoken_of else None
    if published is None:
        return None
    if said:
        return _date(published.year + _OFFSETS[said], month, day) if said in _OFFSETS else None
    years = [
        found for year in (published.year - 1, published.year, published.year + 1) if (found := _date(year, month, day))
    ]
    if not years:
        return None
    nearest = min(years, key=lambda found: abs((found - published).days))
    days = (nearest - published).days
    certain = abs(days) <= _NEAR_DAYS and {*spoken_of} <= {nearest.year} and not (days > 1 and now)
    return nearest if certain else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # the 31st of June
        return None


def _number(word: str) -> int:
    """``12``, ``十二``, ``二十``, ``廿一`` as a number."""
    if word[0] not in "一二三四五六七八九十廿卅":
        return int(word)
    word = word.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return int(word.translate(_DIGITS)) if len(word) == 1 else 0
    return int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "0").translate(_DIGITS))


def _is_lunar(paragraph: str, at: int) -> bool:
    return bool(re.search(r"[农農阴陰旧舊][历曆]\s*$", paragraph[max(at - 4, 0) : at]))


_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
