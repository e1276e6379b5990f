r"""Recognising the engine of a page in an archive from its bytes: cheap, since almost no page there is a forum's.

Pages of an engine have one of a few cues near their beginning or end. Only if there is one, the engine's marks
are weighed over the whole page (:mod:`harvester.forum.marks`). The address does not matter.

>>> page = b'<title>T - Powered by Discuz!</title><div id="append_parent"></div>'
>>> engine_of(page).name
'discuz'
>>> engine_of(b"<title>How Discuz! writes &lt;div id=\"append_parent\"&gt;</title>") is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from harvester.engines import table
from harvester.forum.engine import Engine
from harvester.forum.marks import ENOUGH, FOOT, HEAD, Marks

#: Byte order marks of UTF-16: without its zeros, its tags are ASCII.
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@cache
def _cues() -> Sequence[tuple[bytes, Engine, Marks]]:
    return [
        (cue, engine, engine.marks)
        for engine in table.engines().values()
        if engine.marks is not None
        for cue in engine.marks.cues
    ]


def engine_of(body: bytes) -> Engine | None:
    """The engine of a page that is unpacked, but not decoded; ``None`` if it is not a page of an engine with marks."""
    if body[:2] in _UTF_16:
        body = body.replace(b"\0", b"")
    ends = body if len(body) <= HEAD + FOOT else body[:HEAD] + body[-FOOT:]
    suspects = {engine.name: (engine, marks) for cue, engine, marks in _cues() if cue in ends}
    if not suspects:
        return None
    weighed = [(marks.weigh(body), engine) for engine, marks in suspects.values()]
    weight, engine = max(weighed, key=lambda each: each[0])
    return engine if weight >= ENOUGH else None
