"""Reading harvests: the lines in a site's folder, in packed files too, while a run may be at work there."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import re
import zlib
from collections.abc import Collection, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import zstandard

from harvester.disk.lines import bare
from harvester.site_folder.tombstones import buried
from harvester.store.sqlite import FILE as STORE

Line = dict[str, Any]

#: Bytes read at once to find where a line begins.
_BACK = 1 << 16

#: ``articles-DAY.jsonl``, ``articles-DAY-2.jsonl`` (the next of that day), and the names of packed ones.
_NAME = re.compile(r"(articles-(\d{4}-\d\d-\d\d)(?:-(\d+))?\.jsonl)(\.gz|\.zst|\.xz)?")
#: A lone surrogate, and the bytes of a line without which it has none; their beginnings, which are found much faster.
_LONE, _MAYBE_LONE = re.compile("[\ud800-\udfff]"), re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_ESCAPE, _HIGH = b"\\u", b"\xed"
#: The beginning of an article's line as a run writes it, and the fields that say which it is.
_WRITTEN = re.compile(rb'\{"schema":\d+,"kind":"article",')
_TID, _REVISION = re.compile(rb',"tid":(\d+)[,}]'), re.compile(rb',"revision":(\d+)[,}]')
#: What a packed file's name ends in.
PACKED = (".gz", ".zst", ".xz")


@dataclass(frozen=True, slots=True, order=True)
class FileName:
    """The parts of a file's name: ``plain`` is the name when not packed, ``packed`` what is added to it, or ``""``."""

    day: str
    number: int
    plain: str
    packed: str


def name_of(path: Path) -> FileName:
    """The parts of the name of a file of articles. Raises :class:`ValueError` for any other file."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"{path}: not a file of articles")
    return FileName(match[2], int(match[3] or 1), match[1], match[4] or "")


def folders(base: Path) -> list[Path]:
    """The sites' folders below ``base`` (``HARVESTER_DIR``), by name; none where there is no such folder.

    One that has a second name there, as a link, is named once.
    """
    inner = sorted(path for path in base.iterdir() if path.is_dir()) if base.is_dir() else []
    inner = [path for path in inner if not path.name.startswith(".")]  # what is being made, or parted
    found: dict[Path, Path] = {}
    for path in sorted(inner, key=lambda path: (path.is_symlink(), path.name)):
        if (path / STORE).exists() or files(path):
            found.setdefault(path.resolve(), path)
    return sorted(found.values())


def same_site(folders: Iterable[Path]) -> Iterator[tuple[str, list[Path]]]:
    """Each site of which several folders have articles, such as copies of one, by their first lines; and these."""
    by_site: dict[str, list[Path]] = {}
    for folder in folders:
        with suppress(OSError, ValueError):
            first = next((line for path in files(folder)[:1] for line in lines_of(path)), {})
            by_site.setdefault(str(first.get("site")), []).append(folder)
    return ((site, paths) for site, paths in by_site.items() if site != "None" and len(paths) > 1)


def files(folder: Path) -> list[Path]:
    """The files of articles in a site's folder, oldest first; where there is a packed copy too, the plain file."""
    parts = sorted((name_of(path), path) for path in folder.iterdir() if _NAME.fullmatch(path.name))
    found: dict[str, Path] = {}
    for each, path in parts:  # with the same number, the one that is not packed comes first
        found.setdefault(each.plain, path)
    return list(found.values())


def packed_copy(plain: Path) -> Path | None:
    """The packed copy of ``plain``, which may replace it; ``None``: there is none."""
    copies = (plain.with_name(plain.name + suffix) for suffix in PACKED)
    return next((copy for copy in copies if copy.exists()), None)


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file, without empty ones. A torn last one, which a run may be writing right now, is left out.

    Raises :class:`OSError` where the file can't be read, and :class:`ValueError`, with the place, for a line that is
    not a JSON object.
    """
    return (line for _, line in numbered(path))


def numbered(path: Path) -> Iterator[tuple[int, Line]]:
    """The same, each with its number in the file, from 1."""
    with opened(path) as stream:
        for number, raw in enumerate(_whole(stream, path), 1):
            if not bare(raw):
                continue
            try:
                yield number, parsed(raw)
            except ValueError as error:
                if not raw.endswith(b"\n"):
                    return
                raise ValueError(f"{path}, line {number}: {error}") from error


def parsed(raw: bytes) -> Line:
    r"""The JSON object that a line is. Raises :class:`ValueError` where it is not one.

    U+FFFD replaces lone surrogates, which an edited line may have and nothing that is written from it can hold.

    >>> parsed(b'{"title": "a\\ud800b"}')["title"] == "a\ufffdb"
    True
    """
    try:
        line = json.loads(bare(raw))
        line = _without_lone(line) if (_ESCAPE in raw or _HIGH in raw) and _MAYBE_LONE.search(raw) else line
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(line, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - bad data, not a bad call
    return line


def _without_lone(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case str():
            return _LONE.sub("\ufffd", value)
        case list():
            return [_without_lone(each) for each in value]
        case dict():
            return {_without_lone(name): _without_lone(each) for name, each in value.items()}
        case _:
            return value


def _whole(stream: IO[bytes] | gzip.GzipFile, path: Path) -> Iterator[bytes]:
    """The lines of a stream. A damaged packed file raises an :class:`OSError` that names it, whatever its format."""
    try:
        yield from stream
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, zstandard.ZstdError) as error:
        raise OSError(f"{path}: cut short or damaged ({error})") from error


def opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    """The bytes of a file, unpacked according to its ending (.gz, .zst, .xz).

    A file that was packed since it was listed is read from its packed copy.
    """
    if not path.exists() and (copy := packed_copy(path)):
        path = copy
    match path.suffix:
        case ".gz":
            return gzip.open(path)
        case ".xz":
            return lzma.open(path)
        case ".zst":
            raw = path.open("rb")
            reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=True)
            return io.BufferedReader(reader)
        case _:
            return path.open("rb")


def ending_at(path: Path, end: int) -> Line | None:
    """The line that ends at byte ``end`` of an unpacked file; ``None`` where no line does, or the file is not there."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        start, raw = end - 1, b""
        while start > 0 and b"\n" not in raw[:-1]:
            start = max(0, start - _BACK)
            file.seek(start)
            raw = file.read(end - start)
    try:
        line = parsed(raw.rstrip(b"\n").rpartition(b"\n")[2])
    except ValueError:
        return None
    return line if raw.endswith(b"\n") else None


