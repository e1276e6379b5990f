"""Section headings: short lines between paragraphs of running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from harvester.config.patterns import regex
from harvester.news.dateline import read_dateline
from harvester.news.lines import is_body, is_marginal, is_titular, is_wordy
from harvester.news.names import is_evident
from harvester.news.pictures import photographers_of
from harvester.news.words import forms

#: The most lines of a heading; more in a row are a list, a table or a poem.
_MOST_LINES = 2
_LONGEST = 36
_LONGEST_QUESTION = 24
_NUMBERED = regex(
    r"\s*(?:[（(]?(?P<han>[一二三四五六七八九十]{1,3})[）)]?\s*[、.．，：:\s]|[（(【]?(?P<digits>\d{1,2})[）)】]?\s*[、.．，：:\s\u4e00-\u9fff]|第(?P<nth>[一二三四五六七八九十]{1,3})[章节節部]\s*)(?!\d)"
)
_MARKED = regex(r"[■□●◆◇▲▍◎○★☆]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．\s]")
#: 【客服回应】, where several lines look like this.
_BRACKETED = regex(r"【([^【】]{2,14})】")
#: A single line in brackets is as likely to be a column, or an editor's note.
_LEAST_BRACKETED = 2
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
_QUESTION = regex(r"[^？?，。：:“”「」您你我]{4,}[？?]")
#: 1998年10月17日于江滨, （2010年5月北京）: where and when a text was written.
_SIGNATURE = regex(
    r"[（(]?(?:写于|寫於|完稿于)?\s*(?:\d{4}|[二一][〇零○一二三四五六七八九]{3})\s?年\s?[\d一二三四五六七八九十]{1,2}\s?月[^，。！？,!?]{0,20}|[（(]?作者[系为為].*|(?:编者|編者|本报|本報)按.{0,4}"
)
#: 人员：阿不都
_DATUM = regex(rf"{forms('data')}\s*[：:].*")
#: 江滨区图书馆馆长 林晓舟: says who somebody is.
_HOLDER = regex(r"\S{2,20}[长長记記授员員师師家任士总總裁表民者]\s+[\u4e00-\u9fff·]{2,4}")
_LISTED = regex(r"(?:[^，,]*[，,]){2,}")
_SPEAKER = regex(r"[\u4e00-\u9fff]{1,4}[：:]")


def is_signature(line: str) -> bool:
    """Whether ``line`` says when and where, or by whom, a text was written: 1998年10月17日于江滨.

    >>> is_signature("1998年10月17日于江滨")
    True
    """
    return bool(_SIGNATURE.fullmatch(line))


def section_headings(paragraphs: Sequence[str], start: int) -> tuple[str, ...]:
    """The headings of the text whose head has ``start`` lines, each line by itself.

    A heading stands above running text. Above it there is running text or, where the text begins
    with a heading, a head. A heading of a numbered row needs nothing above it.

    >>> body = "今天上午，老桥重新通车，岸边站满了来看热闹的街坊。"
    >>> section_headings([body, "桥是怎么修的", body], 0)
    ('桥是怎么修的',)
    """
    lines = _unbracketed(list(paragraphs[start:]))
    shown = dict(zip(lines, paragraphs[start:], strict=True))
    return tuple(shown[line].strip(" 　\t") for line in _headings(lines, headed=start > 0))


def _unbracketed(lines: list[str]) -> list[str]:
    """``lines``, with those in brackets freed of them, where there are several that are not of a margin."""
    inside = {line: match[1] for line in lines if (match := _BRACKETED.fullmatch(line)) and not is_marginal(line)}
    return [inside.get(line, line) for line in lines] if len(inside) >= _LEAST_BRACKETED else lines


def _headings(lines: Sequence[str], *, headed: bool) -> Iterator[str]:
    found = list(_runs(lines, headed=headed))
    for at, run in found:
        if at or len(found) > 1 or _MARKED.match(run[0]):  # the first line of a text may be something else
            yield from run


def _runs(lines: Sequence[str], *, headed: bool) -> Iterator[tuple[int, list[str]]]:
    """The runs of lines placed like headings, each with the number of its first line."""
    in_a_row = _numbered_in_a_row(lines)
    at = 0
    runs = [(titular, list(run)) for titular, run in groupby(lines, _is_heading)]
    for number, (titular, run) in enumerate(runs):
        above = lines[at - 1] if at else None
        below = runs[number + 1][1][0] if number + 1 < len(runs) else None
        stands = headed if above is None else is_body(above) or bool(photographers_of(above))
        over_text = below is not None and is_body(below)
        if titular and len(run) <= _MOST_LINES and over_text and (stands or at in in_a_row):
            yield at, run
        at += len(run)


def _is_heading(line: str) -> bool:
    if (
        len(line) > _LONGEST
        or _HOLDER.fullmatch(line)
        or is_signature(line)
        or _DATUM.fullmatch(line)
        or _LISTED.match(line)
        or is_evident(line)  # a speaker or writer
    ):
        return False
    if is_titular(line):
        return read_dateline(line) is None and not _SPEAKER.fullmatch(line)
    question = _NUMBERED.match(line) or len(line) <= _LONGEST_QUESTION
    return bool(question and _QUESTION.fullmatch(line)) and is_wordy(line)


def _numbered_in_a_row(lines: Sequence[str]) -> frozenset[int]:
    """Where headings are whose numbers count up from 1."""
    numbered = [(at, number) for at, line in enumerate(lines) if _is_heading(line) and (number := _number_of(line))]
    if [number for _, number in numbered] != list(range(1, len(numbered) + 1)) or len(numbered) < 2:
        return frozenset()
    return frozenset(at for at, _ in numbered)


def _number_of(line: str) -> int | None:
    match = _NUMBERED.match(line)
    if not match:
        return None
    if match["digits"]:
        return int(match["digits"])
    word = match["han"] or match["nth"]
    tens, ten, ones = word.rpartition("十")
    return _DIGITS.get(word, 0) if not ten or not ones + tens else _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
