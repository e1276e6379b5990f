"""The hook: every new article is given at least once, whatever becomes of the other side."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from harvested import SITE, article, put
from receiving import Receiver, listening

from harvester.feed.cursor import NAME
from harvester.feed.delivery import target_of
from harvester.feed.hook import Hook
from harvester.site_folder.corrections import Correction, add, hash_of

BEGAN = datetime(2026, 1, 31, 10, tzinfo=UTC)


def harvest(base: Path, tids: range, harvested: str = "2026-01-31T12:00:00+00:00") -> Path:
    put(base, [article(tid, harvested=harvested) for tid in tids])
    return base / SITE


def given(folder: Path, receiver: Receiver, began: datetime = BEGAN) -> Hook:
    hook = Hook(folder, target_of(receiver.address, {"X-Key": "k"}), began)
    hook.sweep(never)
    return hook


def never() -> bool:
    return False


def test_what_is_new_since_the_hook_was_set_is_given_once(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 3), "2026-01-31T09:00:00+00:00")
    harvest(tmp_path, range(3, 5))
    with listening(Receiver()) as receiver:
        given(folder, receiver)
        assert receiver.got == [f"{SITE}:3#1", f"{SITE}:4#1"]
        assert receiver.lines[0]["text"] == "正文"
        assert receiver.headers["X-Key"] == "k"
        put(tmp_path, [article(3, revision=2, harvested="2026-02-01T12:00:00+00:00")], day="2026-02-01")
        given(folder, receiver, datetime(2026, 2, 1, 11, tzinfo=UTC))
        given(folder, receiver, datetime(2026, 2, 2, 11, tzinfo=UTC))
    assert receiver.got[2:] == [f"{SITE}:3#2"]
    assert json.loads((folder / NAME).read_text(encoding="utf-8"))["given"] == []


@pytest.mark.parametrize("failure", [500, 503, 429, 302, 404, 0])
def test_a_server_that_fails_is_given_the_rest_by_the_next_run(tmp_path: Path, failure: int) -> None:
    folder = harvest(tmp_path, range(1, 8))
    with listening(Receiver(200, 200, failure)) as receiver:
        counts = given(folder, receiver).counts
        assert (counts.given, counts.left) == (2, 5)
        receiver.answers = [200]
        assert given(folder, receiver, datetime(2026, 2, 1, tzinfo=UTC)).counts.given == 5
    assert receiver.got == [f"{SITE}:{tid}#1" for tid in range(1, 8)]


def test_one_failure_among_others_holds_up_nothing_but_itself(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 5))
    with listening(Receiver(200, 500, 200)) as receiver:
        given(folder, receiver)
        assert receiver.got == [f"{SITE}:1#1", f"{SITE}:3#1", f"{SITE}:4#1"]
        given(folder, receiver)
    assert receiver.got[3:] == [f"{SITE}:2#1"]


def test_what_people_put_right_is_given_again_and_so_is_what_they_take_back(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 4), "2026-01-31T09:00:00+00:00")
    put(tmp_path, [article(2, revision=2)])

    def correct(tid: int, at: str, undone: str | None = None, number: int = 1) -> None:
        add(folder, [Correction(tid, number, at, "顾念", "title", hash_of("标题"), "改过的标题", undone)])

    correct(1, "2026-01-31T09:30:00+00:00")  # before the hook was set
    with listening(Receiver()) as receiver:
        given(folder, receiver)
        assert receiver.got == [f"{SITE}:2#2"]
        correct(2, "2026-01-31T13:00:00+00:00")
        correct(3, "2026-01-31T13:00:00+00:00")
        given(folder, receiver)
        assert receiver.got[1:] == [f"{SITE}:2#2+1", f"{SITE}:3#1+1"]
        assert [line["title"] for line in receiver.lines] == ["标题", "改过的标题", "改过的标题"]
        later = datetime(2026, 2, 1, 11, tzinfo=UTC)
        given(folder, receiver, later)
        given(folder, receiver, later)
        assert len(receiver.got) == 3
        correct(3, "2026-01-31T13:00:00+00:00", undone="2026-02-01T12:00:00+00:00")
        put(tmp_path, [article(1, revision=2, harvested="2026-02-01T12:00:00+00:00")], day="2026-02-01")
        given(folder, receiver, later)
    assert receiver.got[3:] == [f"{SITE}:1#2+1", f"{SITE}:3#1+2"]
    assert [line["title"] for line in receiver.lines[3:]] == ["改过的标题", "标题"]


def test_a_correction_of_an_old_article_is_not_given_up_at_its_first_failure(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 2), "2025-01-31T09:00:00+00:00")
    with listening(Receiver(500)) as receiver:
        hook = Hook(folder, target_of(receiver.address, {}), BEGAN)
        made = Correction(1, 1, "2026-01-31T13:00:00+00:00", "顾念", "title", hash_of("标题"), "改过的标题")
        hook.sweep(never)
        add(folder, [made])
        assert not hook.sweep(never)
        receiver.answers = [200]
        assert hook.sweep(never)
        assert hook.sweep(never)
    assert receiver.got == [f"{SITE}:1#1+1"]


def test_an_article_that_is_refused_is_not_given_for_ever(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = harvest(tmp_path, range(1, 3))
    with listening(Receiver(422, 200)) as receiver:
        counts = given(folder, receiver).counts
        assert (counts.given, counts.refused, counts.left) == (1, 1, 0)
        given(folder, receiver)
    assert receiver.got == [f"{SITE}:2#1"]
    assert "refused bbs.example.com:1#1: status 422" in caplog.text


def test_killed_at_any_article_nothing_is_missed(tmp_path: Path) -> None:
    """Each time the run ends at once after some answers: nothing that was not noted counts as given."""
    folder = harvest(tmp_path, range(1, 101))
    with listening(Receiver()) as receiver:
        for kill in range(100):
            hook = Hook(folder, target_of(receiver.address, {}), BEGAN)
            before = len(receiver.got)
            with suppress(KeyboardInterrupt):
                hook.sweep(partial(_killed, receiver, before + 1 + kill % 30))
    counted = Counter(receiver.got)
    assert set(counted) == {f"{SITE}:{tid}#1" for tid in range(1, 101)}


def _killed(receiver: Receiver, most: int) -> bool:
    if len(receiver.got) >= most:
        raise KeyboardInterrupt
    return False


def test_what_people_do_to_the_files_meanwhile(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 5))
    path = next(folder.glob("articles-*"))
    with listening(Receiver(200, 200, 500)) as receiver:
        given(folder, receiver)
        lines = path.read_text(encoding="utf-8").splitlines()
        broken = [
            lines[2].replace(*odd) for odd in (('"tid": 3', '"tid": [3]'), ('"2026-', '"26-'), ('"revision"', '"r"'))
        ]
        assert lines[2] not in broken
        edited = [lines[0].replace("正文", "改过的正文"), "no JSON at all", *broken, *lines[2:]]
        path.write_text("\n".join(edited) + '\n{"torn": ', encoding="utf-8")
        receiver.answers = [200]
        given(folder, receiver)
    assert receiver.got == [f"{SITE}:{tid}#1" for tid in range(1, 5)]


def test_a_cursor_that_is_damaged_gives_again_rather_than_miss(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 3), "2026-01-31T09:00:00+00:00")
    (folder / NAME).write_text('{"since": 7', encoding="utf-8")
    with listening(Receiver()) as receiver:
        given(folder, receiver)
    assert len(receiver.got) == 2


def test_what_nobody_took_for_a_week_is_given_up_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = harvest(tmp_path, range(1, 2))
    with listening(Receiver(500)) as receiver:
        given(folder, receiver)
        counts = given(folder, receiver, datetime(2026, 2, 10, tzinfo=UTC)).counts
    assert (counts.refused, counts.left) == (1, 0)
    assert "for 7 days, and is given up" in caplog.text


def test_a_command_gets_the_line_and_its_identity(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 4))
    script, out = tmp_path / "hook.py", tmp_path / "out"
    script.write_text(
        "import json, os, sys\n"
        "line = json.load(sys.stdin)\n"
        f"open({str(out)!r}, 'a').write(os.environ['HARVESTER_ARTICLE'] + ' ' + line['title'] + '\\n')\n"
        "sys.exit({1: 0, 2: 65, 3: 1}[line['tid']])\n",
        encoding="utf-8",
    )
    hook = Hook(folder, target_of(f"'{sys.executable}' '{script}'", {}), BEGAN)
    hook.sweep(never)
    counts = hook.counts
    assert (counts.given, counts.refused, counts.left) == (1, 1, 1)
    assert out.read_text(encoding="utf-8").splitlines()[0] == f"{SITE}:1#1 标题"


def test_a_command_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 2))
    hook = Hook(folder, target_of("no-such-command", {}), BEGAN)
    assert not hook.sweep(never)
    assert hook.counts.left == 1


def test_a_run_that_ends_waits_a_little_for_the_other_side(tmp_path: Path) -> None:
    folder = harvest(tmp_path, range(1, 3))
    with listening(Receiver(500, 500, 200)) as receiver:
        hook = Hook(folder, target_of(receiver.address, {}), BEGAN)
        hook.start()
        assert hook.finish(patience=20).given == 2
    assert receiver.got == [f"{SITE}:1#1", f"{SITE}:2#1"]
