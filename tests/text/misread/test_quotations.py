"""What a text quotes of misreadings stays, and is flagged; what is damaged beside it is undone."""

from __future__ import annotations

import pytest

from harvester.text import repair

MISREAD = "´ºÌìºÜÅ¯ºÍ"
SAID = "春天很暖和"
SHORT = "ÎÄ¼þ¼Ð"

#: Prose that names the damage, or says that it is shown so; code that tests for it; both forms side by side.
QUOTED = (
    f'The window title shows "{SHORT}" after the update.',
    f"Bug 12: names like {SHORT} are garbled since the last release, please have a look.",
    f"If you see {SHORT} or {MISREAD} in a terminal, change its code page and start again.",
    f"The page says latin-1, so {SHORT} stands where the greeting was.",
    f'assert mend("{SHORT}") == "文件夹"',
    f'it("repairs {SHORT}", () => check())',
    f"标题会显示成 {SHORT} ，重新打开一次就好了。",
    f"ファイル名が「{SHORT}」と表示されるときは、設定を見直してください。",
    f"Der Ordner heißt auf einmal {SHORT}, ein Fall von Zeichensalat.",
    f"Вместо имени папки видно {SHORT}, а не то, что было набрано.",
    f"{SHORT} instead of the name of the folder is all that the list has.",
    f'{{"was": "{SAID}", "is": "{MISREAD}", "by": "hand"}}',
)


@pytest.mark.parametrize("text", QUOTED)
def test_a_quotation_stays_and_is_flagged(text: str) -> None:
    repaired = repair(text)
    assert repaired.text == text
    assert {flag.kind for flag in repaired.flags} == {"misread"}
    assert all(text[flag.start : flag.start + len(flag.text)] == flag.text for flag in repaired.flags)


#: Code and pages whose strings and comments are damaged; that they declare an encoding says nothing.
DAMAGED = (
    f'print("{MISREAD}")',
    f'# -*- coding: gbk -*-\nname = "{MISREAD}"\nprint(name)',
    f"// {MISREAD}\nint main(void) {{\n    return 0; // {SHORT}\n}}",
    f'<html>\n<head><meta charset="gb2312">\n<title>{MISREAD}</title>\n</head>\n<body>{SHORT}</body>',
    f'with open(path, encoding="utf-8") as file:\n    data = file.read()\n    title = "{MISREAD}"\n    return title',
    f"Photo: {MISREAD}, 2008",
    f"track 07 - {MISREAD}.mp3",
)


@pytest.mark.parametrize("text", DAMAGED)
def test_strings_and_comments_are_undone(text: str) -> None:
    assert repair(text).text == text.replace(MISREAD, SAID).replace(SHORT, "文件夹")


def test_paragraphs_are_judged_one_by_one() -> None:
    quoting = f'The first program shows "{SHORT}" where the name of the folder should stand, as you know.'
    text = f"{quoting}\n\n{MISREAD}\n\nAn ordinary paragraph in between, without any news."
    assert repair(text).text == text.replace(MISREAD, SAID)


def test_a_document_about_the_damage_is_left_alone() -> None:
    text = (
        f"On mojibake, and where it comes from.\n\nTake this title:\n\n{MISREAD}\n\nIt is a title in a book of songs."
    )
    assert repair(text).text == text


def test_a_document_most_of_which_is_damaged_is_not() -> None:
    shown = f"{MISREAD}\n{SHORT}\n{MISREAD}\n{MISREAD}\n{SHORT}\n{MISREAD}"
    assert repair(f"garbled page:\n\n{shown}").text == f"garbled page:\n\n{shown}".replace(MISREAD, SAID).replace(
        SHORT, "文件夹"
    )


def test_a_damaged_line_proves_nothing_of_clean_ones() -> None:
    clean = "café, naïve, señor\nÜber Straßen\nいつものみち\n“Oui”, dit-il.\n他说：“好”。"
    text = f"{MISREAD}。\n{clean}".replace(f"{MISREAD}。", MISREAD)
    assert repair(text).text == f"{SAID}\n{clean}"


def test_a_guess_is_made_where_it_is_asked_for() -> None:
    assert repair(QUOTED[0], least_certainty="guess").text == QUOTED[0].replace(SHORT, "文件夹")
