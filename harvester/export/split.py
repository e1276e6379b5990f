"""An export in several files, by site, month or both; only files whose articles changed are written.

``manifest.json`` in the folder has a hash of each file's articles and one of the file itself, and is written last. A
file whose two hashes match the manifest is left alone. So what a killed export left is written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harvester import __version__
from harvester.config.patterns import regex
from harvester.disk import parts
from harvester.disk.files import WholeFile
from harvester.disk.lines import one_line
from harvester.disk.lock import FolderLock
from harvester.export.columns import columns
from harvester.export.formats import FORMATS, Wishes, Writer
from harvester.export.outputs import Parts
from harvester.export.selection import Selection
from harvester.site_folder.articles import Line

#: The manifest, and the version of its format.
NAME, VERSION = "manifest.json", 1
#: What an export can be divided by, and the formats that can be divided.
WAYS, SPLIT = ("site", "month"), ("jsonl", "csv", "parquet")
#: The most files that are open at once, within the usual limit of a process.
_AT_ONCE = 50
#: The month of articles that do not say when they were posted.
_UNDATED = "undated"
_MONTH = regex(r"\d{4}-(?:0[1-9]|1[0-2])(?=-)")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which articles a file has: the site (its folder's name) and the month; ``""`` means all."""

    site: str
    month: str

    def file(self, form: str) -> str:
        """The file's name in the folder.

        >>> Key("bbs.example.com", "2026-01").file("csv")
        'bbs.example.com/2026-01.csv'
        """
        return f"{'/'.join(filter(None, (self.site, self.month)))}.{form}"


@dataclass(slots=True)
class Content:
    """The articles of a file: their number, and a hash of them in order."""

    count: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def add(self, line: Line) -> None:
        """Take the next one."""
        self.count += 1
        self.hash.update(one_line(line).encode("utf-8", "surrogatepass") + b"\n")


@dataclass(frozen=True, slots=True)
class Done:
    """The result: articles, and how many files were written, kept and removed."""

    articles: int
    written: int
    kept: int
    removed: int


class SplitError(ValueError):
    """The folder holds an export of another kind."""


