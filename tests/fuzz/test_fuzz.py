"""Every target stands its seeds, and some hundred changes of them, the same in each run; hunts are by hand."""

from __future__ import annotations

import pytest
from hunt import hunt
from targets import TARGETS

#: Changed seeds a target in a run of the tests: the slower ones get fewer.
TIMES = {"repair": 40, "pages": 40, "news": 100}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_stands_its_seeds_and_changes_of_them(name: str) -> None:
    assert hunt(name, TIMES.get(name, 200), seed=1) == {}
