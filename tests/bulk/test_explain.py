"""Repairs shown to people."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.cells import cell_len
from rich.console import Console

from harvester.bulk.explain import explained, report
from harvester.bulk.work import Made
from harvester.text import Repair


def made(before: str = "?!", after: str = "。”", left: str = "前文", right: str = "后文") -> Made:
    return Made(12, None, Repair("shift", 5, before, after, "certain", 23.44, "shifted bytes"), left, right)


class TestExplained:
    def test_says_all(self) -> None:
        assert explained("a.txt", made(), 80).plain.splitlines() == [
            "a.txt:12 shift certain +23.4 bits",
            "  前文[-?!-]{+。”+}后文",
            "  shifted bytes",
        ]

    def test_what_is_empty_has_no_marks(self) -> None:
        assert explained("a", made(after=""), 80).plain.splitlines()[1] == "  前文[-?!-]后文"
        assert explained("a", made(before=""), 80).plain.splitlines()[1] == "  前文{+。”+}后文"

    @pytest.mark.parametrize("width", [20, 40, 80, 200])
    def test_long_spans_are_cut_to_the_width(self, width: int) -> None:
        shown = explained("a", made("乱" * 500, "好" * 500, "前" * 60, "后" * 60), width).plain.splitlines()[1]
        assert cell_len(shown) <= max(width, 44)
        assert "…" in shown
        assert {"前", "乱", "好", "后"} <= set(shown)

    def test_colour_only_where_wanted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def printed() -> str:
            out = io.StringIO()
            Console(file=out, force_terminal=True, width=80).print(explained("a", made(), 80))
            return out.getvalue()

        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        assert "\x1b[9;31m[-?!-]\x1b[0m\x1b[32m{+。”+}" in printed()
        monkeypatch.setenv("NO_COLOR", "1")
        assert "31m" not in printed()


def test_report_counts_by_kind_and_certainty() -> None:
    counts = Counter({("shift", "certain"): 2, ("shift", "likely"): 1, ("noise", "certain"): 40})
    out = io.StringIO()
    Console(file=out, width=80).print(report(counts, Counter(kun_jin_kao=3)))
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert rows == [
        ["kind", "certain", "likely", "guess", "all"],
        ["noise", "40", "0", "0", "40"],
        ["shift", "2", "1", "0", "3"],
        ["all", "42", "1", "0", "43"],
        ["beyond", "repair:", "kun_jin_kao", "3"],
    ]
