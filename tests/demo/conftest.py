"""A client for the demo forum, of the standard library."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

import pytest
from lxml import html

from harvester.demo import DemoForum


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers to look at."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class Got:
    """An answer of the forum."""

    status: int
    headers: Message
    body: bytes
    charset: str

    @property
    def text(self) -> str:
        return self.body.decode(self.charset, "replace")

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)


Get = Callable[..., Got]


@pytest.fixture
def get() -> Get:
    """``get(forum, path, **headers)``: one request, redirects not followed."""
    opener = urllib.request.build_opener(_Stay)

    def fetch(forum: DemoForum, path: str = "", **headers: str) -> Got:
        request = urllib.request.Request(forum.url + path, headers=headers)  # noqa: S310  # our own forum
        try:
            with opener.open(request, timeout=10) as answer:
                return Got(answer.status, answer.headers, answer.read(), forum.charset)
        except urllib.error.HTTPError as error:
            with error:
                return Got(error.code, error.headers, error.read(), forum.charset)

    return fetch
