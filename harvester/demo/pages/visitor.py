"""What pages show of the visitor: a member finds the way out where a guest finds the way in."""

from __future__ import annotations

import re

from harvester.demo.addresses import href
from harvester.demo.hit import Hit
from harvester.demo.markup import escape
from harvester.demo.templates import Templates

_WAY_IN = re.compile(r'<form[^>]* id="lsform".*?</form>', re.DOTALL)


def pieces(hit: Hit) -> Templates:
    """The pieces of logging in and out."""
    return Templates(["login"], hit.words)


def shown_to_visitor(hit: Hit, html: str) -> str:
    """A page that was made for a guest, as its visitor sees it."""
    viewer = hit.content.viewer
    if viewer is None:
        return html
    url, name = href(hit.links.member(viewer.uid)), escape(viewer.name)
    box = pieces(hit).fill("member", uid=viewer.uid, url=url, name=name, formhash=hit.formhash)
    shown, found = _WAY_IN.subn(lambda _: box, html, count=1)
    return shown if found else html.replace("</body>", f"{box}\n</body>", 1)
