"""Masking personal data in all texts of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields

from harvester import items
from harvester.article.texts import places
from harvester.corpora.masked_log import Masked, mask_repaired
from harvester.corpora.masking import MARKS, find, mask
from harvester.items import Article, MaskedData
from harvester.text.edits import Repair


def mask_item(item: Article, kinds: Sequence[str]) -> Counter[str]:
    """Mask data of these kinds in ``item``, in place: texts, names, captions, repairs. Returns the count of each.

    >>> names = "id site url tid pid board title thread_type author published edited views reply_count encoding"
    >>> item = Article(
    ...     **dict.fromkeys([*names.split(), "harvested"], ""),
    ...     **dict.fromkeys(["pictures", "attachments", "flags"], []),
    ...     text="电话13800138000。",
    ... )
    >>> dict(mask_item(item, ["phones"]))
    {'phones': 1}
    >>> item.text
    '电话[PHONE]。'
    """
    counts: Counter[str] = Counter()
    log: list[items.Repair] = []
    seen: set[str] = set()
    for holder, name, where in places(item):
        masked = _masked(getattr(holder, name), [made for made in item.repairs if made.where == where], kinds)
        setattr(holder, name, masked.text)
        log += [items.Repair(where=where, **asdict(made)) for made in masked.repairs]
        counts += masked.counts
        seen.add(where)
        if where == "text" and item.original_text is not None:
            item.original_text = masked.original
    item.repairs = log + [made for made in item.repairs if made.where not in seen]
    counts += _captions(item, kinds)
    item.masked = [MaskedData(kind, counts[kind]) for kind in MARKS if counts[kind]]
    return counts


def _masked(text: str, repairs: list[items.Repair], kinds: Sequence[str]) -> Masked:
    made = [Repair(**{each.name: getattr(repair, each.name) for each in fields(Repair)}) for repair in repairs]
    return mask_repaired(text, made, kinds)


def _captions(item: Article, kinds: Sequence[str]) -> Counter[str]:
    """Mask the captions of pictures and the names of files, but not their addresses, which must keep working."""
    counts: Counter[str] = Counter()
    holders = [*((picture, "caption") for picture in item.pictures), *((file, "name") for file in item.attachments)]
    for holder, name in holders:
        if words := getattr(holder, name):
            counts.update(span.kind for span in find(words, kinds))
            setattr(holder, name, mask(words, kinds))
    return counts
