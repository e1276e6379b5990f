"""Which threads are visited, as far as the user may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from harvester.config.declaring import Key, setting
from harvester.config.forms import numbers, switch, whole


@dataclass(frozen=True, slots=True)
class VisitOptions:
    """What a run visits.

    ``boards``: those to harvest, none for all; ``on_reply``: a reply is reason enough for a visit;
    ``thread_pages``: how many are read of one thread.
    """

    section: ClassVar[str] = "The forum"

    boards: frozenset[int] = setting(
        "HARVESTER_BOARDS",
        "",
        numbers("numbers of boards, such as 2,36"),
        "Numbers of the boards to harvest, separated by commas; empty: all that a visitor may read.",
        Key("boards", "numbers of boards, such as [2, 36]"),
    )
    on_reply: bool = setting(
        "HARVESTER_VISIT_ON_REPLY",
        default=False,
        form=switch(),
        reason="A new reply is reason enough for a visit, even without `-a replies=all` (which implies it).",
    )
    thread_pages: int = setting(
        "HARVESTER_THREAD_PAGES",
        500,
        whole(least=1),
        "Pages of one thread that a run reads, for its replies or for a post that has pages of its own. A site can "
        "count as many as it likes; a thread that has more is written with what was read, and a notice `too_long`.",
    )
