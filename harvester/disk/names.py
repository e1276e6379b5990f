"""The names of sites' folders: one for each site, whatever script its address is in."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
#: A name that can be read back: a host, a port if that part is all digits, and folders.
_PLAIN = re.compile(r"[a-z0-9-][a-z0-9.-]*(?:_[\w.-]*[\w-])*", re.ASCII)
#: Longer names are cut: file systems allow 255 bytes, and names of files in the folder begin with this one.
_LONGEST = 100
#: Names below ``HARVESTER_DIR`` that are not a site's.
_TAKEN = frozenset({"replay"})


def site_folder(base: Path, site: str) -> Path:
    """The folder of a site below ``base``.

    >>> site_folder(Path("harvest"), "bbs.example.com:8080/bbs").name
    'bbs.example.com_8080_bbs'
    """
    return base / folder_name(site)


def found_folder(base: Path, site: str) -> Path:
    """The folder of a site, for reading; under the name of an earlier version, if only that folder exists."""
    folder, earlier = site_folder(base, site), base / earlier_name(site)
    with suppress(OSError):  # a name that is too long for a folder
        if not folder.exists() and earlier.is_dir():
            return earlier
    return folder


def folder_name(site: str) -> str:
    """The name of a site's folder; no two sites have the same.

    ``_`` stands for the colon before a port and for slashes, and a host is written in ASCII (punycode, RFC 3492). If
    the site could not be read back from the name (it has a ``_`` itself, say), or if the name is long, it ends in
    ``~`` and a hash.

    >>> folder_name("论坛.example"), folder_name("xn--fiq228c.example") == folder_name("中文.example")
    ('xn--kfsr23j.example', True)
    >>> folder_name("a_b.example")
    'a_b.example~3dd7363861'
    """
    ascii_site = _in_ascii(site)
    plain = re.sub("[:/]", "_", ascii_site)
    if _PLAIN.fullmatch(plain) and len(plain) <= _LONGEST and _site_of(plain) == ascii_site and plain not in _TAKEN:
        return plain
    digest = hashlib.blake2b(ascii_site.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    shown = _UNSAFE.sub("_", ascii_site).strip("._")[:_LONGEST]
    return f"{shown or '_'}~{digest}"


def earlier_name(site: str) -> str:
    """The name of a site's folder in earlier versions, where several sites could share one.

    >>> earlier_name("论坛.example"), earlier_name("新闻.example")
    ('example', 'example')
    """
    return _UNSAFE.sub("_", site).strip("._") or "_"


def _in_ascii(site: str) -> str:
    host, slash, path = site.partition("/")
    name, colon, port = host.partition(":")
    if not name.isascii():
        with suppress(UnicodeError):  # not a host: it is hashed as it is
            name = name.encode("idna").decode("ascii")
    return f"{name.lower()}{colon}{port}{slash}{path}"


def _site_of(plain: str) -> str:
    """The site of a plain name."""
    host, *rest = plain.split("_")
    port = f":{rest.pop(0)}" if rest and rest[0].isdecimal() else ""
    return "/".join([host + port, *rest])
