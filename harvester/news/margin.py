"""The margin of a text: lines, and ends of paragraphs, that are about the text and not part of it.

A line in the margin is a row of segments (brackets, and what is between them), each of which is a stamp, labels,
credits, a dateline, an outlet, a page turn or promotion: ``【作者：胡小梅 来源：人民网】 (责任编辑：陈正)``.
A single segment that is none of these makes the line text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from harvester.config.patterns import regex
from harvester.news.credits import read_credits, read_roles
from harvester.news.dateline import Dateline, read_closing
from harvester.news.labels import Label, read_labels, unbracketed
from harvester.news.model import Credit
from harvester.news.names import is_evident, is_name
from harvester.news.outlets import bare, is_outlet, is_outlet_alone
from harvester.news.promotion import is_promotion
from harvester.news.roles import is_desk, is_role, takes_pictures
from harvester.news.stamp import Stamp, read_stamp, scan, stamp_before, stamp_within
from harvester.news.turns import is_turn

_LONGEST = 160
#: Longer lines that end like sentences are text.
_LONGEST_SENTENCE = 40
#: 原创 林晓舟 江滨夜话 2023-05-08 21:00 发表于北京: the head of a page of a public account.
_ORIGINAL = regex(r"原[创創]\s+\S+\s")
_LABELLED = regex(r".{0,6}(?:来源|來源|编辑|編輯|作者|记者|記者|[责責][编編]|[转轉来來]自)")
_BRACKET = regex(r"[（(〔【\[［]([^（()）〔〕【】\[\]［］]*)[）)〕】\]］]")
#: Every line in the margin has one of these.
_SIGNS = regex(
    r"[：:︰﹕＝=|丨｜／/╱]|\d{2}|[记記]者|[编編辑輯译譯校审審]|[讯訊电電報报社网網台刊][）)〕】\]］》]?$|[转轉摘载載]|[据據]|作者|[报報][道導]|[文图圖摄攝]|[员員筆笔]|[实實][习習]生|[版叠疊]"
    r"|^[（(〔【\[［].*[）)〕】\]］]$|供稿|撰[稿文]|[发發]自|[关關欢歡未感更点點扫掃延相]|[在线線周刊志誌闻聞视視端]$"
)
#: A line with more brackets is a table or a formula.
_MOST_BRACKETS = 8
#: How many ends of sentences from the end of a paragraph are tried: a margin has only a few brackets.
_MOST_CUTS = 8
_CUT = regex(r"[。！？!?…；”’」』）)】〕]")
#: How far from its end a paragraph's margin may begin.
_MOST_BEHIND = 130
_BRACKETS = regex(r"[（(〔【\[［《）)〕】\]］》]")
_PARTNERS = dict(zip("（(〔【[［《", "）)〕】]］》", strict=True))
#: A copy may lose a bracket, and a cut paragraph another.
_MOST_SINGLE = 2
_CLOSES = frozenset("。，、！？!?；：…”’」』）)】〕》]")
#: A bracket with more commas is a sentence, or a list.
_MOST_PARTS = 4
#: 以上是江滨电台记者林晓舟发自台北的报道。
_TOLD = regex(r"以上(?:是|为|為)(?P<credits>[^，。：；]{4,40}?)的?(?:[报報][道導导]|[综綜]合[报報][道導导])。?")
#: 林晓舟 2012年5月8日
_NAME_BEFORE = regex(r"(?P<name>[\u4e00-\u9fff]{3,4})\s+(?=(?:19|20)\d\d)")
#: The characters of a name with two surnames.
_LONGEST_NAME = 4
#: （星洲日報／國內）: the section after the outlet.
_SECTION = regex(r"[／/‧·•╱][\u4e00-\u9fff]{2,4}$")
_TIME = regex(r"[\d\s\-/.:：年月日时時分秒]*\d{4}[\d\s\-/.:：年月日时時分秒]+")


@dataclass(slots=True)
class Margin:
    """What a line in the margin says."""

    labels: tuple[Label, ...] = ()
    credits: tuple[Credit, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    datelines: tuple[Dateline, ...] = ()
    outlets: tuple[str, ...] = ()
    #: Who took the pictures, on a line that names no writer.
    pictures: tuple[Credit, ...] = ()

    @property
    def outlet(self) -> str | None:
        """The last outlet: 工商時報【記者…】.

        >>> Margin(outlets=("江滨日报",)).outlet
        '江滨日报'
        """
        stamped = (stamp.outlet for stamp in reversed(self.stamps) if stamp.outlet)
        return self.outlets[-1] if self.outlets else next(stamped, None)

    @property
    def proves(self) -> bool:
        """Whether only the head of an article has such a line.

        >>> Margin(outlets=("江滨日报",)).proves
        True
        """
        source = any(label.kind in ("source", "passed", "writer") for label in self.labels)
        return bool(self.credits or self.stamps or self.datelines or self.outlets or source)


@lru_cache(maxsize=4096)  # each line is asked about several times
def read_margin(line: str) -> Margin | None:
    """What ``line`` says, if all of it is about the text; ``None`` where it is text.

    >>> read_margin("【来源：人民网】 (责任编辑：陈正)").labels[1].value
    '陈正'
    >>> read_margin("今天上午，老桥重新通车。") is None
    True
    """
    line = line.strip()
    if not line or len(line) > _LONGEST or not _SIGNS.search(line):
        return None
    if len(line) > _LONGEST_SENTENCE and line[-1] in "。！？；，" and not _LABELLED.match(line):
        return Margin() if is_promotion(line) else None
    if _is_jumbled(line):
        return None
    told = _TOLD.fullmatch(line)
    line = told["credits"] if told else line
    whole = Margin()
    if _add(whole, line, bracketed=False):
        return whole
    margin = Margin()
    if len(_BRACKET.findall(line)) <= _MOST_BRACKETS and all(
        _add(margin, text, bracketed=bracketed) or _says_nothing(text) for text, bracketed in _segments(line)
    ):
        return margin
    return whole if _says_nothing(line) else None


def _is_jumbled(line: str) -> bool:
    """Whether more brackets of ``line`` are unmatched than a slip explains."""
    opened: list[str] = []
    single = 0
    for mark in _BRACKETS.findall(line):
        if mark in _PARTNERS:
            opened.append(_PARTNERS[mark])
        elif opened and opened[-1] == mark:
            opened.pop()
        else:
            single += 1
    return single + len(opened) > _MOST_SINGLE


def split_margin(paragraph: str) -> tuple[str, Margin | None]:
    """``paragraph`` without the margin at its end, and that margin: ``…完工。（记者 陆川）``.

    >>> split_margin("老桥重新通车。（记者 林晓舟）")[0]
    '老桥重新通车。'
    """
    start = max(len(paragraph) - _MOST_BEHIND, 0)
    for cut in list(_CUT.finditer(paragraph, start))[-_MOST_CUTS:]:
        behind = paragraph[cut.end() :].strip()
        if len(behind) < 3:
            break
        if behind[0] in _CLOSES:  # this cut is inside a bracket, or a quotation
            continue
        margin = read_margin(behind)
        if margin and (behind[0] in "（(〔【[［" or margin.labels or margin.credits):
            return paragraph[: cut.end()], margin
    return paragraph, None


def _segments(line: str) -> list[tuple[str, bool]]:
    """The contents of the brackets of ``line``, and what is between them; true for a bracket."""
    found: list[tuple[str, bool]] = []
    at = 0
    for match in _BRACKET.finditer(line):
        found += [(line[at : match.start()].strip(" 　\t@|"), False), (match[1].strip(), True)]
        at = match.end()
    found.append((line[at:].strip(" 　\t|@"), False))
    return [(text, bracketed) for text, bracketed in found if text]


def _add(margin: Margin, text: str, *, bracketed: bool) -> bool:
    """Read one segment into ``margin``; false where it is text."""
    inside = text if bracketed else unbracketed(text)
    if _add_parts(margin, inside):
        return True
    if _add_stamp(margin, text) or _add_labels(margin, text) or is_turn(text) or _TIME.fullmatch(text):
        return True
    if _add_credits(margin, inside, bracketed=bracketed) or _add_dateline(
        margin, inside, bracketed=inside != text or bracketed
    ):
        return True
    if _add_stamped_credits(margin, text) or _add_outlet(margin, text, bracketed=bracketed):
        return True
    roles = () if bracketed else read_roles(text)
    margin.pictures += tuple(filter(takes_pictures, roles))
    return bool(roles)


def _add_parts(margin: Margin, inside: str) -> bool:
    """Read a segment with parts separated by commas: （图文转自《江滨晚报》，记者林晓舟）."""
    parts = inside.split("，")
    found = Margin()
    if not 1 < len(parts) <= _MOST_PARTS or not all(_add(found, part.strip(), bracketed=False) for part in parts):
        return False
    for each in fields(Margin):
        setattr(margin, each.name, getattr(margin, each.name) + getattr(found, each.name))
    return True


def _add_stamp(margin: Margin, text: str) -> bool:
    stamp = read_stamp(text) or (stamp_within(text) if _ORIGINAL.match(text) else None)
    margin.stamps += (stamp,) if stamp else ()
    return stamp is not None


def _add_labels(margin: Margin, text: str) -> bool:
    labelled = read_labels(text)
    if labelled:
        margin.labels += labelled.labels
        margin.stamps += (labelled.stamp,) if labelled.stamp else ()
        margin.stamps += tuple(_dates_in(labelled.labels))
        margin.credits += _credited_beside(labelled.labels)
    return labelled is not None


def _add_credits(margin: Margin, inside: str, *, bracketed: bool) -> bool:
    credits_ = read_credits(inside, margin.outlet, lenient=bracketed)
    margin.credits += credits_
    return bool(credits_)


def _add_dateline(margin: Margin, inside: str, *, bracketed: bool) -> bool:
    dateline = read_closing(inside, bracketed=bracketed)
    margin.datelines += (dateline,) if dateline else ()
    return dateline is not None


def _add_stamped_credits(margin: Margin, text: str) -> bool:
    """2023-05-08 01:35 聯合報／記者林曉舟／台北報導, 2023年5月8日 江滨晚报 林晓舟."""
    stamp = stamp_before(text)
    credits_ = _beside(text[stamp.end :], stamp.outlet) if stamp else ()
    if not stamp and (named := _NAME_BEFORE.match(text)):  # 林晓舟 2012年5月8日
        stamp = read_stamp(text[named.end() :])
        credits_ = _beside(named["name"], None) if stamp else ()
    if stamp and credits_:
        margin.stamps += (stamp,)
        margin.credits += credits_
    return bool(stamp and credits_)


def _beside(words: str, outlet: str | None) -> tuple[Credit, ...]:
    """The credits, or the single evident name, that ``words`` next to a stamp are, apart from a site's own words."""
    credits_ = read_credits(words, outlet)
    name, behind = (*words.split(maxsplit=1), "", "")[:2]
    if credits_ or not (is_evident(name) or (len(name) == _LONGEST_NAME and is_name(name))):
        return credits_
    return (Credit(None, "", (name,)),) if scan(behind).end == len(behind) else ()


def _add_outlet(margin: Margin, text: str, *, bracketed: bool) -> bool:
    section = _SECTION.search(text) if bracketed else None
    text = text[: section.start()] if section else text
    named = is_outlet(text) if bracketed else is_outlet_alone(text)
    margin.outlets += (bare(text),) if named else ()
    return named


def _dates_in(labels: Iterable[Label]) -> Iterator[Stamp]:
    """The dates after what labels name: 来源：人民网 2008年05月08日09:15."""
    for label in labels:
        stamp = stamp_within(label.value) if label.kind in ("source", "passed", "posted", "writer", "editor") else None
        if stamp:
            yield stamp


def _credited_beside(labels: Iterable[Label]) -> tuple[Credit, ...]:
    """The credits after the date of a label: 更新日期:2009/05/08 04:09 林曉舟/苗栗報導."""
    for label in labels:
        stamp = stamp_before(label.value) if label.kind == "posted" else None
        if stamp and (credits_ := _beside(label.value[stamp.end :], stamp.outlet)):
            return credits_
    return ()


def _says_nothing(text: str) -> bool:
    return is_desk(text) or is_role(text) or is_promotion(text)
