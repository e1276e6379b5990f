"""Which hosts have one owner: those below one registrable domain, by the list of public suffixes."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def public_suffixes() -> TLDExtract:
    """The list that comes with tldextract, private domains (``github.io``) included; nothing is downloaded.

    It is kept in memory only; by default tldextract would also write a copy to disk.

    >>> public_suffixes()("bbs.example.co.uk").suffix
    'co.uk'
    """
    from tldextract import TLDExtract  # noqa: PLC0415 - brings requests, a tenth of the start of any command

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


@lru_cache(maxsize=1024)  # a page's links are compared with the same few hosts
def domain_of(host: str) -> str | None:
    """The registered domain of a host; ``None`` for an IP address or a public suffix.

    >>> domain_of("bbs.example.com.cn"), domain_of("www.example.com.cn"), domain_of("com.cn")
    ('example.com.cn', 'example.com.cn', None)
    >>> domain_of("a.idv.tw"), domain_of("192.0.2.1")
    ('a.idv.tw', None)

    Below a top-level domain that the list does not have, any name counts as registered (the list's own rule):

    >>> domain_of("www.forum.test")
    'forum.test'
    """
    parts = public_suffixes()(host)
    if parts.suffix:
        return parts.top_domain_under_public_suffix or None
    labels = host.rstrip(".").split(".")
    known = len(labels) >= 2 and not parts.ipv4 and not parts.ipv6 and not labels[-1].isdigit()
    return ".".join(labels[-2:]) if known else None
