"""A crawl asks its store for what is in reach, and awaits the rest: one that waits gives the same harvest."""

from __future__ import annotations

import json

import pytest
from harvests import Harvests

from harvester import settings

KEEPER = "harvester.extensions.keeper.Keeper"
EXTENSIONS = {name.replace(KEEPER, "waiting_keeper.WaitingKeeper"): at for name, at in settings.EXTENSIONS.items()}
WAITING = (f"EXTENSIONS={json.dumps(EXTENSIONS)}", "HARVESTER_RECHECK=1m,36500d", "HARVESTER_WRITE_GONE=1")


@pytest.mark.parametrize("every", [1, 8])
def test_runs_one_after_the_other(harvests: Harvests, every: int) -> None:
    waiting = (*WAITING, f"HARVESTER_COMMIT_EVERY={every}")
    first = harvests.run("max_threads=20", settings=waiting)
    assert first.exit_code == 0, first.output
    assert harvests.run(settings=waiting).exit_code == 0
    assert not set(harvests.threads()) & {line["tid"] for line in first.articles}
    edited, gone, *due = harvests.tids[:6]
    harvests.forum.edit(edited, "改过")
    harvests.forum.delete(gone)
    harvests.make_due(edited, gone, *due)
    third = harvests.run(settings=waiting)
    assert third.exit_code == 0, third.output
    written = sorted((line["kind"], line["tid"], line["revision"]) for line in third.articles)
    whole = [("article", tid, 1) for tid in harvests.tids]
    assert written == sorted([*whole, ("article", edited, 2), ("gone", gone, 1)])
    assert "is not in reach" not in third.output
