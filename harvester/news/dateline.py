"""Datelines: ``本报讯``, ``新华社北京12月1日电``, ``（首尔讯）``; and the credits in brackets after them.

The grammar::

    dateline = outlet [desk] [place] [day [time]] verb         新华社北京12月1日电, 早报讯, 华龙网5月21日11时50分讯
             | bracket place [day] verb bracket                （彭亨‧北根29日訊）
    opening  = [stamp] [outlet] [dateline] { bracket with credits, or with a paper's name }

Outlets and places are open classes. A dateline is recognised by its form: how outlets' names end before it, a verb
after it and, if it has no day, a blank, a bracket or the end after the verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from harvester.config.patterns import regex
from harvester.news.credits import read_bare_names, read_credits
from harvester.news.model import Credit
from harvester.news.outlets import KNOWN, NAMED, OUTLET, OWN, SHORT, bare, is_outlet
from harvester.news.places import CITY, PLACE, filed_from, is_place
from harvester.news.stamp import Stamp, stamp_before
from harvester.news.words import any_of, forms

_DATE = (
    r"(?:(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?:(?:凌晨|上午|下午|晚)?\d{1,2}[时時](?:\d{1,2}分)?|\s?\d{1,2}[:：]\d{2}|凌晨|上午|下午|晚)?)"
)
_KINDS = rf"{forms('report_kinds')}{{0,3}}"
#: 讯, 电: not the beginning of another word.
_WIRE = (
    r"(?:综合消息|綜合消息|消息|[专專][讯訊]|[专專][电電]|[电電][讯訊]|[综綜]合[讯訊电電]|快[讯訊]|[急特][电電]|讯(?![息员号])|訊(?![息員號])"
    r"|电(?![话視视力子台影脑网信])|電(?![話視力子台影腦網信]))"
)
#: 讯: what a dateline without a date ends with.
_TOLD = r"(?:[专專][讯訊]|[专專][电電]|[电電][讯訊]|[综綜]合[讯訊]|快[讯訊]|[讯訊](?![息员員号號]))"
_REPORT = rf"(?:{_KINDS}(?:报道|報導|報道|报导))"
#: 消息 as a dateline has it, not 发布消息.
_NEWS = r"(?<![布佈])消息"
#: What follows a dateline without a date: 央视网消息称 is the beginning of a sentence.
_END = r"(?=$|[\s（(：:〔【，,])"
_BARE_END = r"(?=$|[\s（(：:〔【】〕\]）)／/╱])"
_DESK = r"(?:[／/╱]?[\u4e00-\u9fff]{2,6}(?:中心|小?[组組]|部|[频頻]道)(?:[／/╱])?)"
_TAKEN = rf"(?:[／/╱]?(?P<place>{PLACE})?(?P<day>{_DATE}))"
#: The outlet, and the address of its site: 江滨新闻网（www.jbxw.com）5月8日讯.
_NAMED = rf"(?P<outlet>(?:{NAMED}|{SHORT}){_DESK}?)(?:[（(](?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+){{1,3}}[）)])?"
#: 本报讯, 本报北京3月6日电, 北京日报本报讯.
_OWN = regex(
    rf"\s*[据據]?(?P<dateline>(?P<outlet>(?:{NAMED})?{OWN})"
    rf"(?:[讯訊](?![息员員])|{_TAKEN}(?:{_REPORT}{_BARE_END}|{_WIRE})|(?:(?P<bare_place>{PLACE})?{_WIRE}){_END}))\s*"
)
#: 新华社北京12月1日电, 江滨网3月4日报道, 早报讯.
_OTHERS = regex(
    rf"\s*[据據]?(?P<dateline>{_NAMED}(?:{_TAKEN}(?:{_NEWS}{_END}|{_REPORT}{_BARE_END}|(?!消息){_WIRE})"
    rf"|(?P<bare_place>{PLACE})?(?:{_NEWS}{_END}|(?!消息){_TOLD}{_BARE_END}|{_REPORT}(?=[（(][^（()）]{{0,30}}[记記]者))))\s*"
)
#: 新华社武汉电: without a date it takes a known agency.
_AGENCY = regex(rf"\s*[据據]?(?P<dateline>(?P<outlet>{KNOWN})(?P<bare_place>{PLACE})?[电電]{_BARE_END})\s*")
#: Within brackets a dateline needs no outlet, and its verb may be 报道 without a date.
_REPORTED = regex(
    rf"(?P<dateline>(?P<outlet>{OWN}|{NAMED}|{SHORT})(?P<place>{CITY})?\s?{_REPORT}(?=$|[\s／/╱,，]))[\s／/╱,，]*"
)
_PLACED = regex(
    rf"(?P<dateline>(?P<place>{PLACE})\s?(?:{_DATE}(?:{_WIRE}|{_REPORT})|(?:[综綜]合|[专專])?(?<![资資通視视短簡简快音電电喜捷])[讯訊电電]|[专專][电電]))(?=$|[\s／/╱])"
)
_NO_PLACED = regex(r"(?:[资資通視视短簡简快音喜捷腾騰][讯訊]|.*(?:[来來]|[发發]|[供停充放核家][电電]))")
#: An outlet that its name does not show is one if it has a reporter: 云上霁川讯（记者 陆川）.
_PROVEN = regex(
    rf"(?P<dateline>(?P<outlet>[\u4e00-\u9fffA-Za-z0-9+·]{{2,12}}?){_DATE}?{_WIRE})\s*(?=[（(](?P<inside>[^（()）]{{4,80}})[)）])"
)
_LONGEST_PROVEN = 5
#: 据新华社消息，... and 市政府发布消息，...: sentences.
_SENTENCE = regex(r"(?:[据據][^，。（(]*消息|[^，。（(\d]*(?:发布|發布|網上|网上)[^，。（(]*消息)")
_REPORTER = regex(r"[记記]者")
_WORD = regex(r"[^\s，。：:；]{2,14}(?:\s+|$)")
#: The most words of credits without brackets.
_MOST_WORDS = 8
_REPORTER_NAMED = regex(r"[^\s]{0,6}(?:[记記]者|通[讯訊][员員]|[实實][习習]生)")
_BY_WIRE = regex(r"(?P<words>.*[记記]者.*?)\d{1,2}日(?:[专專综綜]?合?(?:外電)?)(?:[电電]|報導)")
_OWN_END = regex(rf"{OWN}$")
_BRACKET = regex(r"\s*[（(〔【\[［](?P<inside>[^（()）〔〕【】\[\]［］]{2,90})[）)〕】\]］]\s*")
#: What follows credits without a mark: the text, not another credit.
_TEXT = r"(?=[^\n]{20})"
#: 记者陆川报道：, after a dateline or, with the colon, without one.
_REPORTS = regex(r"(?P<credits>[^。，：:；！？]{4,40}?(?:报道|報導|報道))[：:，,。]")
_REPORTS_ALONE = regex(
    r"(?P<credits>[^。，：:；！？]{4,40}?(?:报道|報導|報道))[：:]"
    r"|(?P<sent>[^。，：:；！？“]{2,30}?[记記]者[^。，：:；！？“]{2,24}?[发發]自[\u4e00-\u9fff]{2,6})[\s　]"
    rf"|(?P<placed>(?:{OUTLET})?[^。，：:；！？“\s]{{0,6}}[记記]者[^。，：:；！？“”]{{2,24}}?\s[\u4e00-\u9fff]{{2,4}}"
    rf"(?:报道|報導|報道))[\s　]{_TEXT}"
    rf"|(?P<named>{OUTLET}\s?[^。，：:；！？“\s]{{0,6}}[记記]者\s?[\u4e00-\u9fff]{{2,3}})[\s　]{_TEXT}"
)
#: 东方网记者林晓舟5月20日报道: with a day it is the dateline.
_DAY = regex(r"\d日")
#: 美国之音记者远帆／7月20日，
_SLASHED = regex(rf"(?P<credits>{OUTLET}[^。，：:；！？／/\s]{{2,20}})[／/]\s*(?:{PLACE})?{_DATE}[，,]")
#: 工商時報【記者王小明╱台北報導】
_BEFORE_BRACKET = regex(rf"(?P<outlet>{OUTLET})\s*(?=[【〔（(\[])")
#: 【国际新闻】: a column, not an outlet.
_COLUMN = regex(rf"(?:{any_of('desks')}|[\u4e00-\u9fff]{{0,2}})(?:新闻|新聞|周刊|週刊|在线|在線)")
#: Every dateline has one of these near its beginning.
_SIGN = regex(r"[讯訊电電]|消息|[报報][道導导]|[记記]者|^\s*[（(〔【\[［]|^\d{4}|[编編][译譯]")
_SOON = 60
#: The most brackets after a dateline.
_MOST_BRACKETS = 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline, and what comes with it: credits, the place, the paper in a bracket.

    ``end`` is where the text begins.

    >>> read = read_dateline("新华社江滨5月8日电（记者 林晓舟）老桥重新通车。")
    >>> read.place, read.credits[0].names, read.end
    ('江滨', ('林晓舟',), 18)
    """

    dateline: str | None
    credits: tuple[Credit, ...]
    end: int
    place: str | None = None
    source: str | None = None
    stamp: Stamp | None = None


