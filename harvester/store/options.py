"""The user's options for the store: which database it is in, if any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import seconds, text, whole

#: The message if the extra is not installed.
NEEDED = "HARVESTER_DATABASE needs the extra fleet: pip install 'discuz-harvester[fleet]' ({})"

_TAKES = "postgresql://HOST/DATABASE, or another form that libpq takes, such as service=NAME"


def _address(given: str) -> str:
    """Check the address of a database, which may be empty. Raises :class:`ValueError` for anything else.

    >>> _address(" postgresql://db.example/harvest ")
    'postgresql://db.example/harvest'
    """
    address = given.strip()
    if address and not address.startswith(("postgresql://", "postgres://")) and "=" not in address:
        raise ValueError(f"give {_TAKES}")
    return address


@dataclass(frozen=True, slots=True)
class DatabaseOptions:
    """``connections``: of a process at most; ``patience``: seconds for which a crawl waits for a lost database."""

    section: ClassVar[str] = "What is written, and where"

    address: str = setting(
        "HARVESTER_DATABASE",
        "",
        text(_TAKES, _address, secret=True),
        "PostgreSQL that keeps all sites, instead of a SQLite file and files of articles for each (docs/fleet.md; "
        "needs the extra `fleet`): postgresql://HOST/DATABASE, or another form that libpq takes. Leave the password to "
        "PGPASSFILE, a service file or PGPASSWORD. Empty: each site's folder.",
        of_run=True,
    )
    connections: int = setting(
        "HARVESTER_DATABASE_CONNECTIONS",
        4,
        whole(least=1, most=1000),
        "Most connections to PostgreSQL that the crawls of a process share. One more holds the sites that were taken "
        "from the shell.",
        of_run=True,
    )
    patience: float = setting(
        "HARVESTER_DATABASE_PATIENCE",
        60.0,
        seconds(above=0, most=3600),
        "Seconds for which a crawl keeps trying to reach a PostgreSQL that does not answer. After that it "
        "ends (`no_database`); nothing that was committed is lost.",
        of_run=True,
    )
