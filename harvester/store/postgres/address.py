"""The address of a database, as it is used and as it is shown, without passwords."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from harvester.config.declaring import one_line
from harvester.store.interface import StoreError

#: Parameters of a connection that the address does not set. With these, a server that disappears silently (a pulled
#: cable) is noticed after half a minute instead of hours (tcp(7), libpq's "Parameter Key Words").
_DEFAULTS: dict[str, Any] = {
    "application_name": "harvester",
    "client_encoding": "UTF8",
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
#: What is never shown.
_SECRET = ("password", "sslpassword")
#: Characters of PostgreSQL's messages that are shown at most.
_SHOWN = 300


@dataclass(frozen=True, slots=True, repr=False)
class DatabaseAddress:
    """The address of a database. ``conninfo`` is for libpq, with everything that the user gave."""

    conninfo: str
    shown: str
    _secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: str) -> Self:
        """The database that ``HARVESTER_DATABASE`` names. Raises :class:`StoreError` for a wrong address.

        >>> DatabaseAddress.of("postgresql://ann:secret@db.example:5433/harvest").shown
        'PostgreSQL db.example:5433/harvest'
        """
        try:
            parts = conninfo_to_dict(given)
        except ProgrammingError:  # its message has the whole address in it
            raise StoreError("HARVESTER_DATABASE is not an address that libpq takes: see docs/fleet.md") from None
        secrets = [str(parts[name]) for name in _SECRET if parts.get(name)]
        if "PGPASSWORD" in os.environ:
            secrets.append(os.environ["PGPASSWORD"])
        taken = {name: value for name, value in _DEFAULTS.items() if name not in parts}
        return cls(make_conninfo(given, **taken), f"PostgreSQL {_shown(parts)}", tuple(filter(None, secrets)))

    def __repr__(self) -> str:
        return f"DatabaseAddress({self.shown!r})"

    def said(self, error: BaseException) -> str:
        """The message of an error in one line, without passwords."""
        said = one_line(str(error).strip() or type(error).__name__)
        for secret in self._secrets:
            said = said.replace(secret, "...")
        return " ".join(said.split())[:_SHOWN]


def _shown(parts: dict[str, Any]) -> str:
    """Host, port and database, as far as the address has them."""
    if parts.get("service") and not parts.get("host"):
        return f"service {parts['service']}"
    host = parts.get("host") or os.environ.get("PGHOST") or "on this machine"
    port = f":{parts['port']}" if parts.get("port") else ""
    database = f"/{parts['dbname']}" if parts.get("dbname") else ""
    return one_line(f"{host}{port}{database}")
