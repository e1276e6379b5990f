"""Writes ``article.json`` again: ``python -m harvester.schema`` after a change of the items."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.schema import build

if __name__ == "__main__":
    text = json.dumps(build(), ensure_ascii=False, indent=2) + "\n"
    Path(__file__).with_name("article.json").write_text(text, encoding="utf-8")
