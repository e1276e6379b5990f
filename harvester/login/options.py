"""The options for logging in that are not environment variables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from harvester.config.declaring import Key, setting
from harvester.config.forms import text
from harvester.login.cookies import read_cookies


def _readable(name: str) -> Path | None:
    if not name:
        return None
    read_cookies(Path(name))
    return Path(name)


@dataclass(frozen=True, slots=True)
class LoginOptions:
    """``cookies``: a readable file of cookies; ``None`` if none is given."""

    section: ClassVar[str] = "The forum"

    cookies: Path | None = setting(
        "HARVESTER_COOKIES",
        "",
        text("a file of cookies in Netscape's format", _readable),
        "A file of cookies to send, logged in or not (Netscape's format, as browsers' tools export it).",
        Key("cookies", is_file=True),
    )
