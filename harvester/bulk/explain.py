"""Repairs for people: each in its context, and their counts."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from harvester.bulk.marks import change, gain, visible
from harvester.bulk.work import Made
from harvester.text.edits import CERTAINTIES


def explained(name: str, made: Made, width: int) -> Text:
    """A repair in its context, in ``width`` columns: ``left[-before-]{+after+}right``, and why.

    >>> from harvester.text import Repair
    >>> made = Repair("half-width", 1, ",", "，", "likely", 8.0, "stands where Chinese text has the full-width mark")
    >>> print(explained("a.txt", Made(3, None, made, "好", "走"), width=80))
    a.txt:3 half-width likely +8.0 bits
      好[-,-]{+，+}走
      stands where Chinese text has the full-width mark
    """
    repair = made.repair
    place = ":".join(str(part) for part in (name, made.line, made.field) if part is not None)
    room = max(8, (width - len("  [--]{++}")) // 4)
    return Text.assemble(
        (place, "bold"),
        f" {repair.kind} ",
        gain(repair.certainty, repair.bits),
        "\n  ",
        (_tail(visible(made.left), room), "dim"),
        change(_middle(visible(repair.before), room), _middle(visible(repair.after), room), repair.certainty),
        (_head(visible(made.right), room), "dim"),
        f"\n  {visible(repair.why)}",
    )


def _head(text: str, room: int) -> str:
    """The beginning of ``text``, in at most ``room`` columns."""
    taken = used = 0
    while taken < len(text) and used + cell_len(text[taken]) <= room:
        used += cell_len(text[taken])
        taken += 1
    return text if taken == len(text) else text[: max(0, taken - 1)] + "…"


def _tail(text: str, room: int) -> str:
    return _head(text[::-1], room)[::-1]


def _middle(text: str, room: int) -> str:
    """The beginning and the end of ``text``."""
    if cell_len(text) <= room:
        return text
    return _head(text, room // 2) + _tail(text, room // 2)[1:]


def report(counts: Counter[tuple[str, str]], flags: Counter[str]) -> Table:
    """How many repairs there are of each kind and certainty, and how much can't be repaired.

    >>> from rich.console import Console
    >>> table = report(Counter({("noise", "certain"): 3, ("nbsp", "likely"): 1}), Counter({"lost-bytes": 2}))
    >>> Console(width=80).print(table)
    kind                       certain  likely  guess  all
    noise                            3       0      0    3
    nbsp                             0       1      0    1
    all                              3       1      0    4
    beyond repair: lost-bytes                            2
    """
    table = Table("kind", *CERTAINTIES, "all", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    kinds: Counter[str] = Counter()
    for (kind, _), count in counts.items():
        kinds[kind] += count
    for kind, total in kinds.most_common():
        table.add_row(kind, *(str(counts[kind, certainty]) for certainty in CERTAINTIES), str(total))
    table.add_row("all", *(str(_of(counts, certainty)) for certainty in CERTAINTIES), str(kinds.total()), style="bold")
    for kind, count in flags.most_common():
        table.add_row(f"beyond repair: {kind}", "", "", "", str(count), style="red")
    return table


def _of(counts: Counter[tuple[str, str]], certainty: str) -> int:
    return sum(count for (_, sure), count in counts.items() if sure == certainty)
