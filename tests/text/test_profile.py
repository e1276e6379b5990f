"""What a document or a site has proved, kept and given back; and the options."""

from __future__ import annotations

from collections import Counter

import pytest

from harvester.text.options import Options
from harvester.text.profile import Profile


def some_profile() -> Profile:
    return Profile(Counter(noise=3), Counter({"產": 2, "發": 5}), Counter({"- from a board": 1}))


class TestProfile:
    def test_goes_through_json(self) -> None:
        assert Profile.from_json(some_profile().to_json()) == some_profile()

    def test_json_keeps_characters(self) -> None:
        assert '"產": 2' in some_profile().to_json()

    def test_json_may_lack_what_a_later_version_adds(self) -> None:
        assert Profile.from_json('{"proofs": {"noise": 1}}') == Profile(Counter(noise=1))

    @pytest.mark.parametrize(
        "text", ["[]", "{", '{"x": {}}', '{"proofs": 3}', '{"proofs": {"noise": "3"}}', '{"proofs": {"noise": true}}']
    )
    def test_what_is_no_profile_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"profile|Expecting"):
            Profile.from_json(text)

    def test_a_copy_leaves_the_original(self) -> None:
        profile = some_profile()
        profile.copy().glossed["發"] += 1
        assert profile == some_profile()

    def test_update_adds(self) -> None:
        profile = some_profile()
        profile.update(Profile(Counter(noise=1, shift=1)))
        assert profile == Profile(Counter(noise=4, shift=1), some_profile().glossed, some_profile().strings)

    def test_since_is_what_update_takes(self) -> None:
        later = some_profile()
        later.proofs["shift"] += 2
        later.glossed["發"] += 1
        again = some_profile()
        again.update(later.since(some_profile()))
        assert later.since(some_profile()) == Profile(Counter(shift=2), Counter({"發": 1}))
        assert again == later


class TestOptions:
    def test_all_kinds_are_wanted(self) -> None:
        assert Options().wants("gbk-as-big5")

    def test_a_joined_kind_is_wanted_where_all_of_it_is(self) -> None:
        options = Options(kinds=frozenset({"shift", "gloss"}))
        assert options.wants("shift+gloss")
        assert not options.wants("shift+noise")

    def test_half_width_is_kept_when_asked(self) -> None:
        assert not Options(keep_half_width=True).wants("half-width")
        assert Options(keep_half_width=True).wants("shift")

    @pytest.mark.parametrize(
        ("least", "made"), [("certain", [True, False, False]), ("likely", [True, True, False]), ("guess", [True] * 3)]
    )
    def test_certainty(self, least: str, made: list[bool]) -> None:
        options = Options(least_certainty=least)  # type: ignore[arg-type] # parametrized
        assert [options.sure_enough("certain"), options.sure_enough("likely"), options.sure_enough("guess")] == made

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"kinds": frozenset({"gloss", "noize"})}, "noize"),
            ({"least_certainty": "sure"}, "sure"),
            ({"keep_half_width": True, "widen": True}, "both"),
        ],
    )
    def test_what_does_not_exist_is_refused(self, wrong: dict[str, object], says: str) -> None:
        with pytest.raises(ValueError, match=says):
            Options(**wrong)  # type: ignore[arg-type] # the point of the test
