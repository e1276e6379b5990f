"""Store and output after crashes and users: what is whole is kept, torn is cut, gone is wanted again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from harvested import SITE, article
from saving import at_once

from harvester.site_folder import articles
from harvester.site_folder.options import Rules
from harvester.site_folder.recovery import reconcile, recover
from harvester.store.records import GONE, HARVESTED, WANTED, Known, Place
from harvester.store.sqlite import Store

NAME = "articles-2026-01-02.jsonl"
NOW = 1_800_000_000


def line(tid: int, **fields: object) -> dict[str, Any]:
    text = article(tid, f"第{tid}条", f"标题{tid}", published="2026-01-02T03:04:05+08:00", author=None)
    return text | {"harvested": "2026-01-02T03:04:05+00:00"} | fields


def encoded(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in lines)


@dataclass
class Folder:
    """A site's folder, with an open store."""

    path: Path
    store: Store

    @property
    def file(self) -> Path:
        return self.path / NAME

    def commit(self, *lines: dict[str, Any]) -> None:
        """Write and commit lines as a run does."""
        file = self.store.file(NAME)
        end = file.committed
        with self.file.open("ab") as output:
            for entry in lines:
                end += output.write(encoded(entry))
                known = Known(entry["tid"], 2, state=HARVESTED, revision=entry["revision"])
                self.store.put(known, Place(file.id, end))
        self.store.extend(replace(file, committed=end, lines=file.lines + len(lines)))
        self.store.save(NOW)

    def reconcile(self, rules: Rules = Rules(), now: int = NOW) -> list[str]:  # noqa: B008 - frozen
        return list(reconcile(self.store, self.path, rules, now))

    def states(self) -> dict[int, str | None]:
        known = {tid: self.store.thread(tid) for tid in range(1, 6)}
        return {tid: entry.state for tid, entry in known.items() if entry}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path, Store(tmp_path / "store.sqlite"))
    yield folder
    folder.store.close()


class TestAgreement:
    def test_nothing_to_say_where_all_is_well(self, folder: Folder) -> None:
        assert folder.reconcile() == []
        folder.commit(line(1), line(2))
        assert folder.reconcile() == []

    def test_packed_file_is_not_gone(self, folder: Folder) -> None:
        folder.commit(line(1))
        (folder.path / f"{NAME}.gz").write_bytes(gzip.compress(folder.file.read_bytes()))
        folder.file.unlink()
        assert folder.reconcile() == []
        assert folder.states() == {1: HARVESTED}


class TestAfterACrash:
    def test_whole_lines_are_adopted_and_a_torn_one_is_cut_off(self, folder: Folder) -> None:
        folder.commit(line(1))
        folder.store.want(Known(2), None)
        whole = folder.file.read_bytes() + encoded(line(2))
        folder.file.write_bytes(whole + encoded(line(3))[:-5])
        kept, cut = folder.reconcile()
        assert "1 articles were written before a crash" in kept
        assert "torn end" in cut
        assert folder.file.read_bytes() == whole
        assert folder.states() == {1: HARVESTED, 2: HARVESTED}
        assert at_once(folder.store.wanted()) == []
        assert folder.reconcile() == []

    @pytest.mark.parametrize("cut", range(0, len(encoded(line(2))) - 1, 7))
    def test_every_torn_line(self, folder: Folder, cut: int) -> None:
        folder.commit(line(1))
        committed = folder.file.read_bytes()
        folder.file.write_bytes(committed + encoded(line(2))[:cut])
        folder.reconcile()
        assert folder.file.read_bytes() == committed
        assert folder.states() == {1: HARVESTED}

    @pytest.mark.parametrize("hole", [bytes(50), encoded(line(3))[:40] + bytes(50) + b'": null}'])
    def test_holes_of_a_power_cut_are_emptied_not_what_follows(self, folder: Folder, hole: bytes) -> None:
        folder.commit(line(1))
        committed = folder.file.read_bytes()
        folder.file.write_bytes(committed + hole + b"\n" + encoded(line(2)) + bytes(50))
        folder.reconcile()
        assert folder.file.read_bytes() == committed + b" " * len(hole) + b"\n" + encoded(line(2))
        assert folder.states() == {1: HARVESTED, 2: HARVESTED}
        assert [entry["tid"] for entry in articles.lines_of(folder.file)] == [1, 2]
        assert folder.reconcile() == []

    def test_adopted_line_has_what_a_run_would_have_noted(self, folder: Folder) -> None:
        folder.file.write_bytes(encoded(line(1, revision=3)))
        folder.reconcile(Rules(recheck=(86400,)))
        known = folder.store.thread(1)
        assert known is not None
        assert (known.fid, known.revision, folder.store.place(1).end) == (2, 3, len(encoded(line(1, revision=3))))
        assert known.next_visit == int(datetime(2026, 1, 2, 19, 4, 5, tzinfo=UTC).timestamp())

    def test_older_revision_does_not_undo_a_newer_one(self, folder: Folder) -> None:
        folder.commit(line(1, revision=2))
        (folder.path / "articles-2025-01-01.jsonl").write_bytes(encoded(line(1)))
        folder.reconcile()
        known = folder.store.thread(1)
        assert known is not None
        assert known.revision == 2


