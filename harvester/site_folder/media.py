"""Downloaded pictures and attached files: each content once, under its hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from harvester.store.records import Medium

#: The folder of a site's files, inside the site's folder.
FOLDER = "media"
#: What an ending may consist of, since names come from the forum.
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
#: What pictures begin with (https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern), and their endings.
_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), ".jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ".png"),
    (re.compile(rb"GIF8[79]a"), ".gif"),
    (re.compile(rb"RIFF.{4}WEBPVP", re.DOTALL), ".webp"),
    (re.compile(rb"BM.{12}[\x0c\x28\x38\x6c\x7c]\0\0\0", re.DOTALL), ".bmp"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), ".avif"),
)
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|script|meta)\b", re.IGNORECASE)


def picture_ending(body: bytes) -> str | None:
    """The ending for a picture, from its first bytes; ``None`` where it is not a picture that browsers show."""
    return next((ending for pattern, ending in _PICTURES if pattern.match(body)), None)


def is_page(body: bytes) -> bool:
    """Whether it is an HTML page, which forums send instead of a file that they withhold."""
    return _PAGE.match(body) is not None


def ending_of(name: str) -> str:
    """The ending of a file's name or address in lower case (``.pdf``); empty where it has no safe one."""
    ending = Path(name.partition("?")[0]).suffix
    return ending.lower() if _ENDING.fullmatch(ending) else ""


def keep(folder: Path, body: bytes, ending: str) -> Medium:
    """Keep ``body`` in a site's ``folder``, unless the same content is there.

    It is on the disk when this returns. Raises :class:`OSError` where it can't be written.
    """
    digest = hashlib.sha256(body).hexdigest()
    inner = folder / FOLDER / digest[:2]
    inner.mkdir(parents=True, exist_ok=True)
    same = next(inner.glob(f"{digest}*"), None)
    if same is None:
        same = inner / f"{digest}{ending}"
        _write(same, body)
    return Medium(str(same.relative_to(folder)), digest)


def _write(path: Path, body: bytes) -> None:
    """Write a file next to its place, flush it to the disk, and only then move it there."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644)
        Path(part).rename(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
