"""Members of the demo forum: what they see, and how they come in."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request

from harvester.demo.forum import DemoForum

MEMBER, PASSWORD = "霁川日报", "清风&明月"


def got(forum: DemoForum, path: str = "", cookie: str = "", **fields: str) -> str:
    """The page at an address, asked for with a session's cookie, or with a form."""
    body = urllib.parse.urlencode(fields, encoding=forum.charset).encode() if fields else None
    headers = {"Cookie": f"Jc7T_2132_auth={cookie}"} if cookie else {}
    request = urllib.request.Request(forum.url + path, data=body, headers=headers)  # noqa: S310 - our own forum
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        cookies = "".join(answer.headers.get_all("Set-Cookie", []))
        text: str = answer.read().decode(forum.charset)
        return text + cookies


def sent(forum: DemoForum, name: str, password: str) -> str:
    form = got(forum, "member.php?mod=logging&action=login")
    [action] = re.findall(r'action="(member.php[^"]*loginhash=[^"]*)"', form)
    [formhash] = re.findall(r'name="formhash" value="([0-9a-f]{8})" />\n<input type="hidden" name="referer"', form)
    return got(forum, action.replace("&amp;", "&"), username=name, password=password, formhash=formhash)


def test_a_form_of_the_forum_lets_members_in_and_nobody_else() -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}) as forum:
        assert "Jc7T_2132_auth=" in sent(forum, MEMBER, PASSWORD)
        for name, password in ((MEMBER, "falsch"), ("站务", PASSWORD), (MEMBER, "")):
            answer = sent(forum, name, password)
            assert "登录失败" in answer
            assert "Jc7T_2132_auth=" not in answer


def test_a_form_that_asks_for_a_code_lets_nobody_in() -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}, captcha=True) as forum:
        assert "updateseccode(" in got(forum, "member.php?mod=logging&action=login")
        assert "Jc7T_2132_auth=" not in sent(forum, MEMBER, PASSWORD)


def test_a_member_sees_the_way_out_more_boards_and_no_noise_in_posts_of_their_own() -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}) as forum:
        mine, theirs = forum.log_in(MEMBER), forum.log_in("站务")
        assert 'id="lsform"' in got(forum)
        assert re.search(r"discuz_uid = '2'.*", got(forum, cookie=mine))
        assert 'id="lsform"' not in got(forum, cookie=mine)
        assert "没有权限" in got(forum, "forum-22-1.html")
        assert "没有权限" not in got(forum, "forum-22-1.html", mine)
        truth = forum.truth()
        tid = next(
            entry["tid"]
            for entry in truth
            if entry["jammer"] and entry["author"] == MEMBER and entry["visible"] == "yes" and "\n" in entry["text"]
            if not entry["replies"]
        )
        counts = [got(forum, f"thread-{tid}-1-1.html", cookie).count("jammer") for cookie in ("", theirs, mine)]
        assert counts[0] > 0
        assert counts[1] > 0
        assert counts[2] == 0


def test_a_session_ends() -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}, session=2) as forum:
        cookie = forum.log_in(MEMBER)
        assert ['id="lsform"' in got(forum, cookie=cookie) for _ in range(4)] == [False, False, True, True]
