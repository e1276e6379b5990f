"""How a forum of phpwind may write its addresses, apart from what its links show."""

from __future__ import annotations

from harvester.forum.forms import Forms

#: The forms that all forums understand, whatever form they write: 8.x, then 9.x.
DYNAMIC = {
    "board": ("thread.php?fid={id}&page={page}", "index.php?m=bbs&c=thread&fid={id}&page={page}"),
    "thread": ("read.php?tid={id}&page={page}", "index.php?m=bbs&c=read&tid={id}&page={page}"),
}

#: Parameters that do not change which page is shown.
_IDLE = frozenset({"tid", "fid", "page", "m", "c"})


def forms() -> Forms:
    """The forms of a site that nothing is known of."""
    return Forms(DYNAMIC, _IDLE)
