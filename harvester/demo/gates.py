"""What may stand between a client and the pages: flood limit, reload, checks, failures."""

from __future__ import annotations

import json
import random
import threading
from importlib.resources import files
from typing import Any, Literal

from harvester.demo.markup import Words
from harvester.demo.templates import Templates

Gate = Literal["reload", "forum_closed", "question", "browser_check", "system_error"]
GATES: tuple[Gate, ...] = ("reload", "forum_closed", "question", "browser_check", "system_error")


class Turnstile:
    """Counts the hits: after every ``flood`` pages one answer is the flood page (0 for never)."""

    def __init__(self, flood: int) -> None:
        self._flood = flood
        self._hits = 0
        self._lock = threading.Lock()

    def too_fast(self) -> bool:
        """Count one hit; whether it is one too many."""
        with self._lock:
            self._hits += 1
            return bool(self._flood) and self._hits % (self._flood + 1) == 0


class Misfortune:
    """Fails a share of the hits, half of them by an answer of 503, half by a cut connection."""

    def __init__(self, share: float, seed: int) -> None:
        self._share = share
        self._rng = random.Random(seed)  # noqa: S311  # chance, not secrets
        self._lock = threading.Lock()

    def draw(self) -> Literal["busy", "cut"] | None:
        """What befalls this hit."""
        with self._lock:
            if self._rng.random() >= self._share:
                return None
            return "busy" if self._rng.random() < 0.5 else "cut"


class Pages:
    """The pages of the gates."""

    def __init__(self, words: Words) -> None:
        self._templates = Templates(["gates"], words)
        self._words = words
        source = files("harvester.demo") / "data" / "gates.json"
        self._gates: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))

    def html(self, kind: str, here: str, meta: str, host: str) -> tuple[int, str]:
        """Status and HTML of a gate's page, for a request target on a host."""
        gate = self._gates[kind]
        page = self._templates.fill(
            gate["piece"],
            meta=meta,
            subject=self._words(gate["subject"]),
            said=self._words(gate["said"]),
            here=here.replace("&", "&amp;") if kind == "question" else here,
            key=f"{sum(here.encode()):08x}",
            host=host,
        )
        return gate["status"], page
