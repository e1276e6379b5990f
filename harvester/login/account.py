"""The account of a site, from the environment and from nowhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field


class LoginError(Exception):
    """The crawl can't come in as a member; the message says in one line why, and holds no name and no password."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member's name and password; neither shows in ``repr``."""

    user: str = field(repr=False)
    password: str = field(repr=False)

    def hidden_in(self, text: str) -> str:
        """``text`` without them, where a forum repeats them."""
        return text.replace(self.password, "…").replace(self.user, "…")


def variables(site: str) -> tuple[str, str]:
    """The variables that hold a site's account: ``bbs.example.com`` has HARVESTER_USER_BBS_EXAMPLE_COM and so on."""
    name = re.sub(r"\W+", "_", site, flags=re.ASCII).strip("_").upper()
    return f"HARVESTER_USER_{name}", f"HARVESTER_PASSWORD_{name}"


def cookies_in(site: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of a browser's header ``Cookie`` for a site, in a variable such as HARVESTER_COOKIE_BBS_EXAMPLE_COM."""
    return environment.get(variables(site)[0].replace("_USER_", "_COOKIE_", 1), "")


def account_of(site: str, environment: Mapping[str, str] = os.environ) -> Account | None:
    """The account of a site by its name; ``None`` where there is none. Raises LoginError where half of one is there."""
    names = variables(site)
    user, password = map(environment.get, names)
    if not user and not password:
        return None
    if not user or not password:
        there, missing = names if user else reversed(names)
        raise LoginError(f"{there} is set, but {missing} is not: set both, or none")
    return Account(user, password)
