"""Whose page it is: a guest's or a member's; and the form that a guest logs in by."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from harvester.config.patterns import regex
from harvester.forum.engine import LoginForm, LoginPages, Viewer
from harvester.forum.page import Element, Page, find_all, text_of

#: The visitor's number as scripts have it: 8.x ``winduid = '4'``, empty for a guest; 9.x ``U_ID : parseInt('4')``.
_UID = regex(
    r"\b(?:winduid\s*=|U_ID['\"]?\s*:)\s*(?:parseInt\()?\s*(?:['\"](?P<uid>\d{0,10})['\"]|(?P<bare>\d{1,10})\b)"
)
#: Rewritten addresses of 9.x: of the page with the login form, and of the way out.
_SHORT = regex(r"/u-login(?:-(?:run|index))?(?:\.html?)?/?$")
_SHORT_OUT = regex(r"/u-login-logout\b[^/]*$")
#: Names of the fields for name and password, 8.x and 9.x.
_NAMED = (("pwuser", "pwpwd"), ("username", "password"))
#: Fields that ask for more: a code off a picture, a question.
_CHECKS = {"gdcode": "a code", "qanswer": "a question", "code": "a code"}
#: What authors write, links too, stands in these.
_WRITTEN = ("tpc_content", "editor_content", "signature")
#: The cookie of a member who is logged in, behind a prefix of the site's own.
_COOKIE = regex(r"_winduser$")
_MESSAGES = ".regIgnore li, .tip-page ol li, .tip-page span.f14, #J_html_error, .regForm .f14"


class PhpwindLogin(LoginPages):
    """Logging in to phpwind."""

    def viewer_of(self, page: Page) -> Viewer | None:
        """Who a page was made for: by the number in its scripts, a way out, or a form or link to log in."""
        if page.has("winduid") or page.has("U_ID"):
            scripts = "".join(script.text or "" for script in page.named("script"))
            if found := _UID.search(scripts):
                uid = int(found["uid"] or found["bare"] or 0)
                return Viewer(member=uid > 0, uid=uid or None)
        links = [link for link in page.named("a") if not _is_written(link)]
        if any(_is_way_out(page.link(link.get("href")) or "") for link in links):
            return Viewer(member=True)
        guest = next(self._forms(page), None) is not None
        guest = guest or any(self.is_login(page.link(link.get("href")) or "") for link in links)
        return Viewer(member=False) if guest else None

    def address(self, page: Page) -> str | None:
        """The address of the page with the login form, where this page links to it or is it."""
        links = [*page.links(), *(form.action for form in self._forms(page))]
        found = next((link for link in links if self.is_login(link)), None)
        if found is None:
            return None
        parts = urlsplit(found)
        query = "?m=u&c=login" if parts.path.endswith("index.php") else ""
        return f"{parts.scheme}://{parts.netloc}{parts.path}{query}"

    def form(self, page: Page) -> LoginForm | None:
        """The form of a login page, the whole one before the short one in the page's head."""
        forms = sorted(self._forms(page), key=lambda form: "ajax" in form.fields)
        return forms[0] if forms else None

    def refusal(self, page: Page) -> str:
        """What the forum says to a login that it does not take."""
        return next((said for box in page.find_all(_MESSAGES) if (said := text_of(box))), "")[:200]

    def is_login(self, url: str) -> bool:
        """Whether a full address is of the page with the login form."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        if parts.path.endswith("/login.php"):
            return "action" not in asked
        if _SHORT.search(parts.path):
            return True
        return parts.path.endswith("/index.php") and asked.get("m") == ["u"] and asked.get("c") == ["login"]

    def is_cookie(self, name: str) -> bool:
        """Whether a cookie of this name means that a member is logged in."""
        return _COOKIE.search(name) is not None

    def _forms(self, page: Page) -> Iterator[LoginForm]:
        for form in page.named("form"):
            action = page.link(form.get("action"))
            inputs = [(name, each) for each in find_all(form, "input, select") if (name := each.get("name"))]
            named = {name for name, _ in inputs}
            fields = next((pair for pair in _NAMED if named.issuperset(pair)), None)
            if action is not None and fields is not None and "login" in action:
                asks = next((what for name, what in _CHECKS.items() if name in named), None)
                yield LoginForm(action, dict(_filled_in(inputs)), asks, *fields)


def _filled_in(inputs: list[tuple[str, Element]]) -> Iterator[tuple[str, str]]:
    """What a browser would send of fields that nobody touches."""
    for name, each in inputs:
        kind = each.get("type")
        untouched = kind == "radio" and each.get("checked") is None
        if untouched or kind in ("checkbox", "submit", "button", "password", "image", "text"):
            continue
        if each.tag == "select":
            options = find_all(each, "option[selected]") or find_all(each, "option")
            yield name, (options[0].get("value") or "") if options else ""
        else:
            yield name, each.get("value") or ""


def _is_way_out(url: str) -> bool:
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    nine = asked.get("c") == ["login"] and asked.get("a") == ["logout"]
    return nine or asked.get("action") == ["quit"] or _SHORT_OUT.search(parts.path) is not None


def _is_written(link: Element) -> bool:
    return any(set(_WRITTEN) & set((box.get("class") or "").split()) for box in link.iterancestors("div", "td"))
