"""The marks that a forum puts on threads, in words of our own."""

from __future__ import annotations

from collections.abc import Iterable

#: Each flag, and what it means.
FLAGS = {
    "sticky": "Kept at the top of its board.",
    "sticky_category": "Kept at the top of all boards of its category.",
    "sticky_global": "Kept at the top of all boards.",
    "digest": "Marked as worth reading.",
    "closed": "Closed to replies.",
    "highlight": "Its title is coloured or bold.",
    "hot": "Much read or answered.",
    "recommended": "Recommended by the staff or by readers.",
    "poll": "A poll.",
    "trade": "Something for sale.",
    "reward": "A question with a reward.",
    "solved": "A question that was answered.",
    "activity": "An event to sign up for.",
    "debate": "A debate.",
    "reply_reward": "Replies are rewarded.",
    "rush_reply": "A race for certain floors.",
    "pictures": "Has attached pictures.",
    "attachments": "Has attached files.",
    "mobile": "Posted from a telephone.",
}

#: Flags that the staff sets and removes, so that a change of them is news about the thread.
OF_STAFF = frozenset({"sticky", "sticky_category", "sticky_global", "digest", "closed"})
#: Flags of threads that the lists of other boards show at their top too.
EVERYWHERE = frozenset({"sticky_category", "sticky_global"})


def in_order(found: Iterable[str]) -> tuple[str, ...]:
    """Flags in the order of :data:`FLAGS`. A thread at the top of several boards is ``sticky`` too.

    >>> in_order(["closed", "sticky_global"])
    ('sticky', 'sticky_global', 'closed')
    """
    found = set(found)
    if found & {"sticky_global", "sticky_category"}:
        found.add("sticky")
    return tuple(flag for flag in FLAGS if flag in found)
