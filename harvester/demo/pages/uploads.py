"""Uploads on thread pages: those that the text places, and those that follow it."""

from __future__ import annotations

import base64
import hashlib
import re

from harvester.demo import dates
from harvester.demo.addresses import href
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
    pictures = [_upload(hit, "picture_below", post, upload) for upload in rest if upload.picture]
    others = [_upload(hit, "file_below", post, upload) for upload in rest if not upload.picture]
    if not rest:
        return ""
    listed = {"pictures": pictures, "others": others, "files": [*pictures, *others]}
    return hit.fill("below", **{name: "\n".join(files) for name, files in listed.items()})


def signature(hit: Hit, aid: int) -> str:
    """A download address's number, which differs at each hit."""
    signed = f"{aid}|{hit.token(8)}|{int(hit.now.timestamp())}|0|0"
    return base64.b64encode(signed.encode()).decode().rstrip("=")


def thumbnail(upload: Upload) -> str:
    """The address of the small picture that telephones get; its key is the forum's."""
    key = hashlib.md5(f"{upload.aid}|140|140".encode(), usedforsecurity=False).hexdigest()[:16]
    return f"forum.php?mod=image&aid={upload.aid}&size=140x140&key={key}&type=fixnone"


def _upload(hit: Hit, piece: str, post: Post, upload: Upload) -> str:
    shown = f"{upload.path}.thumb.jpg" if upload.thumb else upload.path
    if upload.thumb and f"{piece}_thumb" in hit.templates:
        piece = f"{piece}_thumb"
    zoomed = hit.fill("picture_zoomfile", url=upload.path) if upload.thumb or upload.signed else ""
    return hit.fill(
        piece,
        aid=upload.aid,
        name=escape(upload.name),
        size=upload.size,
        path=upload.path,
        thumbnail=href(thumbnail(upload)),
        downloads=hit.rng.randint(0, 40),
        signature=signature(hit, upload.aid),
        uploaded=hit.time(post.published, dates.minute),
        zoomfile=zoomed,
        file=f"{shown}?a=a" if upload.signed else shown,
        icon=upload.name.rpartition(".")[2],
    )
