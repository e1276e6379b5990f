"""Where sealed files are: a folder, or any object storage that fsspec knows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_LOCAL = "file://"


def is_folder(address: str) -> bool:
    """Whether an address is that of a folder on this machine.

    >>> is_folder("/srv/articles"), is_folder("s3://bucket/articles")
    (True, False)
    """
    return "://" not in address or address.startswith(_LOCAL)


def joined(address: str, *names: str) -> str:
    """The address of a file below another.

    >>> joined("s3://bucket/articles/", "site", "file")
    's3://bucket/articles/site/file'
    """
    base = str(Path(address.removeprefix(_LOCAL)).absolute()) if is_folder(address) else address.rstrip("/")
    return "/".join([base, *names])


def write(url: str, chunks: Iterable[bytes]) -> None:
    """Write a file that is not there yet; it is whole and on the disk when this returns, or not under its name.

    Raises :class:`OSError`.
    """
    if is_folder(url):
        _write_here(Path(url), chunks)
        return
    with _failing(url), _opened(url, "wb") as stream:  # it is there once it is closed, and not before
        for chunk in chunks:
            stream.write(chunk)


def read(url: str, begin: int = 0, end: int | None = None) -> bytes:
    """The bytes of a file, or some of them. Raises :class:`OSError`."""
    if is_folder(url):
        with Path(url).open("rb") as file:
            file.seek(begin)
            return file.read() if end is None else file.read(end - begin)
    with _failing(url):
        system, path = _system(url)
        return bytes(system.cat_file(path, start=begin, end=end))


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """A file to be read in parts, each of which is fetched when it is read. Raises :class:`OSError`."""
    if is_folder(url):
        with Path(url).open("rb") as file:
            yield file
        return
    with _failing(url), _opened(url, "rb") as stream:
        yield stream


def remove(url: str) -> None:
    """Remove a file, and all versions of it that the store has; one that is not there is no failure.

    Raises :class:`OSError`.
    """
    if is_folder(url):
        Path(url).unlink(missing_ok=True)
        _remove_part(Path(url))
        return
    with _failing(url):
        system, path = _system(url)
        with suppress(FileNotFoundError):
            system.rm_file(path)
        if hasattr(system, "call_s3"):
            _remove_versions(system, path)


def _remove_versions(system: Any, path: str) -> None:  # noqa: ANN401 - s3fs has no types
    """Remove what a bucket with versions keeps of an object that was removed, the marks of that too."""
    bucket, _, key = path.partition("/")
    found = system.call_s3("list_object_versions", Bucket=bucket, Prefix=key)
    for each in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
        if each["Key"] == key:
            system.call_s3("delete_object", Bucket=bucket, Key=key, VersionId=each["VersionId"])


def _write_here(path: Path, chunks: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    with part.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _remove_part(path: Path) -> None:
    """Remove what a kill left of a file that was being written."""
    _part(path).unlink(missing_ok=True)


def _opened(url: str, mode: str) -> Any:  # noqa: ANN401 - fsspec has no types
    import fsspec  # noqa: PLC0415 - an extra

    return fsspec.open(url, mode)


@contextmanager
def _failing(url: str) -> Iterator[None]:
    """Have whatever a storage's client raises be an OSError that names the file."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # each client has errors of its own
        raise OSError(f"{url}: {type(error).__name__}: {error}") from error


def _system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the file's path in it."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - as above

    system, path = url_to_fs(url)
    return system, str(path)
