"""A site's folder while a run has it: the lock, the store and the output, kept in step.

    harvest/SITE/
      articles-2026-01-31.jsonl         the articles written on a day (UTC), one a line
      articles-2026-01-31-2.jsonl       more of that day; closed files may be packed (.gz, .zst)
      media/ab/ab12….jpg                pictures and attached files, where they are asked for
      index_file.json                        what the files hold, as of the end of the last run
      notices-20260131T120000Z.ndjson   a run's pages that were no articles
      runs.ndjson                       the runs, one a line
      store.sqlite                      what was harvested, and when to look again
      lock                              held while a run is at work

A line goes to the disk first; then the store says so.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.disk.database import DamagedError
from harvester.disk.lines import LineFile
from harvester.disk.lock import SiteLock
from harvester.items import Article, Gone, to_dict
from harvester.news.serial import Turn
from harvester.site_folder import digest, index_file, packing, parts
from harvester.site_folder.agreement import Agreement
from harvester.site_folder.links import one_sided
from harvester.site_folder.media import Medium
from harvester.site_folder.options import Options
from harvester.site_folder.recovery import recover, set_aside
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, File, Known
from harvester.visits.schedule import are_alike, next_try, next_visit

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: What robots.txt says today is never a thread's own: it is read in each run anyway, and costs no request.
ROBOTS = "robots"
#: So many of the threads that were refused alike are asked for again.
_PROBES = 3


@dataclass(slots=True)
class _Output:
    """The output file that is written to: open, and as the store knows it."""

    day: str
    lines: LineFile
    file: File


def _utc() -> datetime:
    return datetime.now(UTC)


class Harvest:
    """What a run has of a site on disk."""

    def __init__(self, folder: Path, options: Options, clock: Clock = _utc) -> None:
        """Take the site's folder and put right what an earlier run left behind; ``messages`` say what that was.

        Raises :class:`~harvester.disk.lock.LockedError` where another run is at work there,
        :class:`~harvester.disk.database.StoreError` or :class:`OSError` where it can't be worked in.
        """
        self.folder = folder
        self.options = options
        self.clock = clock
        self._output: _Output | None = None
        self._began = self.now
        self._waiting = 0
        self._failed: set[int] = set()
        self._seen: dict[int, bytes | None] = {}
        self._turns: dict[int, Turn | None] = {}
        self._refused: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        self._read: Counter[int | None] = Counter()
        self.released: set[int | None] = set()  # boards with threads that were refused before and are to be visited now
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = SiteLock(folder / "lock")
        try:
            self.store, self.messages = recover(folder, options.rules, clock())
            self.messages += self._pack()
        except BaseException:
            self._lock.close()
            raise

    @property
    def now(self) -> int:
        """Seconds since 1970 in UTC."""
        return int(self.clock().timestamp())

    @property
    def path(self) -> Path:
        """The file that the last article went to; before there was one, the file that takes the next."""
        return (
            self._output.lines.path if self._output else parts.current(self.folder, self._day, self.options.file_size)
        )

    @property
    def _day(self) -> str:
        return f"{self.clock():%Y-%m-%d}"

    def revise(self, item: Article) -> bool:
        """Give ``item`` its revision, and tell whether it says anything new.

        A line that was lost is written again under the revision that it had.
        """
        known = self.store.thread(item.tid)
        if known is None or not known.revision:
            return True
        line = to_dict(item)
        item.changed = digest.changed(known.field_hashes or b"", digest.field_hashes(line)) or None
        item.revision = known.revision + bool(item.changed)
        if item.changed and known.text_hash:
            item.previous_hash = known.text_hash.hex()
        return bool(item.changed) or known.file is None

    def unchanged(self, item: Article) -> None:
        """Note a visit that found what was known."""
        self._settle(self._visited(item))

    def saw(self, tid: int, mark: bytes | None) -> None:
        """Keep the mark of what the archiver can show of a thread, once its visit is settled: not before its line."""
        self._seen[tid] = mark

    def turned(self, tid: int, turn: Turn | None) -> None:
        """Keep that a thread is a part of a longer article, once its visit is settled."""
        self._turns[tid] = turn

    def still(self, tid: int, published: datetime | None) -> bool:
        """Note that a second look found a thread as it was; false where no other look is planned."""
        known = self._known(tid)
        following = next_visit(_seconds(published), self.now, self.options.rules.recheck)
        if following is not None:
            self._read[known.fid] += 1
            self._settle(replace(known, visited=self.now, next_visit=following))
        return following is not None

    def write(self, item: Article) -> int:
        """Append ``item`` to the output, and note it. Raises :class:`OSError` or StoreError where that fails.

        Lines of earlier runs that the item's links make one-sided follow it, as new revisions; returns how many.
        """
        line = to_dict(item)
        text_hash, field_hashes = digest.text_hash(item.text), digest.field_hashes(line)
        known = replace(self._visited(item), revision=item.revision, text_hash=text_hash, field_hashes=field_hashes)
        self._append(known, line)
        linked = list(one_sided(item, self.store, self.folder, item.harvested))
        for other, again in linked:
            self._append(other, again)
        return len(linked)

    def _append(self, known: Known, line: dict[str, Any]) -> None:
        output = self._open()
        raw = output.lines.write(line)
        end, hashed = output.lines.length, digest.line_hash(raw)
        self._settle(replace(known, file=output.file.id, line_end=end, line_hash=hashed))

    def bar(self, tid: int, reason: str) -> None:
        """Note that a thread has no article for a guest, as far as this visit tells."""
        self._settle(self._refuse(self._known(tid), BARRED, reason))

    def lose(self, tid: int, reason: str, line: Gone) -> None:
        """Note that a thread is gone. Where an article of it was written, and it is wished, ``line`` says so once."""
        known = self._known(tid)
        if self.options.write_gone and known.revision and known.state != GONE:
            line.revision = known.revision
            self._open().lines.write(to_dict(line))
        self._settle(self._refuse(known, GONE, reason))

    def drop(self, tid: int, reason: str) -> None:
        """Note that the run did not want a thread's article, unless its visit is settled otherwise."""
        known = self._known(tid)
        if known.visited is None or known.visited < self._began:
            state = HARVESTED if known.revision else BARRED
            known = replace(known, state=state, reason=reason, refused=0, together=None)
            self._settle(replace(known, visited=self.now, next_visit=None))

    def fail(self, tid: int, reason: str) -> None:
        """Note that a thread could not be had: the next run tries again."""
        self._failed.add(tid)
        before = self._known(tid)
        known = replace(before, state=FAILED, reason=reason, visited=self.now)
        self.store.want(known, None)
        self._reopen(before, known)
        self._wait()

    def medium(self, key: str) -> Medium | None:
        """A file that was downloaded before, if it is still there."""
        known = self.store.medium(key)
        return Medium(*known) if known and (self.folder / known[0]).is_file() else None

    def keep_medium(self, key: str, medium: Medium) -> None:
        """Note a downloaded file. Raises StoreError where that fails."""
        self.store.keep_medium(key, medium.file, medium.sha256)

    def commit(self) -> None:
        """Bring the output to the disk, then the store. Raises :class:`OSError` or StoreError where that fails."""
        if self._output is not None:
            self._output.lines.sync()
            lines = self._output.lines
            committed = replace(self._output.file, committed=lines.length, lines=lines.total, modified=lines.modified)
            if committed != self._output.file:
                self.store.extend(committed)
                self._output.file = committed
        self.store.commit(self.now)
        self._waiting = 0

    def finish(self) -> None:
        """Commit, pack what is closed, and bring the index up to date.

        Raises :class:`OSError` or StoreError where the commit fails; what else fails is logged, and loses nothing.
        """
        if self._output is not None:
            self.store.keep_end(self._output.file, self._output.lines.length)
        self._plan()
        self.commit()
        for message in self._pack():
            logger.warning(message)
        try:
            index_file.update(self.folder, self.clock())
        except (*packing.READ_ERRORS, ValueError) as error:
            logger.warning("%s could not be brought up to date: %s", self.folder / index_file.NAME, error)

    def close(self) -> None:
        """Let go of the site; what was not committed is put right by the next run."""
        if self._output is not None:
            self._output.lines.close()
        self.store.close()
        self._lock.close()

    def set_aside(self, error: Exception) -> Path | None:
        """Put a damaged store out of the way of the next run, which makes it anew; returns its new name."""
        if not isinstance(error, DamagedError):
            return None
        return set_aside(self.store.path, self.clock())

    # --- inside -----------------------------------------------------------------------

    def _known(self, tid: int) -> Known:
        return self.store.thread(tid) or Known(tid)

    def _visited(self, item: Article) -> Known:
        known = self._known(item.tid)
        published = _seconds(datetime.fromisoformat(item.published)) if item.published else None
        fid = known.fid or item.board.fid
        self._read[fid] += 1
        return replace(
            known,
            fid=fid,
            state=FAILED if item.tid in self._failed else HARVESTED,  # failed: a part of it is missing
            reason=None,
            visited=self.now,
            next_visit=next_visit(published, self.now, self.options.rules.recheck),
            refused=0,
            together=None,
        )

    def _refuse(self, known: Known, state: str, reason: str) -> Known:
        """What is known of a thread that was refused: when it is asked for again, and how often that was in vain."""
        same = known.reason == reason
        refused = known.refused + 1 if same else 1
        together = known.together if same else None
        following = None if together is not None else next_try(refused, self.now, alike=False)
        if together is None:
            self._refused[known.fid, reason].append(known.tid)
        return replace(
            known,
            state=state,
            reason=reason,
            visited=self.now,
            next_visit=following,
            refused=refused,
            together=together,
        )

    def _reopen(self, before: Known, known: Known) -> None:
        """Have all threads visited that were refused together with one that is not any more."""
        open_again = known.refused == 0 or (before.reason == ROBOTS and known.reason != ROBOTS)
        if before.together is not None and open_again:
            self.store.release(before.together)
            self.released.add(before.fid)

    def _plan(self) -> None:
        """Plan when to look again at the threads that the run was refused alike, a few for all."""
        for (fid, reason), tids in self._refused.items():
            if reason == ROBOTS or are_alike(len(tids), self._read[fid]):
                self.store.bind(tids)
        self._refused.clear()
        for together, reason, looks in self.store.unplanned(_PROBES):
            at = self.now if reason == ROBOTS else next_try(looks, self.now, alike=True)
            self.store.look_at(together, at, _PROBES)

    def _settle(self, known: Known) -> None:
        before = self._known(known.tid)
        self.store.put(known)
        self._reopen(before, known)
        if known.tid in self._seen:
            self.store.keep_mark(known.tid, self._seen.pop(known.tid))
        if known.tid in self._turns:
            self.store.keep_turn(known.tid, self._turns.pop(known.tid))
        self._wait()

    def _wait(self) -> None:
        self._waiting += 1
        if self._waiting >= self.options.every:
            self.commit()

    def _open(self) -> _Output:
        """The file that takes a line: the next one where the day is over, or the file is full."""
        if self._output is not None and (self._output.day != self._day or self._full(self._output.lines.length)):
            self.commit()
            self._output.lines.close()
            self._output = None
            for message in self._pack():
                logger.warning(message)
        if self._output is None:
            path = self.path
            agreement = Agreement(self.store, self.folder, self.store.file(path.name), self.options.rules, self.now)
            for message in agreement.messages():  # somebody touched it since the run began
                logger.warning(message)
            self._output = _Output(self._day, LineFile(path, agreement.file.lines), agreement.file)
        return self._output

    def _full(self, length: int) -> bool:
        return 0 < self.options.file_size <= length

    def _pack(self) -> list[str]:
        """Pack the closed files where that is wished; returns what can't be, a line for the user each."""
        if not self.options.packed:
            return []
        current = parts.current(self.folder, self._day, self.options.file_size).name
        return list(packing.pack(self.store, self.folder, self.options.packed, open_file=current, now=self.now))


def _seconds(time: datetime | None) -> int | None:
    return int(time.timestamp()) if time else None
