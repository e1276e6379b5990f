"""The figures of a harvest, counted line by line."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from hashlib import sha256
from typing import Any

from harvester.show.fields import Line
from harvester.text.edits import CERTAINTIES

#: Bars that are readable on a phone; if there are more, they are combined by month or year.
MOST_BARS = 62
#: Pages of each kind of notice that are listed.
EXAMPLES = 5
#: Bytes of a hash that keep millions of pages apart.
_DIGEST = 12


class Counts:
    """The figures of a harvest: fill it with :meth:`article` and :meth:`notice`, and take :meth:`plain` at the end."""

    def __init__(self) -> None:
        self.articles = 0
        self.damaged = 0
        self.characters = 0
        self.sites: Counter[str] = Counter()
        self.harvested: Counter[str] = Counter()
        self.published: Counter[str] = Counter()
        self.boards: Counter[tuple[str, str]] = Counter()
        self.damaged_boards: Counter[tuple[str, str]] = Counter()
        self.encodings: Counter[tuple[str, str]] = Counter()
        self.repairs: Counter[tuple[str, str]] = Counter()
        self.repaired: Counter[str] = Counter()
        self.notices: Counter[tuple[str, bool]] = Counter()
        self.examples: dict[tuple[str, bool], list[dict[str, Any]]] = {}
        self._noticed: set[bytes] = set()

    def article(self, line: Line) -> None:
        """Count an article."""
        made = line["repairs"]
        board = (line["site"], line["board"]["name"] or f"board {line['board']['fid']}")
        self.articles += 1
        self.damaged += bool(made)
        self.characters += len(line["text"])
        self.sites[line["site"]] += 1
        self.harvested[_day(line["harvested"], line["published"])] += 1
        self.published[line["published"][:10] if _time(line["published"]) else ""] += 1
        self.boards[board] += 1
        self.damaged_boards[board] += bool(made)
        self.encodings[line["encoding"]["used"], line["encoding"]["method"]] += 1
        self.repairs.update((repair["kind"], repair["certainty"]) for repair in made)
        self.repaired.update({repair["kind"] for repair in made})

    def notice(self, record: Line) -> None:
        """Count a page that was not an article, once even if several runs met it."""
        kind = (str(record["kind"]), bool(record.get("failure")))
        page = sha256(f"{kind} {record['url']}".encode("utf-8", "backslashreplace")).digest()[:_DIGEST]
        if page in self._noticed:
            return
        self._noticed.add(page)
        self.notices[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < EXAMPLES and all(known["url"] != record["url"] for known in examples):
            examples.append({"url": record["url"], "says": record.get("text") or ""})

    def plain(self) -> dict[str, Any]:
        """The figures as JSON values, the largest first."""
        return {
            "articles": self.articles,
            "damaged": self.damaged,
            "characters": self.characters,
            "sites": self.sites.most_common(),
            "harvested": timeline(self.harvested),
            "published": timeline(self.published),
            "boards": [[*board, count, self.damaged_boards[board]] for board, count in self.boards.most_common()],
            "encodings": [[*how, count] for how, count in self.encodings.most_common()],
            "kinds": self._kinds(),
            "notices": [
                {"kind": kind[0], "failure": kind[1], "count": count, "examples": self.examples[kind]}
                for kind, count in self.notices.most_common()
            ],
        }

    def _kinds(self) -> list[list[Any]]:
        """For each kind of repair: its name, the count of each certainty, and the number of articles."""
        totals: Counter[str] = Counter()
        for (kind, _), count in self.repairs.items():
            totals[kind] += count
        return [
            [kind, *(self.repairs[kind, certainty] for certainty in CERTAINTIES), self.repaired[kind]]
            for kind, _ in totals.most_common()
        ]


def _day(time: str, like: str | None) -> str:
    """The day of ``time`` in the zone of the time ``like``, the forum's own; in its own zone if there is none."""
    came, posted = _time(time), _time(like)
    if came is None:
        return ""
    try:
        return came.astimezone(posted.tzinfo).date().isoformat() if posted and posted.tzinfo else time[:10]
    except OverflowError:  # at the ends of the calendar
        return time[:10]


def _time(given: str | None) -> datetime | None:
    """A time from a line, which somebody may have edited; ``None`` if it is not valid."""
    try:
        return datetime.fromisoformat(given) if given else None
    except ValueError:
        return None


def timeline(days: Counter[str]) -> dict[str, Any]:
    """Counts by day (ISO 8601), or by month or year if there are too many; ``""`` is an unknown day.

    Days without articles are left out, so that a harvest of two weeks a year apart stays readable.
    """
    unknown = days.get("", 0)
    known = Counter({day: count for day, count in days.items() if day})
    for unit, length in (("day", 10), ("month", 7), ("year", 4)):
        drawn: Counter[str] = Counter()
        for day, count in known.items():
            drawn[day[:length]] += count
        if len(drawn) <= MOST_BARS or unit == "year":
            break
    return {"unit": unit, "counts": sorted(drawn.items()), "unknown": unknown}
