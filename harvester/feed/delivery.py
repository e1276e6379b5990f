"""Where articles are handed: to a command that reads a line, or to an HTTP address."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from harvester import __version__
from harvester.disk.lines import one_line
from harvester.feed.bounded import deadline, ran
from harvester.site_folder.articles import Line

#: Seconds after which a command or a server that has not answered counts as failed.
PATIENCE = 30.0
#: Statuses from 400 to 499 that are temporary: too slow, too early, too much (RFC 9110, 6585, 8470).
_PASSING = frozenset({401, 403, 404, 408, 409, 421, 423, 425, 429})


class RefusedError(Exception):
    """The other side does not want this article, now or later."""


class DeliveryError(Exception):
    """It could not be handed over: try again later."""


class Target(Protocol):
    """Takes articles."""

    def give(self, line: Line, identity: str) -> None:
        """Hand over an article; ``identity`` distinguishes a repetition from a new one.

        Raises :class:`RefusedError` or :class:`DeliveryError`.
        """


def identity_of(line: Line, changes: int = 0) -> str:
    """What identifies an article: the same for one revision, whenever it is handed over.

    ``changes``: how often people corrected the article, or undid a correction.

    >>> identity_of({"id": "bbs.example.com:7", "revision": 2})
    'bbs.example.com:7#2'
    >>> identity_of({"id": "bbs.example.com:7", "revision": 2}, changes=1)
    'bbs.example.com:7#2+1'
    """
    return f"{line['id']}#{line['revision']}" + (f"+{changes}" if changes else "")


def target_of(hook: str, headers: Mapping[str, str]) -> Target:
    """The target that ``hook`` names: an address with ``http://`` or ``https://``, otherwise a command line."""
    return Address(hook, headers) if hook.startswith(("http://", "https://")) else Command(tuple(shlex.split(hook)))


@dataclass(frozen=True, slots=True)
class Command:
    """A command that gets the line on standard input, and the identity as ``HARVESTER_ARTICLE``.

    Exit status 0 takes the article, 65 (EX_DATAERR of sysexits.h) refuses it for good; any other is tried again.
    After ``patience`` seconds it is killed, with what it started. What it leaves running when it ends stays.
    """

    words: tuple[str, ...]
    patience: float = PATIENCE

    def give(self, line: Line, identity: str) -> None:
        """Run it once."""
        try:
            status, said = ran(self.words, _json(line), {"HARVESTER_ARTICLE": identity}, self.patience)
        except (OSError, ValueError) as error:
            raise DeliveryError(str(error)) from error
        if status == os.EX_DATAERR:
            raise RefusedError(said)
        if status:
            raise DeliveryError(f"exit status {status}{f': {said}' if said else ''}")


@dataclass(frozen=True, slots=True)
class Address:
    """An HTTP address that gets the line as the body of a POST, and the identity as ``Idempotency-Key``.

    200 to 299 takes the article; 400 to 499, except temporary ones, refuses it for good; anything else, even a
    redirect, is tried again. The whole answer, up to its status, has ``patience`` seconds.
    """

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = PATIENCE

    def give(self, line: Line, identity: str) -> None:
        """Post it once."""
        own = {
            "Content-Type": "application/json",
            "Idempotency-Key": identity,
            "User-Agent": f"Harvester/{__version__}",
        }
        request = Request(self.address, _json(line), {**own, **self.headers})  # noqa: S310 - http or https, see target_of
        try:
            with deadline(self.patience) as handlers:
                build_opener(_Stay, *handlers).open(request, timeout=self.patience).close()
        except HTTPError as error:
            error.close()
            said = f"status {error.code}"
            refused = 400 <= error.code < 500 and error.code not in _PASSING
            raise (RefusedError if refused else DeliveryError)(said) from error
        except (OSError, HTTPException, ValueError) as error:
            raise DeliveryError(str(getattr(error, "reason", error))) from error


class _Stay(HTTPRedirectHandler):
    """Does not follow redirects: a POST would become a GET."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _json(line: Line) -> bytes:
    return one_line(line).encode("utf-8", "replace") + b"\n"
