"""Uploads on thread pages: those that the text places, and those that follow it."""

from __future__ import annotations

import base64
import re

from harvester.demo import dates
from harvester.demo.hit import Hit
from harvester.demo.markup import escape
from harvester.demo.model import Post, Upload

_PLACED = re.compile(r"\[attach\](\d+)\[/attach\]")


def placed_numbers(post: Post) -> set[int]:
    """The numbers of the uploads that the text places."""
    return {int(number) for number in _PLACED.findall(post.message)}


def placed(hit: Hit, post: Post) -> dict[int, str]:
    """The HTML of the uploads that the text places, by number; none where guests are shown none."""
    if post.withheld:
        return {}
    numbers = placed_numbers(post)
    return {
        upload.aid: _upload(hit, "picture" if upload.picture else "file", post, upload)
        for upload in post.uploads
        if upload.aid in numbers
    }


def below(hit: Hit, post: Post) -> str:
    """What follows the text: the uploads it does not place, or the word that a guest gets none."""
    if post.withheld:
        return hit.fill("withheld")
    numbers = placed_numbers(post)
    rest = [upload for upload in post.uploads if upload.aid not in numbers]
    files = [
        _upload(hit, "picture_below" if upload.picture else "file_below", post, upload)
        for upload in sorted(rest, key=lambda upload: not upload.picture)
    ]
    return hit.fill("below", files="\n".join(files)) if files else ""


def signature(hit: Hit, aid: int) -> str:
    """A download address's number, which differs at each hit."""
    signed = f"{aid}|{hit.token(8)}|{int(hit.now.timestamp())}|0|0"
    return base64.b64encode(signed.encode()).decode().rstrip("=")


def _upload(hit: Hit, piece: str, post: Post, upload: Upload) -> str:
    shown = f"{upload.path}.thumb.jpg" if upload.thumb else upload.path
    zoomed = hit.fill("picture_zoomfile", url=upload.path) if upload.thumb or upload.signed else ""
    return hit.fill(
        piece,
        aid=upload.aid,
        name=escape(upload.name),
        size=upload.size,
        downloads=hit.rng.randint(0, 40),
        signature=signature(hit, upload.aid),
        uploaded=hit.time(post.published, dates.minute),
        zoomfile=zoomed,
        file=f"{shown}?a=a" if upload.signed else shown,
        icon=upload.name.rpartition(".")[2],
    )
