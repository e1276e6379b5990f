"""Which rules of a robots.txt are ours: groups are chosen here, and only these are given to a parser.

A parser makes a set of rules for each group that a file names, and each rule for each of them: a file of 500 KiB can
name so many that memory would not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LINE = re.compile(r"\r\n|\r|\n")
#: A line that begins a group, spelled as parsers take it.
_AGENT = re.compile(r"user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
#: What a crawler is called in it (RFC 9309, 2.2.1).
_TOKEN = re.compile(r"[A-Za-z_-]+")
#: What is said to those that a group names, as parsers take it. All other lines begin and end no group.
_RULE = re.compile(r"(?:di\w*|allow|crawl[- ]delay|request[- ]rate|visit[- ]time)\s*[:\s]", re.IGNORECASE)
#: Figures of a delay beyond those that matter: a parser takes a number that is too long for infinity, and ignores it.
_FIGURES = re.compile(r"(crawl[- ]delay\s*[:\s]\s*\d{15})\d+", re.IGNORECASE)
_ALL = re.compile(r"\*(?![\w-])")

EVERYBODY = "*"
#: Our user agent names Scrapy, too: who shuts that out means us.
_ENGINE = "scrapy"


def names_of(user_agent: str) -> tuple[str, ...]:
    """What a robots.txt may call us, the most particular first: the product, and the engine that it names.

    >>> names_of("Harvester/0.1 (Scrapy)")
    ('harvester', 'scrapy', '*')
    """
    found = _TOKEN.match(user_agent.strip())
    product = found[0].lower() if found else ""
    names = (product, _ENGINE if _ENGINE in user_agent.lower() else "", EVERYBODY)
    return tuple(dict.fromkeys(name for name in names if name))


def ours(text: str, names: Sequence[str]) -> str:
    r"""The rules that a robots.txt has for the first of ``names`` that it names, as one group for everybody.

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
    """Whom each group is for, in small letters, and its rules."""
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