class TestAfterTheUser:
    def test_file_that_was_deleted_is_harvested_again(self, folder: Folder) -> None:
        folder.commit(line(1), line(2))
        folder.file.unlink()
        (said,) = folder.reconcile()
        assert f"{NAME} is gone: 2 articles in it are harvested again (HARVESTER_LOST_LINES)" in said
        assert folder.states() == {1: WANTED, 2: WANTED}
        assert folder.reconcile() == []

    def test_file_that_was_moved_away_counts_as_harvested_where_told_so(self, folder: Folder) -> None:
        folder.commit(line(1))
        folder.file.unlink()
        assert "count as harvested" in folder.reconcile(Rules(again=False))[0]
        assert folder.states() == {1: HARVESTED}

    def test_file_that_was_cut_short_loses_what_was_behind(self, folder: Folder) -> None:
        folder.commit(line(1), line(2), line(3))
        first = encoded(line(1))
        folder.file.write_bytes(first + encoded(line(2))[:20])
        (said,) = folder.reconcile()
        assert "was cut short: 2 articles" in said
        assert folder.file.read_bytes() == first
        assert folder.states() == {1: HARVESTED, 2: WANTED, 3: WANTED}
        assert (folder.store.file(NAME).committed, folder.store.file(NAME).lines) == (len(first), 1)

    def test_file_that_came_back_is_adopted(self, folder: Folder) -> None:
        folder.commit(line(1))
        content = folder.file.read_bytes()
        folder.file.unlink()
        folder.reconcile()
        folder.file.write_bytes(content)
        folder.reconcile()
        assert folder.states() == {1: HARVESTED}
        assert at_once(folder.store.wanted()) == []

    def test_strange_lines_of_an_unknown_file_stay_where_they_are_json(self, folder: Folder) -> None:
        note = b'{"note": "by hand"}\n'
        folder.file.write_bytes(encoded(line(1)) + note + b"no JSON\n" + encoded(line(2)))
        kept, skipped, aside = folder.reconcile()
        assert "2 articles" in kept
        assert "1 lines are not articles, and are left" in skipped
        assert "1 lines can't be read, and are kept as" in aside
        assert folder.file.read_bytes() == encoded(line(1)) + note + encoded(line(2))
        (damaged,) = folder.path.glob(f"{NAME}.damaged-*")
        assert damaged.read_bytes() == b"no JSON\n"
        assert folder.reconcile() == []

    def test_gone_line_is_adopted_too(self, folder: Folder) -> None:
        gone = {
            "kind": "gone",
            "tid": 1,
            "site": SITE,
            "id": f"{SITE}:1",
            "revision": 1,
            "harvested": "2026-01-03T00:00:00+00:00",
        }
        folder.commit(line(1))
        with folder.file.open("ab") as file:
            file.write(encoded(gone))
        folder.reconcile()
        assert folder.states() == {1: GONE}

    def test_clock_that_was_set_back_is_said(self, folder: Folder) -> None:
        folder.commit(line(1))
        (said,) = folder.reconcile(now=NOW - 10 * 86400)
        assert said == "the clock stands 10 days before the last run's: is it right?"


class TestDamagedStore:
    @pytest.mark.parametrize("intact", [0, 4096])  # a header that is none; a header over damaged tables
    def test_is_kept_aside_and_made_anew_from_the_articles(self, folder: Folder, intact: int) -> None:
        folder.commit(line(1), line(2, revision=2))
        path = folder.store.path
        folder.store.close()
        damage = path.read_bytes()[:intact] + b"damage" * 10000
        path.write_bytes(damage)
        folder.store, (said, kept) = recover(folder.path, Rules(), datetime(2026, 1, 2, tzinfo=UTC), Store)
        assert said.startswith("the store was damaged: it is kept as")
        assert (folder.path / "store.sqlite.damaged-20260102T000000").read_bytes() == damage
        assert "2 articles" in kept
        assert folder.states() == {1: HARVESTED, 2: HARVESTED}
        assert folder.reconcile() == []
