"""Copies are known by their sketches, and what is not a copy is not taken for one."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from harvester.duplicates.sketch import Sample, Sketch, likeness, sketch

TEXT = (
    "十二月的霁川江风很硬，栈桥边的渔火却一盏接一盏亮了起来。老船工何水生把缆绳系好，回头看了看舱里的二十筐鲫鱼，"
    "说今年的收成比去年多了两成。镇上新修的冷库上月投用，鱼可以存到腊月再卖。渔业合作社的账本上，一百三十二户社员的名字"
    "按船号排着，最末一行是刚入社的年轻人林越，他从省城回来，打算把渔家乐办到江心洲上去。\n傍晚六点，江面起了雾，"
    "摆渡船收了班。何水生在灶上煨了一锅鱼汤，招呼邻船的人来坐。有人问起明年的禁渔期，他说早几天晚几天都一样，江里的鱼总要"
    "给它们留个喘气的日子。雾里传来几声汽笛，是最后一班货轮过闸，灯火照得水面一片金黄，又慢慢暗下去。"
)
WEATHER = (
    "霁川气象台今天发布：今天夜间多云，偏北风{}级，最高气温{}度，最低气温{}度，相对湿度{}%，"
    "请市民注意增减衣物，出行安全。"
)


def sketched(text: str) -> Sketch:
    made = sketch(text)
    assert made is not None
    return made


def alike(one: str, other: str) -> bool:
    return likeness(sketched(one), sketched(other)) is not None


@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        f"【转载】霁川晚报讯（记者 顾念一）\n{TEXT}\n来源：霁川晚报 责任编辑：陆川",
        TEXT.replace("\n", "").replace("。", "。\n\n　　"),
        TEXT[: len(TEXT) // 2],
        TEXT[len(TEXT) // 3 :],
        TEXT.replace("。", "。 4 e7 N1 g2 v+ J {\n"),
        TEXT.replace("产", "產(chǎn)").replace("业", "業(yè)"),
    ],
    ids=["same", "headed", "rebroken", "half", "end", "noise", "glosses"],
)
def test_a_copy_is_known(copy: str) -> None:
    assert alike(TEXT, copy)
    assert alike(copy, TEXT)


def test_a_copy_in_the_other_script_is_known() -> None:
    assert alike(TEXT, OpenCC("s2twp").convert(TEXT))
    assert alike(OpenCC("s2twp").convert(TEXT), TEXT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WEATHER.format(3, 12, 4, 60), WEATHER.format(4, 9, -1, 75)),
        (TEXT, TEXT[:70]),
        (TEXT[:160], TEXT[160:]),
        (
            TEXT[:200] + TEXT[300:400],
            TEXT[300:400] + TEXT[-60:] + "另外一篇文章写的是山里的采茶人，和江上的渔火并没有什么关系。" * 3,
        ),
    ],
    ids=["form", "quotation", "halves", "passage"],
)
def test_what_is_no_copy(one: str, other: str) -> None:
    assert not alike(one, other)


def test_texts_of_few_letters_have_no_sketch() -> None:
    assert sketch("图片一张，见附件。") is None
    assert sketch("4 e7 N1 g2 v+ J { 图片 图片 4 e7") is None


def test_english_texts_are_known_by_their_letters() -> None:
    english = "The lamps of the fishing boats were lit one by one as it grew dark on the river."
    assert alike(english, english.upper() + " (reprinted)")


def test_a_sample_is_comparable_below_both_limits() -> None:
    small, large = Sample.of(set(range(0, 1 << 32, 1 << 28)), 8, 8), Sample.of(set(range(0, 1 << 32, 1 << 20)), 8, 8)
    assert (len(small.hashes), len(large.hashes)) == (8, 512)
    assert small.shared(large) == (2, 2)
    assert Sample.unpacked(large.packed()) == large
    assert Sample.unpacked(Sample.of(set(), 8, 8).packed()).limit == 1 << 32