class Version(NamedTuple):
    """Which article a line is of, and which revision of it."""

    tid: int
    revision: int


def version_of(raw: bytes) -> Version | None:
    r"""The version of an article that a line is; ``None``: it is of another kind, or empty.

    A line as a run writes it is not read as JSON: the names of fields stand in it once, in quotes that no text within
    it has. Raises :class:`ValueError` for any other line that is not a JSON object.

    >>> version_of(b'{"schema":1,"kind":"article","id":"a:7","tid":7,"text":"\\"tid\\":9","revision":2}\n')
    Version(tid=7, revision=2)
    >>> version_of(b'{"kind": "gone", "tid": 7, "revision": 2}\n') is None
    True
    """
    if _WRITTEN.match(raw) and raw.endswith(b"}\n") and raw.count(b'"tid":') == raw.count(b'"revision":') == 1:
        tid, revision = _TID.search(raw), _REVISION.search(raw)
        if tid and revision:
            return Version(int(tid[1]), int(revision[1]))
    line = parsed(raw) if bare(raw) else {}
    return Version(line["tid"], line["revision"]) if line.get("kind") == "article" else None


def latest(folder: Path, among: Container[int] | None = None) -> Iterator[Line]:
    """The latest revision of each article of a site, or of the threads ``among`` them, in the order of writing.

    This includes articles that are gone since, but none that was removed for good. Two passes over the files, and one
    number in memory for each thread. Only lines that are the latest are read as JSON. Raises as :func:`lines_of` does.
    """
    newest: dict[int, int] = {}
    paths, gone = files(folder), buried(folder)
    for at, path in enumerate(paths):
        for each in _versions(path):
            if each.tid not in gone and (among is None or each.tid in among):
                place = each.place(at)
                newest[each.tid] = max(newest.get(each.tid, place), place)
    for at, path in enumerate(paths):
        for each in _versions(path):
            if newest.get(each.tid) == each.place(at):
                yield each.line(path)


class _Written(NamedTuple):
    """An article's line as it stands in a file, and its number there, from 1."""

    tid: int
    revision: int
    number: int
    raw: bytes

    def place(self, file: int) -> int:
        """Revision and place of a line as one number, of which a million take half the memory of a million tuples."""
        return self.revision << 64 | file << 32 | self.number

    def line(self, path: Path) -> Line:
        """What it says. Raises :class:`ValueError`, with the place."""
        try:
            return parsed(self.raw)
        except ValueError as error:
            raise ValueError(f"{path}, line {self.number}: {error}") from error


def _versions(path: Path) -> Iterator[_Written]:
    """The lines of articles in a file; like :func:`numbered`."""
    with opened(path) as stream:
        for number, raw in enumerate(_whole(stream, path), 1):
            try:
                version = version_of(raw)
            except ValueError as error:
                if not raw.endswith(b"\n"):
                    return
                raise ValueError(f"{path}, line {number}: {error}") from error
            if version is not None:
                yield _Written(*version, number, raw)


def latest_of(folder: Path, tids: Collection[int]) -> list[Line]:
    """The latest revision of the articles of some threads, of none that was removed for good.

    Damaged lines are skipped: the next run deals with them.

    Only lines that name one of the threads are read as JSON. Raises :class:`OSError` where a file can't be read.

    >>> latest_of(Path("no-such-folder"), [])
    []
    """
    if not tids or not (tids := set(tids) - buried(folder)):
        return []
    names = re.compile(rb'"tid"\s*:\s*(?:%b)\b' % b"|".join(str(tid).encode() for tid in tids))
    newest: dict[int, Line] = {}
    for path in files(folder):
        with opened(path) as stream:
            for raw in _whole(stream, path):
                line = article(raw) if names.search(raw) else None
                if line and line["tid"] in tids and line["revision"] >= newest.get(line["tid"], line)["revision"]:
                    newest[line["tid"]] = line
    return list(newest.values())


def article(raw: bytes) -> Line | None:
    """The article that a line is; ``None``: it is not one."""
    try:
        line = parsed(raw)
    except ValueError:
        return None
    return line if line.get("kind") == "article" else None
