"""Clean text that looks damaged, drawn from the lines of ``texts.toml``."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DATA: Final[Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
_SLOT: Final = re.compile("⟦([^⟧]+)⟧")

#: Rare characters with one of their readings, as authors gloss them.
NOTES: Final[tuple[str, ...]] = tuple(_DATA["notes"]["all"])


def texts(rng: random.Random, each: int = 40) -> list[tuple[str, str]]:
    """``each`` texts of every kind, as kind and text."""
    return [(name, _text(kind, rng)) for name, kind in _DATA["kinds"].items() for _ in range(each)]


def _text(kind: Mapping[str, Any], rng: random.Random) -> str:
    drawn = rng.choices(kind["drawn"], k=rng.randint(3, kind["times"]))
    return "\n".join(_SLOT.sub(lambda slot: _filled(slot[1], rng), line) for line in (*kind["first"], *drawn))


def _filled(slot: str, rng: random.Random) -> str:
    if slot[0].isdigit():
        first, last = slot.split("-")
        return str(rng.randint(int(first), int(last)))
    return str(rng.choice(_DATA["words"][slot]))
