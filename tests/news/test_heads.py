"""Heads and tails as papers print them, persons invented: all that is said is found, and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harvester.news.model import News
from harvester.news.read import read_news

NOTHING = json.loads(json.dumps(asdict(News())))


def rows(name: str) -> list[Any]:
    """The rows of a file beside this one; one whose fault is known fails until it is mended."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(reason=row["missed"], strict=True)] if "missed" in row else [],
        )
        for row in found
    ]


def read(row: dict[str, Any]) -> dict[str, Any]:
    published = date.fromisoformat(row["published"]) if row["published"] else None
    said: dict[str, Any] = json.loads(json.dumps(asdict(read_news(row["title"], row["text"], published=published))))
    return said


@pytest.mark.parametrize("row", [*rows("heads.jsonl"), *rows("second_hand.jsonl")])
def test_all_of_a_head_and_tail(row: dict[str, Any]) -> None:
    assert read(row) == NOTHING | row["expected"]


@pytest.mark.parametrize("row", rows("forms.jsonl"))
def test_one_form(row: dict[str, Any]) -> None:
    said = read(row)
    assert {name: said[name] for name in row["expected"]} == row["expected"]


OUTLETS = [
    "霁川日报",
    "白鹭晚报",
    "柳塘电视台",
    "北岸传媒",
    "江楚周刊",
    "霁川在线",
    "柳塘区融媒体中心",
    "霁川日报客户端",
]
PLACES = ["霁川", "白鹭洲", "石马沟", "巴里坤哈萨克", "圣路易斯", "北海道"]
BODY = "上周三傍晚，图书馆新馆的灯第一次全部亮起，三百多位街坊排着队走进阅览室，挑好座位坐了下来。"


@pytest.mark.parametrize("verb", ["5月8日电", "8日讯", "2023年5月8日消息", "5月8日11时50分讯", "5月8日专电", "讯"])
def test_outlets_and_places_that_no_list_has(verb: str) -> None:
    for outlet in OUTLETS:
        for place in ("", *PLACES):
            news = read_news("", f"{outlet}{place}{verb}（记者 林晓舟）{BODY}")
            assert news.dateline == f"{outlet}{place}{verb}"
            assert [credit.outlet for credit in news.bylines] == [outlet]
            assert news.location == (place or None)


ROLES = [
    "记者",
    "首席记者",
    "特约通讯员",
    "驻海牙特派记者",
    "特派东京记者",
    "全媒体记者",
    "财经记者",
    "实习生",
    "评论员",
]


@pytest.mark.parametrize("tail", ["", " 北京报道", " 摄影报道", " 文/图", " 发自雾城"])
@pytest.mark.parametrize(
    ("names", "told"),
    [("林晓舟", ("林晓舟",)), ("林　舟 贺知秋", ("林舟", "贺知秋")), ("欧阳晓、林舟", ("欧阳晓", "林舟"))],
)
def test_roles_and_names_in_any_setting(names: str, told: tuple[str, ...], tail: str) -> None:
    for outlet in ("", "本报", *OUTLETS):
        for role in ROLES:
            for gap in ("", " "):
                (credit,) = read_news("", f"{outlet}{role}{gap}{names}{tail}\n{BODY}").bylines
                assert (credit.outlet, credit.role, credit.names) == (outlet or None, role, told)
