"""Lines that name things by label: ``来源：随州日报 编辑：李莉``; and lines that only say where a text is from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from harvester.news.credits import is_editor, is_maker, read_credits, read_roles
from harvester.news.model import Credit
from harvester.news.names import is_name, join_spaced
from harvester.news.outlets import OUTLET

LabelKind = Literal["source", "editor", "writer", "posted", "other"]

_OTHER = (
    "(?:作者[单單]位|[单單]位|校[对對]|[摄攝]影|[图圖]片?|[图圖]片[来來]源|供[图圖]|供稿|策划|策劃|[统統]筹|[设設][计計]|美编|排版"
    "|制[图圖]|[视視][频頻]|剪[辑輯]|[时時][间間]|日期|[浏瀏][览覽](?:次数|量)?|[阅閱][读讀](?:量)?"
    "|[点點][击擊](?:量|数)?|字[号號体體]|原[标標][题題]|原文[链鏈]接|[链鏈]接|[联聯]系(?:[电電][话話]|[邮郵]箱|人)|[邮郵]箱|[电電][话話]"
    "|[关關][键鍵][词詞字]|[标標][签簽]|分[类類])"
)
#: What each label names. Within a kind the order counts: of several editors the first kind is the editor.
_LABELS: tuple[tuple[LabelKind, str], ...] = (
    (
        "source",
        "(?:本文|文章|新闻|新聞|信息|稿件|内容|內容)?(?:来源|來源)|稿源|出处|出處|(?:本文|文章)?[转轉]自|[转轉][载載]自|摘自|原[载載]",
    ),
    ("editor", "(?:本[期版]|值班|执行|網路|网络)?(?:责任编辑|責任編輯|责编|責編|主编|主編)"),
    ("editor", "(?:本[期版]|值班|网络|新媒体|执行|文字|见习|排版)?(?:编辑|編輯)"),
    ("editor", "[审審]核|[审審]校|[终終]审|終審|[一二三初复]审|[审審]稿|[监監]制|編審|编审"),
    (
        "writer",
        "(?:全媒|全媒体|本[报報]|特约|見習|见习|实习|摄影)?(?:记者|記者)|(?:特约)?(?:通[讯訊][员員])|作者|撰稿人?|撰文|采写|文|文字",
    ),
    ("posted", "[发發][布佈表](?:[时時][间間]|日期|于|於)"),
    ("other", _OTHER),
)
_ALL = "|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_LABELS))
_LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s,，、;；|丨（(/／\]】]))(?:{_ALL})\s*(?:[：:丨｜|]|[/／](?=[\u4e00-\u9fff]))\s*"
)
_TIME = re.compile(r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?)?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?")
_FROM = re.compile(
    r"(?:——|—|--)?\s*(?:本文|文章)?(?:摘自\s*(?P<taken>《.+|[^\s，。、：][^，。、：]{1,28})"
    rf"|(?:[转轉]自|[转轉][载載]自|原[载載][于於]?)\s*(?P<passed>《.+|https?://\S+|[^，。]{{0,6}}公[众眾][号號].{{2,20}}|{OUTLET}))"
)
#: 编　辑：, set to the width of longer labels.
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ 　]+([\u4e00-\u9fff])(?=\s*[：:])")
_ACCORDING = re.compile(rf"[据據]\s*(?P<source>《[^《》]{{2,20}}》|{OUTLET})(?:[电電报報]|消息|[报報](?:道|導))?")
_BOOK = re.compile(r"《([^《》]{1,30})》.*")
_BRACKETED = re.compile(r"[（(〔【\[［](?P<inside>[^（()）〔〕【】\[\]［］]*)[）)〕】\]］]")
#: （編輯：陳大文）1150103
_DATE_CODE = re.compile(r"(?<=[）)])\s?1\d{6}$")
_LONGEST = 120
_LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that a line names. ``rank`` orders editors: 0 is the foremost."""

    kind: LabelKind
    label: str
    value: str
    rank: int = 0


def unbracketed(line: str) -> str:
    """``line`` without the brackets that hold all of it, and the date of the Republic of China behind them."""
    match = _BRACKETED.fullmatch(_DATE_CODE.sub("", line.strip()))
    return match["inside"].strip() if match else line.strip()


def read_labels(line: str) -> tuple[Label, ...]:
    """What ``line`` names; none where anything else stands in it but a time, or a byline, before it."""
    if len(line) > _LONGEST:
        return ()
    line = _SPACED.sub(r"\1\2", unbracketed(line))
    matches = list(_LABEL.finditer(line))
    if not matches:
        return _unlabelled(line)
    before = line[: matches[0].start()].strip(" 　\t|丨")
    credited = (Label("writer", "", before),) if read_credits(before) else ()
    if not credited and not _TIME.fullmatch(before):
        return ()
    ends = [*(match.start() for match in matches[1:]), len(line)]
    named = (_label(match, line[match.end() : end]) for match, end in zip(matches, ends, strict=True))
    return (*credited, *named)


def _label(match: re.Match[str], value: str) -> Label:
    number = next(number for number in range(len(_LABELS)) if match[f"k{number}"])
    return Label(_LABELS[number][0], match[f"k{number}"], value.strip(" 　\t,，;；|丨/／"), number)


def _unlabelled(line: str) -> tuple[Label, ...]:
    """``摘自《…》``, ``责任编辑 李莉``: a label without a colon, alone in its line."""
    passed, according = _FROM.fullmatch(line), _ACCORDING.fullmatch(line)
    if passed:
        return (Label("source", "", passed["taken"] or passed["passed"]),)
    if according:
        return (Label("source", "", according["source"]),)
    roles = read_roles(line)
    if any(map(is_maker, roles)):
        return ()
    return tuple(Label("editor", "", "、".join(credit.names), 1) for credit in roles if is_editor(credit))


def source_of(labels: Iterable[Label]) -> str | None:
    """Where the text is from: the first source named, without the marks of a title and a date behind it."""
    for label in labels:
        if label.kind == "source":
            credits_ = read_credits(label.value)
            if credits_:
                return credits_[0].outlet
            source = _BOOK.sub(r"\1", label.value, count=1) if label.value.startswith("《") else label.value
            source = _without_time(source)
            if 2 <= len(source) <= _LONGEST_SOURCE and not re.search(r"[。！？，；：]", source):
                return source
    return None


def _without_time(source: str) -> str:
    return re.sub(r"[\s（(|｜丨]*\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月].*$", "", source).strip()


def editor_of(labels: Iterable[Label]) -> str | None:
    """Who edited it: the foremost, several joined by ``、``."""
    for label in sorted((label for label in labels if label.kind == "editor"), key=lambda label: label.rank):
        names = _names(label.value)
        if names:
            return "、".join(names)
    return None


def credits_of(labels: Iterable[Label]) -> tuple[Credit, ...]:
    """The writers that labels name: ``作者：陈云``."""
    found: list[Credit] = []
    for label in labels:
        if label.kind == "writer":
            value = _without_time(label.value)
            found += read_credits(f"{label.label} {value}") or read_credits(value)
        elif label.kind == "source":
            found += read_credits(label.value)
    return tuple(found)


def _names(value: str) -> list[str]:
    words = join_spaced([word for word in re.split(r"[\s、，,；;/／|丨&]+", value) if word])
    return words if all(is_name(word) for word in words) else []
