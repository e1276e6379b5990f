"""Lines that name things by label: ``来源：随州日报 编辑：李莉``; and lines that only say where a text is from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from harvester.config.patterns import regex
from harvester.news.credits import read_credits, read_roles
from harvester.news.outlets import OUTLET
from harvester.news.roles import is_editor, is_maker
from harvester.news.stamp import Stamp, scan
from harvester.news.words import forms

LabelKind = Literal[
    "source",
    "passed",
    "editor",
    "writer",
    "photographer",
    "translator",
    "column",
    "title",
    "address",
    "book",
    "posted",
    "other",
]

#: What each label names. Within a kind the order matters: of several editors the first kind is the editor.
_LABELS: tuple[tuple[LabelKind, str], ...] = (
    (
        "source",
        "(?:本文|原文|文章|引用|新闻|新聞|信息|資料|资料|稿件|内容|內容)?(?:来源|來源)(?:[网網]站|[于於])?|(?:[发發][布佈]|供稿|信息|[资資]料|稿件)(?:[单單]位|部[门門]|[机機][构構])|稿源|出处|出處|原[载載](?:[于於])?|[Ss]ource",
    ),
    (
        "passed",
        "(?:本文|文章)?(?:[转轉]自|[转轉][载載]自?|摘自|[来來]自|[转轉][贴貼帖]自?)(?:(?:微信)?公[众眾][号號])?",
    ),
    (
        "editor",
        "(?:本[期版]|值班|执行|網路|网络|网站|栏目|欄目)?(?:责任编辑|責任編輯|责编|責編|主编|主編|核稿編輯|核稿编辑)",
    ),
    (
        "editor",
        "(?:本[期版]|值班|网络|網路|新媒体|执行|文字|见习|实习|排版|微信|首席|栏目|本文)?(?:编辑|編輯|[编編]采|小[编編])",
    ),
    ("editor", "[审審]核|[核][稿][人]?|[审審]校|[终終]审|終審|[一二三初复]审|[审審]稿|[监監]制|監製|編審|编审"),
    (
        "writer",
        "(?:全媒|全媒体|本[报報]|特约|見习|見習|见习|实习|摄影|参与|參與|前方|文字|视频|視頻|[执執][笔筆]|主要)?(?:记者|記者)|(?:特约)?(?:通[讯訊][员員])|(?:本文|原文)?作者|撰稿人?|撰文者?|(?:[参參][与與])?(?:采写|采寫)|採訪|[编編][译譯]|(?:[独獨]家|[现現][场場]|特[别別])?[报報][道導导]|文[/／]?[图圖摄攝]|[图圖][/／]?文|文字[/／][图圖]片|文|文字",
    ),
    ("photographer", "[摄攝]影师?|[图圖]片?|[摄攝]像"),
    ("translator", "翻[译譯]|[译譯]者|[译譯]"),
    ("column", "栏目|欄目|专栏|專欄|所属栏目"),
    ("title", "原[文]?[标標][题題]|[标標][题題]"),
    ("address", "原文(?:[链鏈連][接結]|[网網]?址|地址|出处)?|(?:[新][闻聞])?[链鏈連][接結]|[网網]址|地址|URL"),
    (
        "book",
        "[书書]名|出版(?:社|日期|[时時][间間]|[发發]行)|ISBN|定[价價]|[页頁][数數]|版次|[开開]本|丛[书書]|主演|[导導]演|[编編][剧劇]|片名|[专專][辑輯]",
    ),
    (
        "posted",
        "(?:提交)?(?:出版)|提交日期|(?:[来來]源|[发發]稿|上[传傳]|[录錄]入|添加|收[录錄])(?:[时時][间間]|日期)[为為]?|[发發][布佈表](?:[时時][间間]|日期|于|於)?|(?:更新)?[时時][间間]|(?:更新)?日期|[见見][报報]日期|刊[发發载載登](?:日期|[时時][间間])?",
    ),
    ("other", forms("other_labels")),
)
#: The rank of editors who are called just that.
_EDITORS = 3
_ALL = "|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_LABELS))
_LABEL = regex(
    rf"(?:(?<=^)|(?<=[\s,，、;；|丨（(/／\]】‧•]))(?:{_ALL})\s*(?:[：:︰﹕＝=丨｜|▏│┃■●◆]|(?=https?://)|(?<![文图圖摄攝影字者])[/／](?=\s?[\u4e00-\u9fff\d]))\s*"
)
#: Every line with a label has one of these.
_MARK = regex(r"[：:︰﹕＝=丨｜|▏│┃■●◆/／]")
_FROM = regex(
    r"[—\-─]*\s*(?:本文|文章|原文|[图圖]文|[内內]容)?(?:系|是)?(?:摘自\s*(?:\d{1,2}月\d{1,2}日)?(?P<taken>《.+|[^\s，。、：][^，。、：]{1,28})"
    rf"|(?:[转轉][载載贴貼帖]?自|原[载載][于於]?|(?:刊[登载載发發]?|[载載]|[发發]表)[于於](?=《))\s*(?P<passed>(?:\d{{4}}年)?(?:\d{{1,2}}月\d{{1,2}}日)?(?:的|出版的)?《.+|https?://\S+|[^，。]{{0,6}}公[众眾][号號].{{2,20}}|{OUTLET}))"
)
#: 本文转自老树博客: after 本文 any name will do.
_THIS_FROM = regex(
    r"(?:本文|文章|原文)(?:系|是)?(?:[转轉][载載]?自|[来來]自|[来來]源[于於]?|原[载載][于於]?)\s*(?P<name>[^\s，。、：；！？]{2,20})[。]?"
)
#: 编　辑：, spaced out to the width of longer labels.
_SPACED = regex(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ 　]+([\u4e00-\u9fff])(?=\s*[：:])")
_ACCORDING = regex(
    rf"(?:[均皆]?[据據]|(?:本[报報])?[综綜]合)\s*(?P<source>(?:《[^《》]{{2,20}}》|{OUTLET})(?:[、和](?:《[^《》]{{2,20}}》|{OUTLET}))*)(?:(?:[综綜]合)?(?:[电電报報]|消息|[报報](?:道|導)))?"
)
_BY_OUTLET = regex(rf"(?:作者|来源|來源|稿源)[ 　]+(?P<name>{OUTLET})")
_SUPPLIED = regex(
    rf"(?P<source>《[^《》]{{2,20}}》|{OUTLET}|[\u4e00-\u9fff]{{1,10}}{forms('offices')}(?=供稿))(?:供稿|[发發]布|供(?:本[报報])?[专專]稿|授[权權][发發]布)"
)
#: Every line that names something without a label has one of these.
_SAID = regex(forms("said"))
_LABELLED = regex(r"(?:来源|來源|稿源|作者|记者|記者)\s*[：:]")
_GLUED = regex(r"(?<=[\u4e00-\u9fff])(?=(?:作者|责任编辑|責任編輯|责编|责編|(?<!任)[编編][辑輯])\s*[：:])")
#: 据媒体报道 names nobody.
_VAGUE = regex(r"媒[体體][报報][道導]|[外港台]媒|有[关關]部[门門]")
#: What names a source without a label; the group that matches is the name.
_PATTERNS: tuple[tuple[LabelKind, re.Pattern[str]], ...] = (
    ("source", _BY_OUTLET),
    ("passed", _FROM),
    ("passed", _THIS_FROM),
    ("source", _ACCORDING),
    ("source", _SUPPLIED),
)
_BRACKETED = regex(r"[（(〔【\[［](?P<inside>[^（()）〔〕【】\[\]［］]*)[）)〕】\]］]")
#: （編輯：陳大文）1150103
_DATE_CODE = regex(r"(?<=[）)])\s?1\d{6}$")
#: A label may be in a bracket that began before it, or its value may be followed by another bracket.
_OPENED = regex(r"[（(〔【\[［](?P<empty>$)?")
_CLOSED = regex(r"[\s）)〕】\]］]+$")
_LONGEST = 160
#: A line with more labels is a form to fill in.
_MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that a line names. ``rank`` orders editors: 0 is the chief one.

    >>> read_labels("责任编辑：林晓舟").labels[0].value
    '林晓舟'
    """

    kind: LabelKind
    label: str
    value: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a line names by label, and the stamp before the first label.

    >>> [label.value for label in read_labels("2023-05-09 来源：江滨日报").labels]
    ['江滨日报']
    """

    labels: tuple[Label, ...]
    stamp: Stamp | None = None


def unbracketed(line: str) -> str:
    """``line`` without the brackets around all of it, and without the date in the Minguo calendar after them.

    >>> unbracketed("（编辑：林晓舟）")
    '编辑：林晓舟'
    """
    line = line.strip()
    line = _DATE_CODE.sub("", line) if line[-1:].isdigit() else line
    match = _BRACKETED.fullmatch(line)
    return match["inside"].strip() if match else line


@lru_cache(maxsize=1024)  # the ends of a line have segments in common
def read_labels(line: str) -> Labelled | None:
    """What ``line`` names; ``None`` where it has anything else than a stamp or a byline before that.

    >>> [(label.kind, label.value) for label in read_labels("来源：江滨日报 作者：林晓舟").labels]
    [('source', '江滨日报'), ('writer', '林晓舟')]
    """
    if len(line) > _LONGEST:
        return None
    line = unbracketed(line)
    line = _SPACED.sub(r"\1\2", line) if "：" in line or ":" in line else line
    if _LABELLED.match(line):
        line = _GLUED.sub(" ", line)  # 来源：中国青年报作者：林晓舟
    matches = list(islice(_LABEL.finditer(line), _MOST_LABELS)) if _MARK.search(line) else []
    if not matches:
        return _unlabelled(line)
    before = line[: matches[0].start()].strip(" 　\t|丨")
    credited = (Label("writer", "", before),) if read_credits(before) else ()
    stamp = scan(before)
    if not credited and stamp.end != len(before):
        return None
    ends = [*(match.start() for match in matches[1:]), len(line)]
    named = (_label(match, line[match.end() : end]) for match, end in zip(matches, ends, strict=True))
    return Labelled((*credited, *named), stamp if before and not credited else None)


def _label(match: re.Match[str], value: str) -> Label:
    number = next(number for number in range(len(_LABELS)) if match[f"k{number}"])
    value = value.strip(" 　\t,，;；|丨/／‧•")
    opened = _OPENED.search(value)
    value = _CLOSED.sub("", value) if not opened else value[: opened.start()].rstrip() if opened["empty"] else value
    return Label(_LABELS[number][0], match[f"k{number}"], value, number)


def _unlabelled(line: str) -> Labelled | None:
    """``摘自《…》``, ``责任编辑 李莉``: a label without a colon, on a line of its own."""
    if not _SAID.search(line):
        return None
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(line)
        if match and not _VAGUE.search(line):
            return Labelled((Label(kind, "", next(filter(None, match.groups()))),))
    roles = read_roles(line)
    if any(map(is_maker, roles)):
        return None
    editors = tuple(Label("editor", "", "、".join(credit.names), _EDITORS) for credit in roles if is_editor(credit))
    return Labelled(editors) if editors else None
