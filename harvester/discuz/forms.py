"""The dynamic forms of Discuz's addresses."""

from __future__ import annotations

from harvester.forum.forms import Forms

#: Those of X, and of the versions before it.
DYNAMIC = {
    "board": ("forum.php?mod=forumdisplay&fid={id}&page={page}", "forumdisplay.php?fid={id}&page={page}"),
    "thread": ("forum.php?mod=viewthread&tid={id}&page={page}", "viewthread.php?tid={id}&page={page}"),
}
#: Parameters that do not change which page is shown.
_IDLE = frozenset({"mod", "fid", "tid", "page", "extra"})


def forms() -> Forms:
    """The forms of a site of which nothing is known yet."""
    return Forms(DYNAMIC, _IDLE)
