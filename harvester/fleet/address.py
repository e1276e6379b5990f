"""The address of a worker's connections."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from harvester.fleet.term import process
from harvester.store.postgres.address import DatabaseAddress

#: Milliseconds after which an idle transaction is ended: a worker stopped within one would hold its site's row.
_IDLE = 10_000
#: The part of a lease for which a statement waits for a lock that somebody else holds: signs of life go on.
_LOCKED = 1 / 4


def worker_address(given: str, lease: float) -> str:
    """``given`` with what this process's connections need: a name, the queue's tables, and timeouts.

    Raises :class:`~harvester.store.interface.StoreError` if libpq does not take the address.
    """
    DatabaseAddress.of(given)
    options = str(conninfo_to_dict(given).get("options") or "")
    locked = max(1, int(lease * 1000 * _LOCKED))
    ours = f"-c search_path=harvester -c idle_in_transaction_session_timeout={_IDLE} -c lock_timeout={locked}"
    return make_conninfo(
        given,
        application_name=process(),
        options=f"{options} {ours}".strip(),
        tcp_user_timeout=max(1000, int(lease * 1000)),
    )
