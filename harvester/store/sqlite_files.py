"""The SQLite store's tables of files: files of lines, their content at each commit, and downloaded files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from harvester.disk.database import Database
from harvester.store.records import WANTED, Commit, File

_COMMITS = "SELECT series, length, hash, ended FROM file_commit"
_FILES = "SELECT id, name, committed, lines, packed, packed_bytes, modified FROM file"


class FileTables(Database):
    """The output files, the threads whose lines they hold, and their content at each commit."""

    def files(self) -> list[File]:
        """The output files, in the order in which they were made."""
        return [File(*row) for row in self._rows(f"{_FILES} ORDER BY id")]

    def file(self, name: str) -> File:
        """The output file called ``name``; a new one is noted as empty."""
        self._write("INSERT INTO file (name, committed, lines) VALUES (?, 0, 0) ON CONFLICT DO NOTHING", name)
        return File(*self._rows(f"{_FILES} WHERE name = ?", name)[0])

    def extend(self, file: File) -> None:
        """Note a file's new length and number of lines, and how it is packed."""
        update = "UPDATE file SET committed = ?, lines = ?, packed = ?, packed_bytes = ?, modified = ? WHERE id = ?"
        self._write(update, file.committed, file.lines, file.packed, file.packed_bytes, file.modified, file.id)

    def ended(self, file: File, length: int) -> bool:
        """Whether a run of an old version, which kept no hashes, ended with the file at that length."""
        select = "SELECT EXISTS (SELECT 1 FROM file_end WHERE file = ? AND length = ?)"
        return bool(self._rows(select, file.id, length)[0][0])

    def commits(self, file: File) -> list[Commit]:
        """The content of a file at each commit, one series after the other."""
        rows = self._rows(f"{_COMMITS} WHERE file = ? ORDER BY series, length", file.id)
        return [Commit(series, length, hashed, bool(ended)) for series, length, hashed, ended in rows]

    def last_commit(self, file: File) -> Commit | None:
        """The content of a file at its last commit; ``None`` if that was not noted."""
        rows = self._rows(f"{_COMMITS} WHERE file = ? ORDER BY series DESC, length DESC LIMIT 1", file.id)
        return next((Commit(series, length, hashed, bool(ended)) for series, length, hashed, ended in rows), None)

    def keep_commit(self, file: File, commit: Commit) -> None:
        """Note the content of a file at a commit."""
        values = (file.id, commit.series, commit.length, commit.hash, int(commit.ended))
        self._write("INSERT OR REPLACE INTO file_commit VALUES (?, ?, ?, ?, ?)", *values)

    def end_commit(self, file: File) -> None:
        """Note that a run ended with a file as it was at its last commit."""
        last = self.last_commit(file)
        if last is not None and not last.ended:
            self.keep_commit(file, replace(last, ended=True))

    def standing(self, file: File) -> list[tuple[int, int]]:
        """The threads whose latest lines are in a file, and where these lines end."""
        return self._rows("SELECT tid, line_end FROM thread WHERE file = ? AND line_end IS NOT NULL", file.id)

    def stand(self, tid: int, line_end: int) -> None:
        """Note a new end of a thread's latest line in its file."""
        self._write("UPDATE thread SET line_end = ? WHERE tid = ?", line_end, tid)

    def keep_line_hash(self, tid: int, line_hash: bytes) -> None:
        """Keep the hash of a thread's latest line as it reads now."""
        self._write("UPDATE thread SET line_hash = ? WHERE tid = ?", line_hash, tid)

    def remove(self, tids: Iterable[int]) -> None:
        """Note that threads' latest lines are no longer in their files, and are not to be written again."""
        for tid in tids:
            self._write("UPDATE thread SET line_end = NULL WHERE tid = ?", tid)

    def lose(self, tids: Iterable[int]) -> None:
        """Note that threads' latest lines were lost: the threads are visited again, for the same revision."""
        lose = "UPDATE thread SET state = ?, file = NULL, line_end = NULL WHERE tid = ?"
        for tid in tids:
            self._write("INSERT OR IGNORE INTO wanted (tid) VALUES (?)", tid)
            self._write(lose, WANTED, tid)

    # --- media ------------------------------------------------------------------------

    async def medium(self, key: str) -> tuple[str, str] | None:
        """Where a downloaded file is, below the site's folder, and its SHA-256; ``None`` if it is not known."""
        return next(iter(self._rows("SELECT file, sha256 FROM medium WHERE key = ?", key)), None)

    def keep_medium(self, key: str, file: str, sha256: str) -> None:
        """Note where a downloaded file is."""
        self._write("INSERT OR REPLACE INTO medium (key, sha256, file) VALUES (?, ?, ?)", key, sha256, file)

    def forget_media(self, names: Iterable[str]) -> None:
        """Forget files that no longer exist, by their places."""
        self._write_all("DELETE FROM medium WHERE file = ?", [(name,) for name in names])
