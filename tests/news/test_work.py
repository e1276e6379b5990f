"""Work in proportion: a line costs a fixed amount of work for each character, whatever stands in it."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from types import FrameType
from typing import Any

import pytest

import harvester.news
from harvester.news import credits as credits_
from harvester.news import dateline, labels, lines, margin
from harvester.news.read import read_news

parser = import_module("re._parser")

HOSTILE = {
    "brackets": "（）【】〔(〕)[］《》",
    "one bracket": "（",
    "pairs of brackets": "（a）",
    "blanks": "江　 \t滨",
    "zeros": "〇 ",
    "digits": "2010年5月8日12:30 ",
    "reporters": "记者",
    "reporters and names": "记者林晓舟、",
    "reporters in brackets": "(記者)",
    "labels": "来源：编辑/",
    "outlets": "江滨日报网 ",
    "datelines": "本报讯（记者）",
    "page turns": "（下转第",
    "dots": "·‧·",
    "ends of sentences": "。”）",
    "dates without a year": "5月8日，",
}
#: What a line of a margin costs at most: it is short, and has a few brackets and labels.
MOST_OF_A_LINE = 8000
CACHED = [
    credits_.read_roles,
    dateline.read_dateline,
    labels.read_labels,
    lines.is_marginal,
    lines.is_wordy,
    margin.read_margin,
]


def steps(text: str) -> int:
    """How many functions, those of patterns among them, are called to read ``text``."""
    for cached in CACHED:
        cached.cache_clear()
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        read_news("江滨图书馆今晚亮灯", text)
    finally:
        sys.setprofile(None)
    return count


def filled(unit: str, size: int) -> str:
    return (unit * size)[:size]


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("size", [100, 1000])
def test_twice_as_many_lines_cost_at_most_twice_as_much(unit: str, size: int) -> None:
    text = [f"{number}{filled(unit, size)}" for number in range(64)]
    steps("\n".join(text))  # compiles what it needs
    assert steps("\n".join(text)) <= 2.2 * steps("\n".join(text[:32])) + 500


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("size", [100, 1000, 10_000])
def test_a_line_costs_a_fixed_number_of_steps(unit: str, size: int) -> None:
    steps(filled(unit, size))
    assert steps(filled(unit, size)) <= MOST_OF_A_LINE + 5 * size


def patterns() -> Iterator[Any]:
    for found in pkgutil.iter_modules(harvester.news.__path__):
        module = import_module(f"harvester.news.{found.name}")
        for name, value in vars(module).items():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(getattr(each, "pattern", None), str):
                    yield pytest.param(each.pattern, id=f"{found.name}.{name}")


def most_blanks_that_meet(source: str) -> int:
    """How many endless repeats of blanks can meet in a pattern: so high a power of a run's length it costs."""
    meeting = most = 0

    def walk(items: Any) -> None:  # noqa: ANN401 - the parser's own lists
        nonlocal meeting, most
        for operation, argument in items:
            kind = str(operation)
            if kind in ("MAX_REPEAT", "MIN_REPEAT"):
                least, largest, inside = argument
                before = meeting
                if largest == parser.MAXREPEAT and _is_blank(inside):
                    meeting += 1
                    most = max(most, meeting)
                    continue
                walk(inside)
                meeting = max(meeting, before) if least == 0 else meeting
            elif kind == "SUBPATTERN":
                walk(argument[3])
            elif kind == "BRANCH":
                before, after = meeting, 0
                for branch in argument[1]:
                    meeting = before
                    walk(branch)
                    after = max(after, meeting)
                meeting = after
            elif kind not in ("ASSERT", "ASSERT_NOT", "AT"):
                meeting = 0

    walk(parser.parse(source))
    return most


def _is_blank(inside: Any) -> bool:  # noqa: ANN401 - the parser's own lists
    return len(inside) == 1 and "CATEGORY_SPACE" in str(inside)


@pytest.mark.parametrize("source", list(patterns()))
def test_runs_of_blanks_are_not_tried_in_every_way(source: str) -> None:
    assert most_blanks_that_meet(source) <= 2
