"""A masked text and its log: the log stays true, and nothing is left in either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.corpora.masked_log import mask_repaired
from harvester.corpora.masking import MARKS, find
from harvester.text.edits import Repair, apply

PHONE = "13812345678"
KINDS = tuple(MARKS)


def made(start: int, before: str, after: str, why: str = "") -> Repair:
    return Repair("noise", start, before, after, "certain", 1.0, why)


def masked(original: str, *repairs: Repair) -> tuple[str, str, list[tuple[int, str, str]]]:
    done = mask_repaired(apply(original, repairs), repairs, KINDS)
    assert apply(done.original, done.repairs) == done.text
    return done.text, done.original, [(each.start, each.before, each.after) for each in done.repairs]


def test_a_text_without_repairs() -> None:
    assert masked(f"电话{PHONE}。") == ("电话[PHONE]。", "电话[PHONE]。", [])
    assert masked("没有电话。") == ("没有电话。", "没有电话。", [])


def test_repairs_before_and_behind_keep_their_places() -> None:
    original = f"&ldquo;电话{PHONE}&rdquo;"
    repairs = (made(0, "&ldquo;", "“"), made(len(original) - 7, "&rdquo;", "”"))
    assert masked(original, *repairs) == (
        "“电话[PHONE]”",
        "&ldquo;电话[PHONE]&rdquo;",
        [(0, "&ldquo;", "“"), (16, "&rdquo;", "”")],
    )


def test_a_repair_within_personal_data_is_no_more() -> None:
    assert masked("电话138 w# 12345678。", made(5, " w# ", "")) == ("电话[PHONE]。", "电话[PHONE]。", [])


def test_what_only_the_unrepaired_text_shows_is_masked_in_both() -> None:
    assert masked(f"电话{PHONE}。", made(5, "1", "一")) == ("电话[PHONE]。", "电话[PHONE]。", [])


def test_reasons_are_masked_too() -> None:
    repair = made(0, "x", "", f"noise before {PHONE}")
    assert mask_repaired("电话", [repair], KINDS).repairs[0].why == "noise before [PHONE]"


def test_it_counts_what_it_masked() -> None:
    text = f"{PHONE}，{PHONE}，w@example.com"
    assert mask_repaired(text, [], KINDS).counts == {"phones": 2, "emails": 1}


PIECES = st.sampled_from(["电话", PHONE, "138", "12345678", "。", "w@example.com", " x# ", "“", "1", "@", "字"])


@given(st.lists(st.tuples(PIECES, PIECES | st.just(""), st.booleans()), max_size=12))
def test_nothing_is_left_and_the_log_is_true(parts: list[tuple[str, str, bool]]) -> None:
    original, repairs = "", []
    for before, after, repaired in parts:
        if repaired:
            repairs.append(made(len(original), before, after))
        original += before
    done = mask_repaired(apply(original, repairs), repairs, KINDS)
    assert apply(done.original, done.repairs) == done.text
    assert not find(done.text, KINDS)
    assert not find(done.original, KINDS)