@dataclass(slots=True)
class _Found:
    """What has been read of an opening so far."""

    dateline: str | None = None
    outlet: str | None = None
    place: str | None = None
    credits: tuple[Credit, ...] = ()
    source: str | None = None
    end: int = 0


@lru_cache(maxsize=512)  # each paragraph is asked about several times
def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline, or the credits in brackets, that ``paragraph`` begins with; ``None`` where it has neither.

    >>> read_dateline("新华社江滨5月8日电（记者 林晓舟）老桥重新通车。").dateline
    '新华社江滨5月8日电'
    """
    if not _SIGN.search(paragraph[:_SOON]):
        return None
    stamp = stamp_before(paragraph)
    found = _Found(end=stamp.end - (paragraph[: stamp.end][-1:] in "（(〔【[［") if stamp else 0)
    if stamp:
        found.end = _back_to_bracket(paragraph, stamp.end)
        found.outlet = stamp.outlet
    _read(found, paragraph)
    if found.dateline is None and not found.credits and found.source is None:
        return None
    place = found.place or filed_from(paragraph[: found.end], found.credits[-1].names[-1] if found.credits else "")
    return Dateline(found.dateline, found.credits, found.end, place, found.source, stamp)


def read_closing(words: str, *, bracketed: bool) -> Dateline | None:
    """The dateline and its credits, if a bracket or a line after the text consists of them.

    >>> read_closing("江滨日报海牙5月8日专电", bracketed=True).place
    '海牙'
    """
    found = _Found()
    if not bracketed and not _match(words, 0):
        return None
    read = _read_inside(found, words)
    return Dateline(found.dateline, found.credits, len(words), found.place) if read and found.dateline else None


def _back_to_bracket(paragraph: str, end: int) -> int:
    """Where the bracket begins in which a stamp ends."""
    while end and paragraph[end - 1] in "（(〔【[［":
        end -= 1
    return end


def _read(found: _Found, paragraph: str) -> None:
    if not _SENTENCE.match(paragraph[:30]):
        match = _match(paragraph, found.end) or _proven(paragraph, found.end)
        if match and not _REPORTER.search(match["dateline"]):
            _take(found, match)
        elif named := _BEFORE_BRACKET.match(paragraph, found.end):
            found.outlet, end = bare(named["outlet"]), found.end
            found.end = named.end()
            _read_brackets(found, paragraph)
            found.end = end if not (found.dateline or found.credits) else found.end
            return
    _read_brackets(found, paragraph)
    if not found.credits:
        _read_reports(found, paragraph)


def _take(found: _Found, match: re.Match[str]) -> None:
    said = match.groupdict()
    found.dateline = match["dateline"].strip()
    place = said.get("place") or said.get("bare_place")
    outlet = _OWN_END.sub("", said.get("outlet") or "") or found.outlet
    found.outlet = re.split(r"[／/╱]", bare(outlet))[0] if outlet else None
    if "inside" in match.re.groupindex and len(match["outlet"]) > _LONGEST_PROVEN:  # it may contain a place
        found.outlet = None
    found.place = place if place and is_place(place) else None
    if found.outlet and found.place and is_outlet(found.outlet + found.place):  # 红网时刻新闻
        found.outlet, found.place = found.outlet + found.place, None
    found.end = match.end()


def _read_brackets(found: _Found, paragraph: str) -> None:
    """The brackets that follow: one with the dateline, or with credits; one with the paper's name."""
    for _ in range(_MOST_BRACKETS):
        bracket = _BRACKET.match(paragraph, found.end)
        if not bracket or not _read_inside(found, bracket["inside"]):
            return
        found.end = bracket.end()
        if found.credits:
            return


