"""What can't be seen, and what a repair looks like, in a terminal."""

from __future__ import annotations

import pytest

from harvester.bulk.marks import change, visible, visible_lines


class TestVisible:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("a\nb", "a↵b"),
            ("\x1b[2J", "<U+001B>[2J"),
            ("\U0010f8a3", "<A3>"),
            ("\ue123\u200b", "<U+E123><U+200B>"),
            ("\ud800", "<U+D800>"),
            ("\u202e\u2066\u061c\U000e0041", "<U+202E><U+2066><U+061C><U+E0041>"),
            ("全角，ｗ", "全角，ｗ"),
        ],
    )
    def test_names_what_can_not_be_seen(self, text: str, shown: str) -> None:
        assert visible(text) == shown

    def test_line_breaks_may_stay(self) -> None:
        assert visible_lines("a\n\u2028b\r\n") == "a\n<U+2028>b<U+000D>\n"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [("?!", "。”", "[-?!-]{+。”+}"), ("x", "", "[-x-]"), ("", "。", "{+。+}")],
)
def test_what_is_empty_has_no_marks(before: str, after: str, shown: str) -> None:
    assert change(before, after, "certain").plain == shown
