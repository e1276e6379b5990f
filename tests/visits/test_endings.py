"""Whether a page is cut off, as far as the site's other pages tell."""

from __future__ import annotations

import pytest

from harvester.forum.ending import Ending, Stop
from harvester.visits.endings import Endings, Verdict

WHOLE, IN_DOUBT, CUT = Verdict.WHOLE, Verdict.IN_DOUBT, Verdict.PROOF


def judge(endings: Endings, stop: Stop, page: int = 1, kind: str = "thread") -> Verdict:
    return endings.judge(kind, page, Ending(stop, ""))


@pytest.mark.parametrize(
    ("stop", "first", "later"),
    [
        (Stop.END, WHOLE, WHOLE),
        (Stop.NO_DOCUMENT, WHOLE, WHOLE),
        (Stop.NOTHING, IN_DOUBT, CUT),
        (Stop.BOX, IN_DOUBT, CUT),
        (Stop.BETWEEN, CUT, CUT),
        (Stop.CONTENT, CUT, CUT),
        (Stop.MIDDLE, CUT, CUT),
    ],
)
def test_the_first_page_and_one_after_pages_with_an_end(stop: Stop, first: Verdict, later: Verdict) -> None:
    assert judge(Endings({}), stop) is first
    assert judge(Endings({"thread": Stop.END}), stop) is later
    endings = Endings({})
    judge(endings, Stop.END, 7, kind="index")
    assert judge(endings, stop) is later


@pytest.mark.parametrize("stop", [Stop.NOTHING, Stop.BOX, Stop.BETWEEN, Stop.CONTENT])
def test_a_site_without_ends_is_known_after_a_few_pages(stop: Stop) -> None:
    endings = Endings({})
    assert WHOLE not in [judge(endings, stop, page) for page in (1, 1, 2, 2)]
    assert [judge(endings, stop, page) for page in (3, 1)] == [WHOLE, WHOLE]
    assert judge(Endings(endings.usual), stop) is WHOLE
    assert judge(endings, Stop.MIDDLE, 9) is CUT


def test_a_page_that_stops_further_inside_than_others_is_cut() -> None:
    endings = Endings({"thread": Stop.BOX})
    assert [judge(endings, Stop.BOX), judge(endings, Stop.CONTENT, 2)] == [WHOLE, CUT]


def test_threads_that_are_all_cut_stay_cut_while_lists_are_whole() -> None:
    endings = Endings({})
    judge(endings, Stop.END, 0, kind="board")
    assert {judge(endings, Stop.CONTENT, page) for page in range(1, 20)} == {CUT}


def test_a_template_that_has_lost_its_end() -> None:
    endings = Endings({"thread": Stop.END})
    assert [judge(endings, Stop.BOX, page) for page in (1, 2, 3)] == [CUT, CUT, WHOLE]


def test_another_door_has_templates_of_its_own() -> None:
    endings = Endings({})
    judge(endings, Stop.END, 0, kind="board")
    assert judge(endings, Stop.NOTHING, 1, kind="archiver-thread") is IN_DOUBT
