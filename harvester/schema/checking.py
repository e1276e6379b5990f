"""Whether a line is as the schema has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from harvester import schema


@cache
def check() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What raises where a line is not as the schema has it; compiled once for all crawls of a run."""
    compiled: Callable[[dict[str, Any]], dict[str, Any]] = fastjsonschema.compile(schema.packaged())
    return compiled
