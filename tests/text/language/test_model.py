import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.text.language.model import HEADER, MAGIC, LanguageModel, model
from harvester.text.language.symbols import CLASSES, symbol


@pytest.fixture(scope="module")
def costs() -> LanguageModel:
    return model()


class TestCosts:
    @pytest.mark.parametrize(
        ("likely", "unlikely"),
        [
            ("中国人民", "中国入民"),
            ("中國人民", "中國入民"),
            ("經濟發展", "經濟髮展"),
            ("天气很好。", "天气很好?"),
            ("他說：「好。」", "他說：「好「。"),
            ("他说：“好。”", "他说：”好。“"),
            ("《红楼梦》", "》红楼梦《"),
            ("2021年12月", "2021午12日"),
            ("開了門。", "開了鬥。"),
        ],
    )
    def test_plausible_text_costs_less(self, costs: LanguageModel, likely: str, unlikely: str) -> None:
        assert costs.cost(likely) < costs.cost(unlikely)

    def test_a_shifted_span_costs_far_more(self, costs: LanguageModel) -> None:
        assert costs.cost("?!惫鶗詵|") > costs.cost("。”郭曉東") + 20

    def test_cost_is_the_sum_of_bits(self, costs: LanguageModel) -> None:
        text = "第一行\n第二行"
        bits = sum(costs.bits("\n" + text[:place], char) for place, char in enumerate(text))
        assert costs.cost(text) == pytest.approx(bits)

    def test_text_goes_on_after_what_stood_before(self, costs: LanguageModel) -> None:
        assert costs.cost("中国") + costs.cost("人民", before="中国") == pytest.approx(costs.cost("中国人民"))

    def test_only_two_characters_before_count(self, costs: LanguageModel) -> None:
        assert costs.bits("龘中国", "人") == costs.bits("中国", "人")

    def test_an_empty_context_is_a_line_start(self, costs: LanguageModel) -> None:
        assert costs.bits("", "中") == costs.bits("\n", "中") == costs.bits("完。\n", "中")
        assert costs.bits("中", "国") == costs.bits("\n中", "国")

    def test_lines_end_after_a_full_stop(self, costs: LanguageModel) -> None:
        assert costs.bits("好。", "\n") < costs.bits("很好", "\n")

    def test_both_scripts_share_their_statistics(self, costs: LanguageModel) -> None:
        assert costs.cost("经济数据") == pytest.approx(costs.cost("經濟數據"))

    @pytest.mark.parametrize("mixed", ["经濟數據", "經济數據", "經濟数據", "經濟數据"])
    def test_a_mix_of_scripts_costs_more(self, costs: LanguageModel, mixed: str) -> None:
        assert costs.cost(mixed) > costs.cost("經濟數據") + 5

    def test_digits_and_letters_cost_what_their_class_does(self, costs: LanguageModel) -> None:
        assert costs.cost("3月5日") == costs.cost("7月8日")
        assert costs.cost("用xyz") == costs.cost("用abc")

    @pytest.mark.parametrize("char", ["犇", "龘", "\U00020000", "😀", "\ue000", "\U0010f8a3", "\ufffd", "\x00"])
    def test_characters_hardly_seen_have_a_finite_cost(self, costs: LanguageModel, char: str) -> None:
        assert 8 < costs.bits("中国", char) < 64

    @pytest.mark.parametrize("context", ["", "中", "中国", "。”", "\ue000\ue000"])
    def test_probabilities_add_up_to_one(self, costs: LanguageModel, context: str) -> None:
        known = [chr(code) for code in range(0x10000) if symbol(chr(code)) not in CLASSES]
        everything = {char for char in map(chr, range(0xD800)) if char not in known}
        total = sum(2 ** -costs.bits(context, char) for char in everything)
        assert 0.9 < total < 1.1

    @given(st.text(max_size=50))
    def test_any_text_has_a_finite_cost(self, text: str) -> None:
        assert math.isfinite(model().cost(text))


class TestFollowers:
    def test_what_often_follows_comes_with_it(self, costs: LanguageModel) -> None:
        followers = costs.followers("中")
        assert {"国", "國", "，"} <= set(followers)
        assert "0" not in followers

    def test_they_are_in_the_script_of_what_they_follow(self, costs: LanguageModel) -> None:
        followers = {char: {"济", "濟"} & set(costs.followers(char)) for char in "经經"}
        assert followers == {"经": {"济"}, "經": {"濟"}}

    def test_those_asked_for_come_with_their_costs(self, costs: LanguageModel) -> None:
        weighed = dict(costs.weighed("经", costs.forms("济濟贸7龘")))
        assert weighed.keys() == {"济", "贸"}
        assert 0 < weighed["济"] < weighed["贸"] < costs.bits("", "龘")

    def test_characters_of_one_class_share_them(self, costs: LanguageModel) -> None:
        assert costs.followers("7") == costs.followers("3") != []


class TestTable:
    def test_another_file_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not a table"):
            LanguageModel(HEADER.pack(b"PK\3\4", 0, 0, 0))

    def test_the_smallest_table(self) -> None:
        """One character, which follows itself with 1/2, and nothing else in it."""
        chars, forms, cost = b"a\0", b"\0\0", bytes([8])
        table = HEADER.pack(MAGIC, 1, 1, 0) + chars + forms + cost + cost + b"\1\0" + b"\0\0" + cost + b"\0" + b"\0\0"
        assert LanguageModel(table).look_up("aa") == 1 + CLASSES["a"]

    def test_the_cache_has_an_end(self, monkeypatch: pytest.MonkeyPatch, costs: LanguageModel) -> None:
        monkeypatch.setattr("harvester.text.language.model._CACHE_SIZE", 10)
        costs.costs.clear()
        for code in range(0x4E00, 0x4E40):
            costs.bits("", chr(code))
        assert len(costs.costs) <= 10
