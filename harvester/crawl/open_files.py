"""How many sites a process can harvest at once within its limit of open files."""

from __future__ import annotations

import resource

#: Files that a site has open at most: its lock, its store (three), articles, notices, raw pages, and a connection.
A_SITE = 8
#: Files that a process has open whatever it harvests.
BESIDES = 50


def sites_at_once(wanted: int, limit: int | None = None) -> int:
    """How many of ``wanted`` sites may be harvested at once; at least one.

    ``limit``: the number of files that the process may have open; ``None``: the system's limit (``ulimit -n``).

    >>> sites_at_once(100, limit=1024), sites_at_once(200, limit=1024), sites_at_once(4, limit=16)
    (100, 121, 1)
    """
    if limit is None:
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, (limit - BESIDES) // A_SITE))
