"""Accounts, which stand in the environment and nowhere else."""

from __future__ import annotations

import pytest

from harvester.login.account import Account, LoginError, account_of, variables


def test_an_account_is_of_the_environment_and_shows_nowhere() -> None:
    assert variables("bbs.example.com:8080/x") == (
        "HARVESTER_USER_BBS_EXAMPLE_COM_8080_X",
        "HARVESTER_PASSWORD_BBS_EXAMPLE_COM_8080_X",
    )
    both = {"HARVESTER_USER_BBS": "me", "HARVESTER_PASSWORD_BBS": "secret"}
    account = account_of("bbs", both)
    assert account == Account("me", "secret")
    assert "me" not in repr(account).replace("Account", "")
    assert "secret" not in repr(account)
    assert account_of("other", both) is None
    with pytest.raises(LoginError, match="HARVESTER_USER_BBS is set, but HARVESTER_PASSWORD_BBS is not"):
        account_of("bbs", {"HARVESTER_USER_BBS": "me"})
    with pytest.raises(LoginError, match="HARVESTER_PASSWORD_BBS is set, but HARVESTER_USER_BBS is not"):
        account_of("bbs", {"HARVESTER_PASSWORD_BBS": "secret"})
