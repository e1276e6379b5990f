"""UTF-8 of other languages, read in a wrong encoding: exact where no byte is lost; clean text of all of them stays."""

from __future__ import annotations

import pytest

from harvester.text import repair
from harvester.text.accidents.alphabetic_misreadings import CHAINS, damage

SAID = (
    "Вчера вечером мы долго гуляли по набережной.",
    "Їхні діти вже ходять до школи.",
    "Καλημέρα, τι κάνετε σήμερα;",
    "שלום לכולם, מה שלומכם היום?",
    "مرحبا بكم في موقعنا الجديد",
    "आज मौसम बहुत अच्छा है।",
    "วันนี้อากาศดีมาก",
    "Hôm nay trời rất đẹp và chúng tôi đi chơi.",
    "오늘은 날씨가 아주 좋습니다.",
    "新しいアルバムを発売します",
    "Zażółć gęślą jaźń",
    "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "Les élèves sont déjà arrivés à l’école.",
    "Die Größe der Tür beträgt zwei Meter.",
    "La canción más bonita del año",
    "A educação não é só informação.",
    "Türkçe öğreniyorum",
    "Árvíztűrő tükörfúrógép",
    "Mâine mergem la bunică în oraș.",
    "Det är mycket vackert på sommaren i Malmö.",
    "Great job \U0001f44d\U0001f600",
)


@pytest.mark.parametrize("said", SAID)
def test_whatever_lost_no_byte_is_exact(said: str) -> None:
    found = []
    for kind in CHAINS:
        try:
            shown = damage(said, kind)
        except UnicodeError:
            continue
        repaired = repair(shown)
        assert repaired.undo() == shown
        if "\ufffd" not in shown and repaired.text == said:
            found.append(kind)
        elif "\ufffd" not in shown:
            assert repaired.text == shown, kind
    assert {"utf-8-as-cp1252", "utf-8-as-latin-1", "utf-8-as-cp1250", "utf-8-as-cp437", "utf-8-as-macroman"} <= {*found}


@pytest.mark.parametrize("said", SAID)
def test_clean_text_stays(said: str) -> None:
    found = repair(said)
    assert (found.text, found.flags) == (said, ())


@pytest.mark.parametrize(
    "text",
    [
        "только списак содржател",  # all of it is UTF-8 in cp866
        "ěžš",
        "ě\xa0– tak",
        "康康",
        "聞聞聞聞聞",  # made up
        "Сі та Рі",
        "┬░┬░┬░┬░",
        "√© © √",
        "SÃO PAULO, AÇÃO",
        "naïve élèves",
        "他用App下载了ios版",
    ],
)
def test_clean_text_that_is_utf_8_by_chance_stays(text: str) -> None:
    assert repair(text).text == text


def test_talk_about_it_is_a_quotation() -> None:
    text = "My page shows GrÃ¶ÃŸe instead of what I typed, which looks like mojibake to me."
    assert repair(text).text == text


def test_a_run_is_undone_whole_or_not_at_all() -> None:
    shown = "SchÃ¶ne Grü\xc3\xc3e und GrÃ¶ÃŸe"
    assert repair(shown).text == shown


def test_two_languages_in_hanzi_that_are_none() -> None:
    assert repair("Sch枚ne Gr眉脽e aus M眉nchen").text == "Schöne Grüße aus München"
    assert repair("袧芯胁芯褋褌懈 谐芯褉芯写邪").text == "Новости города"
