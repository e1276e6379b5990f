"""The page with the login form."""

from __future__ import annotations

from harvester.demo.hit import Hit
from harvester.demo.pages import frame
from harvester.demo.pages.visitor import pieces


def login(hit: Hit, *, captcha: bool) -> str:
    """The page; where the form asks for a code, with a place for it that a script fills."""
    code = pieces(hit).fill("captcha", key=hit.token(4)) if captcha else ""
    form = pieces(hit).fill("login", key=hit.token(4), formhash=hit.formhash, referer=hit.base, captcha=code)
    return frame.page(hit, form, body_class="pg_logging")
