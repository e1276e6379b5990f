"""Whose page it is: a guest's or a member's; and the form that a guest logs in by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from harvester.config.patterns import regex
from harvester.forum.engine import LoginForm, LoginPages, Viewer
from harvester.forum.page import Element, Page, find_all, text_of

#: The visitor's number as scripts have it: X in quotes, 7.x with or without; 0 for a guest.
_UID = regex(r"\bdiscuz_uid\s*=\s*(?:parseInt\()?['\"]?(\d{1,10})\b")
#: Fields and parts that ask for more than name and password: a code off a picture, a question, a plug-in's check.
_CHECKS = regex(
    r"sec(?:code|qaa)(?:verify|hash)|update(?:seccode|secqaa)\s*\(|captcha|geetest|turnstile", re.IGNORECASE
)
#: The fields of the form for name and password, and its button.
_NAMED = ("username", "password")
_SENT = {"loginsubmit": "true"}
#: The cookie of a member who is logged in, behind a prefix of the site's own.
_COOKIE = regex(r"_auth$")
_CHECK_IDS = ("seccode_", "secqaa_", "seccodeverify", "secqaaverify")


def viewer_of(page: Page) -> Viewer | None:
    """Who the page was made for; ``None`` where it does not say, as pages of the archiver and of errors.

    Told by the number in the page's scripts, a link to log out with its form hash, the member's box
    (``#um .vwmy``), or a login form. What members write counts for nothing: they can write links, but no scripts
    and no forms.
    """
    if page.has("discuz_uid"):
        scripts = "".join(script.text or "" for script in page.named("script"))
        if uid := _UID.search(scripts):
            return Viewer(int(uid[1]) > 0, int(uid[1]) or None)
    if any(_is_way_out(page, link) for link in page.find_all("#um a, #umenu a, #toptb a, #hd a, .footer a, #ft a")):
        return Viewer(member=True, uid=_own_number(page))
    if page.find("#um .vwmy") is not None:
        return Viewer(member=True, uid=_own_number(page))
    return Viewer(member=False) if next(_forms(page), None) is not None else None


def login_address(page: Page) -> str | None:
    """The address of the page with the login form, where this page links to it or is it."""
    for link in [*page.links(), *(form.action for form in _forms(page))]:
        if is_login(link):
            mod = "mod=logging&" if parse_qs(urlsplit(link).query).get("mod") == ["logging"] else ""
            return f"{link.partition('?')[0]}?{mod}action=login"
    return None


def is_login(url: str) -> bool:
    """Whether a full address is of the page with the login form."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    return asked.get("action") == ["login"] and (asked.get("mod") == ["logging"] or parts.path.endswith("/logging.php"))


def read_login_form(page: Page) -> LoginForm | None:
    """The form of a login page, the whole one before the short one in the page's head; ``None``: there is none."""
    forms = sorted(_forms(page), key=lambda form: "lssubmit" in form.action)
    return forms[0] if forms else None


def _forms(page: Page) -> Iterator[LoginForm]:
    for form in page.named("form"):
        action = page.link(form.get("action"))
        inputs = find_all(form, "input, select")
        named = {each.get("name"): each for each in inputs if each.get("name")}
        if action is None or "action=login" not in action or not set(_NAMED) <= named.keys():
            continue
        yield LoginForm(action, dict(_filled_in(named)), _asks(page, form), *_NAMED, sent=_SENT)


def _filled_in(named: dict[str | None, Element]) -> Iterator[tuple[str, str]]:
    """What a browser would send of fields that nobody touches: hidden ones, lists, the stay-logged-in box unticked."""
    for name, each in named.items():
        if name is None or each.get("type") in ("checkbox", "radio", "submit", "button", "password", "image"):
            continue
        chosen = find_all(each, "option[selected]") or find_all(each, "option")
        value = chosen[0].get("value") if each.tag == "select" and chosen else each.get("value")
        yield name, "username" if name == "loginfield" else value or ""


def _asks(page: Page, form: Element) -> str | None:
    """The check that belongs to a form: a field of it, or the place that a script puts it in."""
    for each in form.iter():
        names = " ".join(each.get(name) or "" for name in ("name", "id", "class"))
        script = (each.text or "") if each.tag == "script" else ""
        if _CHECKS.search(f"{names} {script}") or (each.get("id") or "").startswith(_CHECK_IDS):
            return "a question" if "secqaa" in names else "a code or a check for people"
    if "lssubmit" not in (form.get("action") or "") and (page.has("updateseccode(") or page.has("updatesecqaa(")):
        return "a code or a check for people"
    return None


def _is_way_out(page: Page, link: Element) -> bool:
    asked = parse_qs(urlsplit(page.link(link.get("href")) or "").query)
    return asked.get("action") == ["logout"] and "formhash" in asked


def _own_number(page: Page) -> int | None:
    for link in page.find_all("#um .vwmy a, #umenu cite a"):
        if number := re.search(r"uid[=-](\d{1,10})", link.get("href") or ""):
            return int(number[1])
    return None


def refusal_of(page: Page) -> str:
    """What the forum says to a login that it does not take, in its own words, cut short."""
    boxes = page.find_all("#messagetext, .alert_error, .alert_info, .errormsg, .box.message, .showmessage")
    return next((said for box in boxes if (said := text_of(box))), "")[:200]


class DiscuzLogin(LoginPages):
    """Logging in to Discuz."""

    def viewer_of(self, page: Page) -> Viewer | None:
        """Who a page was made for."""
        return viewer_of(page)

    def address(self, page: Page) -> str | None:
        """The address of the page with the login form."""
        return login_address(page)

    def form(self, page: Page) -> LoginForm | None:
        """The form of a login page."""
        return read_login_form(page)

    def refusal(self, page: Page) -> str:
        """What the forum says to a login that it does not take."""
        return refusal_of(page)

    def is_login(self, url: str) -> bool:
        """Whether a full address is of the page with the login form."""
        return is_login(url)

    def is_cookie(self, name: str) -> bool:
        """Whether a cookie of this name means that a member is logged in."""
        return _COOKIE.search(name) is not None
