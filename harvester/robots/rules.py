"""Choosing our rules from a robots.txt: only these are given to a parser.

A parser stores each rule of a group for each crawler that the group names: a file of 500 KiB can name so many that
memory would run out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LINE = re.compile(r"\r\n|\r|\n")
#: A line that begins a group, in the spellings that parsers accept.
_AGENT = re.compile(r"user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
#: The name of a crawler in it (RFC 9309, 2.2.1).
_TOKEN = re.compile(r"[A-Za-z_-]+")
#: A rule of a group, in the spellings that parsers accept. All other lines neither begin nor end a group.
_RULE = re.compile(r"(?:di\w*|allow|crawl[- ]delay|request[- ]rate|visit[- ]time)\s*[:\s]", re.IGNORECASE)
#: Figures of a delay beyond those that matter: a parser takes a number that is too long for infinity, and ignores it.
_FIGURES = re.compile(r"(crawl[- ]delay\s*[:\s]\s*\d{15})\d+", re.IGNORECASE)
_ALL = re.compile(r"\*(?![\w-])")

EVERYBODY = "*"
#: Our user agent also names Scrapy, so rules for Scrapy are for us.
_ENGINE = "scrapy"


def names_of(user_agent: str) -> tuple[str, ...]:
    """The names that a robots.txt may use for us, the most specific first: the product, Scrapy, and everybody.

    >>> names_of("Harvester/0.1 (Scrapy)")
    ('harvester', 'scrapy', '*')
    """
    found = _TOKEN.match(user_agent.strip())
    product = found[0].lower() if found else ""
    names = (product, _ENGINE if _ENGINE in user_agent.lower() else "", EVERYBODY)
    return tuple(dict.fromkeys(name for name in names if name))


def ours(text: str, names: Sequence[str]) -> str:
    r"""The rules for the first of ``names`` that a robots.txt has, as one group for everybody.

    >>> text = "User-agent: *\nDisallow: /\nUser-agent: Harvester\nDisallow: /admin/"
    >>> ours(text, ("harvester", "*"))
    'User-agent: *\nDisallow: /admin/\n'
    """
    groups: dict[str, list[str]] = {}
    for called, rules in _groups(text):
        for name in called & set(names):
            groups.setdefault(name, []).extend(rules)
    chosen = next((groups[name] for name in names if name in groups), [])
    return "\n".join([f"User-agent: {EVERYBODY}", *chosen, ""])


def _groups(text: str) -> Iterator[tuple[set[str], list[str]]]:
    """The names of each group in lower case, and its rules."""
    called: set[str] = set()
    rules: list[str] = []
    for line in _LINE.split(text):
        said = line.partition("#")[0].strip()
        if _RULE.match(said):
            rules.append(_FIGURES.sub(r"\1", said))
        elif agent := _AGENT.fullmatch(said):
            if rules:
                yield called, rules
                called, rules = set(), []
            called.add(_name(agent[1]))
    yield called, rules


def _name(value: str) -> str:
    if _ALL.match(value):
        return EVERYBODY
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""