def _read_inside(found: _Found, inside: str) -> bool:
    """Read the content of a bracket; false where that does not belong to a dateline."""
    inside = inside.strip()
    match = None
    if found.dateline is None and not _SENTENCE.match(inside):
        match = _match(inside, 0) or _REPORTED.match(inside) or _placed(inside)
    if match and not _REPORTER.search(match["dateline"]):
        rest = inside[match.end() :].strip(" 　／/╱,，")
        _take(found, match)
        if rest:
            found.credits = read_credits(rest, found.outlet, lenient=True) or read_bare_names(rest, found.outlet)
        return not rest or bool(found.credits)
    found.credits = _credits(inside, found.outlet)
    by_wire = _BY_WIRE.fullmatch(inside) if found.credits and not found.dateline else None
    if by_wire:  # 中央社記者陳大文台北10日電
        found.dateline, found.place = inside, by_wire["words"].partition(found.credits[-1].names[-1])[2] or None
    elif not found.credits and found.dateline:
        found.credits = read_bare_names(inside, found.outlet)
    if not found.credits and is_outlet(inside) and not _COLUMN.fullmatch(inside):
        found.source = bare(inside)
        found.outlet = (
            None if found.dateline else found.source
        )  # with two outlets it is not certain whose reporters they are
    return bool(found.credits or found.source)