@dataclass(frozen=True, slots=True)
class Split:
    """An export to ``folder``: its format, and by what it is divided (from :data:`WAYS`)."""

    folder: Path
    form: str
    by: frozenset[str]
    choice: Selection
    wishes: Wishes

    def run(self, sites: Sequence[Path]) -> Done:
        """Bring the folder up to date.

        Raises :class:`SplitError`, :class:`~harvester.disk.lock.LockedError` where another export is at work in it, and
        whatever :meth:`Selection.lines` and :class:`WholeFile` raise: then each file is either as it was or as it
        should be.
        """
        with FolderLock(self.folder, "another export"):
            return self._run(sites)

    def _run(self, sites: Sequence[Path]) -> Done:
        before = self._manifest()
        found: dict[Key, Content] = {}
        for key, line, _ in self._lines(sites):
            found.setdefault(key, Content()).add(line)
        self._clear(found.keys() | before.keys())
        entries = {key: entry for key, entry in before.items() if self._is_kept(key, entry, found.get(key))}
        kept = len(entries)
        due = sorted(found.keys() - entries.keys())
        for start in range(0, len(due), _AT_ONCE):
            entries |= self._write(sites, {key: found[key] for key in due[start : start + _AT_ONCE]})
        names = {site.name for site in sites}
        left = before.keys() - entries.keys()
        others = {key: before[key] for key in left if key.site and key.site not in names}
        self._finish(entries | others)
        return Done(sum(each.count for each in found.values()), len(due), kept, self._removed(left - others.keys()))

    def _clear(self, keys: Iterable[Key]) -> None:
        """Remove what killed exports left of files that they were writing; nobody else is at work here."""
        for path in (self.folder / NAME, *(self.folder / key.file(self.form) for key in keys)):
            parts.sweep(path)

    def _lines(self, sites: Iterable[Path]) -> Iterator[tuple[Key, Line, Path]]:
        for site in sites:
            for line in self.choice.lines(site):
                yield self._key(site, line), line, site

    def _key(self, site: Path, line: Line) -> Key:
        month = _MONTH.match(str(line.get("published")))
        return Key(
            site.name if "site" in self.by else "", (month[0] if month else _UNDATED) if "month" in self.by else ""
        )

    def _write(self, sites: Sequence[Path], due: Mapping[Key, Content]) -> dict[Key, dict[str, Any]]:
        """Write the files of some keys; returns their entries in the manifest.

        A run may have added articles since they were read: then a file has more than its hash says, and is written
        again by the next export.
        """
        files: dict[Key, _File] = {}
        wanted = [site for site in sites if "site" not in self.by or any(key.site == site.name for key in due)]
        try:
            for key, line, site in self._lines(wanted):
                if key in due:
                    if key not in files:
                        files[key] = _File(self.folder / key.file(self.form), self._writer)
                    files[key].write(line, site)
            return {key: self._entry(key, file.finish(), file.count, due[key]) for key, file in files.items()}
        finally:
            for file in files.values():
                file.output.discard()

    def _writer(self, output: Parts) -> Writer:
        return FORMATS[self.form](output, self.wishes)

    def _entry(self, key: Key, path: Path, count: int, content: Content) -> dict[str, Any]:
        return {
            "name": key.file(self.form),
            "site": key.site,
            "month": key.month,
            "articles": count,
            "articles_sha256": content.hash.hexdigest(),
            "bytes": path.stat().st_size,
            "sha256": _hash(path),
        }

    def _is_kept(self, key: Key, entry: dict[str, Any], content: Content | None) -> bool:
        """Whether a file is there and has the content it should have."""
        path = self.folder / key.file(self.form)
        same = content is not None and entry.get("articles_sha256") == content.hash.hexdigest()
        return same and path.is_file() and _hash(path) == entry.get("sha256")

    def _removed(self, gone: Iterable[Key]) -> int:
        """Remove files that have no articles left; returns how many there were."""
        paths = [path for path in (self.folder / key.file(self.form) for key in gone) if path.is_file()]
        for path in paths:
            path.unlink()
            if path.parent != self.folder and not any(path.parent.iterdir()):
                path.parent.rmdir()
        return len(paths)

    @property
    def _kind(self) -> dict[str, Any]:
        """What must be the same for files to be kept."""
        by = [way for way in WAYS if way in self.by]
        choice = "" if self.choice == Selection() else hashlib.sha256(repr(self.choice).encode()).hexdigest()[:16]
        sheet = self.wishes.spreadsheet
        return {"version": VERSION, "format": self.form, "split": by, "choice": choice, "spreadsheet": sheet}

    @property
    def _made_by(self) -> str:
        return hashlib.sha256("\n".join((__version__, *columns())).encode()).hexdigest()[:16]

    def _manifest(self) -> dict[Key, dict[str, Any]]:
        """The files of the previous export by key; hashes made by another version do not count."""
        try:
            document = json.loads((self.folder / NAME).read_bytes())
            entries = {Key(str(each["site"]), str(each["month"])): each for each in document["files"]}
            kind = {name: document[name] for name in self._kind}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise SplitError(f"{self.folder / NAME} is not one of ours, or is damaged: move it away") from error
        if kind != self._kind:
            raise SplitError(f"{self.folder} holds an export with other options: give another folder")
        if any(part == ".." or part != Path(part).name for key in entries for part in (key.site, key.month)):
            raise SplitError(f"{self.folder / NAME} names files that are not ours: move it away")
        if document.get("made_by") != self._made_by:
            return {key: {**each, "articles_sha256": ""} for key, each in entries.items()}
        return entries

    def _finish(self, entries: dict[Key, dict[str, Any]]) -> None:
        files = [entries[key] for key in sorted(entries)]
        document = {**self._kind, "made_by": self._made_by, "files": files}
        output = WholeFile(self.folder / NAME)
        try:
            output.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")
            output.commit()
        except BaseException:
            output.discard()
            raise


class _File:
    """A file that is being written."""

    def __init__(self, path: Path, writer: Callable[[Parts], Writer]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.count = 0
        self.output = Parts(path)
        self.writer = writer(self.output)

    def write(self, line: Line, site: Path) -> None:
        self.count += 1
        self.writer.write(line, site)

    def finish(self) -> Path:
        """Put it in its place; returns that."""
        self.writer.finish()
        self.output.commit()
        return self.path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
