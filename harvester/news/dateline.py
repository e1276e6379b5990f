"""Datelines: ``本报讯``, ``新华社北京12月1日电``, ``央视网消息``; and the credits in brackets behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harvester.news.credits import read_credits
from harvester.news.model import Credit
from harvester.news.outlets import KNOWN, NAMED, OWN

_DATE = r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)"
_PLACE = r"[\u4e00-\u9fff·]{2,8}?"
_VERB = (
    r"(?:综合消息|綜合消息|消息|专讯|專訊|专电|專電|电讯|電訊|讯(?![息员])|訊(?![息員])"
    r"|电(?![话視视力子台])|電(?![話視力子台]))"
)
#: 消息 as a dateline has it, not 发布消息.
_NEWS = r"(?<![布佈])消息"
#: What stands behind a dateline that states no date: 央视网消息称 is the beginning of a sentence.
_END = r"(?=$|[\s（(：:〔【，,])"
_BARE_END = r"(?=$|[\s（(：:〔【】〕\]])"
_DATELINE = re.compile(
    rf"[【\[〔（(]?\s*[据據]?(?P<dateline>"
    rf"(?P<own>{OWN})(?:[讯訊](?![息员員])|(?:{_PLACE})?{_DATE}{_VERB}|(?:{_PLACE})?{_VERB}{_END})"
    rf"|(?P<outlet>{NAMED})(?:(?:{_PLACE})?{_DATE}(?:{_NEWS}{_END}|(?!消息){_VERB})|{_NEWS}{_END}|[讯訊]{_BARE_END})"
    rf"|(?P<agency>{KNOWN})(?:{_PLACE})?[电電]{_BARE_END}"
    r")\s*[】\]〕）)]?\s*"
)
#: An outlet whose name tells nothing is one if it has a reporter: 云上霁川讯（记者 陆川）.
_PROVEN = re.compile(
    rf"(?P<dateline>(?P<outlet>[\u4e00-\u9fffA-Za-z0-9+·]{{2,12}}?){_DATE}?{_VERB})\s*(?=[（(](?P<inside>[^（()）]{{4,80}})[)）])"
)
#: 据新华社消息，... and 市政府发布消息，...: sentences.
_SENTENCE = re.compile(r"(?:[据據][^，。（(]*消息|[^，。（(\d]*(?:发布|發布|网上|網上)[^，。（(]*消息)")
_REPORTER = re.compile(r"[记記]者")
_BRACKETS = re.compile(r"[（(〔【\[［](?P<inside>[^（()）〔〕【】\[\]［］]{2,80})[）)〕】\]］]")
#: 记者陆川报道：, behind a dateline or, with the colon, without one.
_REPORTS = re.compile(r"(?P<credits>[^。，：:；！？]{4,40}?(?:报道|報導|報道))[：:，,。]")
_REPORT = re.compile(r"(?P<credits>[^。，：:；！？]{4,40}?(?:报道|報導|報道))[：:]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline, and the credits that stand with it; ``end`` is where the text goes on."""

    dateline: str | None
    credits: tuple[Credit, ...]
    end: int


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline, or the credits in brackets, that ``paragraph`` begins with; ``None`` where it has neither."""
    match = None if _SENTENCE.match(paragraph[:30]) else _DATELINE.match(paragraph) or _proven(paragraph)
    if match and _REPORTER.search(match["dateline"]):  # 中央社記者陳大文台北10日電
        return Dateline(match["dateline"], read_credits(match["dateline"]), match.end())
    at = match.end() if match else 0
    outlet = _outlet_of(match) if match else None
    inside = _BRACKETS.match(paragraph, at)
    if inside:
        credits_ = read_credits(inside["inside"], outlet)
        end = inside.end()
    else:
        reports = (_REPORTS if match else _REPORT).match(paragraph, at)
        credits_ = read_credits(reports["credits"], outlet) if reports else ()
        end = reports.end() if reports and credits_ else at
    if match is None and not credits_:
        return None
    return Dateline(match["dateline"] if match else None, credits_, end)


def _outlet_of(match: re.Match[str]) -> str | None:
    named = match.groupdict()
    return named.get("outlet") or named.get("agency")


def _proven(paragraph: str) -> re.Match[str] | None:
    match = _PROVEN.match(paragraph)
    return match if match and read_credits(match["inside"]) else None
