"""What a site's folder is called: every site has one of its own, whatever its address is written in."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
#: What a name says again when it is read back: a host, a port if all of it is figures, and folders.
_PLAIN = re.compile(r"[a-z0-9-][a-z0-9.-]*(?:_[\w.-]*[\w-])*", re.ASCII)
#: Longer names are cut: file systems take 255 bytes, and what stands in the folder has names, too.
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
    """The folder of a site for those who read: what an earlier version called it, where only that is there."""
    folder, earlier = site_folder(base, site), base / earlier_name(site)
    with suppress(OSError):  # a name that is too long for a folder
        if not folder.exists() and earlier.is_dir():
            return earlier
    return folder


def folder_name(site: str) -> str:
    """A site's name as that of a folder, one to one.

    ``_`` stands for the colon before a port and for slashes, and a host is written in ASCII (punycode, RFC 3492). A
    name from which the site could not be told again (it has a ``_`` itself, say), or a long one, ends in ``~`` and a
    hash.

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
    """What earlier versions called a site's folder: several sites could share one.

    >>> earlier_name("论坛.example"), earlier_name("新闻.example")
    ('example', 'example')
    """
    return _UNSAFE.sub("_", site).strip("._") or "_"


def _in_ascii(site: str) -> str:
    host, slash, path = site.partition("/")
    name, colon, port = host.partition(":")
    with suppress(UnicodeError):  # of no host: it is hashed as it stands
        name = name.encode("idna").decode("ascii")
    return f"{name.lower()}{colon}{port}{slash}{path}"


def _site_of(plain: str) -> str:
    """The site that a plain name is of."""
    host, *rest = plain.split("_")
    port = f":{rest.pop(0)}" if rest and rest[0].isdecimal() else ""
    return "/".join([host + port, *rest])
