"""The account of a site, which comes only from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field


class LoginError(Exception):
    """The crawl cannot log in; the message says in one line why, and has no user name or password in it."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member's name and password; neither shows in ``repr``."""

    user: str = field(repr=False)
    password: str = field(repr=False)

    def hidden_in(self, text: str) -> str:
        """``text`` with name and password masked, in case a forum repeats them."""
        return text.replace(self.password, "…").replace(self.user, "…")


def variables(site: str) -> tuple[str, str]:
    """The variables of a site's account: HARVESTER_USER_BBS_EXAMPLE_COM and so on for ``bbs.example.com``."""
    name = re.sub(r"\W+", "_", site, flags=re.ASCII).strip("_").upper()
    return f"HARVESTER_USER_{name}", f"HARVESTER_PASSWORD_{name}"


def cookies_in(site: str, environment: Mapping[str, str] = os.environ) -> str:
    """A browser's header ``Cookie`` for a site, from a variable such as HARVESTER_COOKIE_BBS_EXAMPLE_COM."""
    return environment.get(variables(site)[0].replace("_USER_", "_COOKIE_", 1), "")


def account_of(site: str, environment: Mapping[str, str] = os.environ) -> Account | None:
    """The account of a site by its name; ``None`` if there is none. Raises LoginError if only half of it is set."""
    names = variables(site)
    user, password = map(environment.get, names)
    if not user and not password:
        return None
    if not user or not password:
        there, missing = names if user else reversed(names)
        raise LoginError(f"{there} is set, but {missing} is not: set both, or none")
    return Account(user, password)