def _read_reports(found: _Found, paragraph: str) -> None:
    """记者陆川报道：, or 记者陆川 通讯员顾明 and a blank, with no bracket."""
    slashed = None if found.dateline else _SLASHED.match(paragraph, found.end)
    reports = slashed or (_REPORTS if found.dateline else _REPORTS_ALONE).match(paragraph, found.end)
    if reports:
        words = next(filter(None, reports.groups()))
        found.credits = read_credits(words, found.outlet, lenient=slashed is not None)
        found.end = reports.end() if found.credits else found.end
        found.dateline = words if found.credits and not found.dateline and _DAY.search(words) else found.dateline
    if found.dateline and not found.credits:
        _read_words(found, paragraph)


def _read_words(found: _Found, paragraph: str) -> None:
    """The words after a dateline that are credits, up to the first that is not: 记者林晓舟 通讯员贺知秋."""
    at = start = found.end
    for word in islice(_WORD.finditer(paragraph, start), _MOST_WORDS):
        if word.start() != at or not _REPORTER_NAMED.match(paragraph, start):
            return
        at = word.end()
        credits_ = read_credits(paragraph[start:at], found.outlet)
        if credits_:
            found.credits, found.end = credits_, at


def _match(text: str, at: int) -> re.Match[str] | None:
    return _OWN.match(text, at) or _OTHERS.match(text, at) or _AGENCY.match(text, at)


def _placed(inside: str) -> re.Match[str] | None:
    match = _PLACED.fullmatch(inside)
    return match if match and not _NO_PLACED.match(inside) else None


def _proven(paragraph: str, at: int) -> re.Match[str] | None:
    match = _PROVEN.match(paragraph, at)
    return match if match and _credits(match["inside"], match["outlet"]) else None


def _credits(inside: str, outlet: str | None) -> tuple[Credit, ...]:
    """The credits in a bracket, which may repeat the dateline's outlet, whatever its name: 海都讯（海都记者…）."""
    again = inside.removeprefix(outlet) if outlet else inside
    return read_credits(inside, outlet, lenient=True) or read_credits(again, outlet, lenient=True)
