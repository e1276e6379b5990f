"""Names that lead to this machine, for servers that have several hosts."""

from __future__ import annotations

from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

#: The setting that makes a crawl use it.
SETTING = "TWISTED_DNS_RESOLVER=loopback.Loopback"


class Loopback(CachingThreadedResolver):
    """Takes every name for 127.0.0.1: no test asks a real one."""

    def getHostByName(self, name: str, timeout: Any = ()) -> defer.Deferred[str]:  # noqa: ANN401, ARG002, N802 - Twisted's
        return defer.succeed("127.0.0.1")


#: The same for one that never answers.
SILENT_SETTING = "TWISTED_DNS_RESOLVER=loopback.Silent"


class Silent(CachingThreadedResolver):
    """Looks for a name, and does not come back."""

    def getHostByName(self, name: str, timeout: Any = ()) -> defer.Deferred[str]:  # noqa: ANN401, ARG002, N802 - Twisted's
        return defer.Deferred()
