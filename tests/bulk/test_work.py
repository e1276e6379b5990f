"""One block repaired: text and JSON Lines, what is wrong in them kept and named."""

from __future__ import annotations

import importlib
from codecs import BOM_UTF8

import pytest

from harvester.bulk.blocks import Block
from harvester.bulk.work import Done, Remark, Task, repair_block
from harvester.text import Options, Profile, Repair
from harvester.text.accident import Accident
from harvester.text.work import Work

# Our own sentence, and what a reader of Western encodings makes of its GBK bytes.
SAID = "今天下午三点，我们在学校门口见面，然后一起去图书馆看书。"
DAMAGED = SAID.encode("gbk").decode("latin-1")

TEXT = Task(Options(), show=True)
JSON = Task(Options(), fields=(("text",), ("replies", "text")), show=True)


def done(body: bytes, task: Task = TEXT, line: int = 1) -> Done:
    return repair_block(Block(line, body), task, Profile())


class TestText:
    @pytest.mark.parametrize(
        "body", [SAID.encode(), b"", b"\r\n\n\r", b"\0\x0b\x0c\x1b[0m\x7f", "a\u2028b\x85".encode()]
    )
    def test_clean_text_stays_byte_for_byte(self, body: bytes) -> None:
        assert done(body).body == body
        assert done(BOM_UTF8 + body).body == BOM_UTF8 + body

    def test_damage_is_repaired_counted_and_shown(self) -> None:
        result = done(f"{SAID}\r\n{SAID}\r\n{DAMAGED}\r\n".encode(), line=5)
        assert result.body.decode() == f"{SAID}\r\n" * 3
        assert result.counts.total() == len(result.made) == 1
        made = result.made[0]
        assert (made.line, made.field, made.repair.start) == (7, None, 2 * len(SAID) + 4)
        assert made.left.endswith(f"{SAID}\r\n")
        assert result.size == 2 * len(SAID) + len(DAMAGED) + 6

    def test_gbk_becomes_utf_8(self) -> None:
        assert done(f"{SAID}\n".encode("gbk")).body.decode() == f"{SAID}\n"

    def test_bytes_that_are_no_character_stay_as_they_are(self) -> None:
        body = f"{SAID}\n好".encode() + b"\xff\n" + f"{SAID}\n".encode()
        result = done(body, line=10)
        assert result.body == body
        assert result.notices == [Remark(11, "1 bytes that are not characters, kept as they are")]

    def test_private_characters_of_a_good_file_are_no_bytes(self) -> None:
        body = "好\U0010f8a1好".encode()
        assert done(body).body == body
        assert done(body).notices == []


class TestJson:
    def test_only_the_damaged_text_changes(self) -> None:
        line = f'{{ "id":1,"text": "{DAMAGED}", "x": "{DAMAGED}" }}\r\n'
        result = done(line.encode(), JSON_TEXT)
        assert result.body.decode() == f'{{ "id":1,"text": "{SAID}", "x": "{DAMAGED}" }}\r\n'
        assert [(made.line, made.field) for made in result.made] == [(1, "text")]

    def test_bad_lines_are_passed_on_and_named(self) -> None:
        body = b'{"text": "a"}\n{"text": \n\n{"t": 1}\n{"text": "\xff"}\n{"text": 7}'
        result = done(body, JSON_TEXT, line=3)
        assert result.body == body
        assert [notice.line for notice in result.notices] == [4, 6, 7, 8]
        assert [notice.says.partition(":")[0].partition(";")[0] for notice in result.notices] == [
            "not JSON",
            "no field text",
            "no UTF-8",
            "the field holds no text",
        ]

    def test_a_line_that_lacks_one_field_is_not_half_repaired(self) -> None:
        line = f'{{"text": "{DAMAGED}"}}'.encode()
        result = done(line, JSON)
        assert result.body == line
        assert not result.counts
        assert [notice.line for notice in result.notices] == [1]

    def test_a_mark_before_the_first_line_stays(self) -> None:
        line = BOM_UTF8 + b'{"text": "a", "replies": [{"text": "b"}]}\n'
        assert done(line, JSON).body == line
        assert not done(line, JSON).notices


JSON_TEXT = Task(Options(), fields=(("text",),), show=True)


class TestFailing:
    """A repair that raises costs no text: an accident made up for the purpose can't read one sentence."""

    @pytest.fixture(autouse=True)
    def accident(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = importlib.import_module("harvester.text.repair")

        def undo(text: str, _profile: Profile, _options: Options, _work: Work) -> list[Repair]:
            if "刺猬" in text:
                raise IndexError("made up")
            return []

        monkeypatch.setattr(
            module, "ACCIDENTS", (*module.ACCIDENTS, Accident({}, lambda text, *_: text, undo, lambda *_: True))
        )

    def test_of_json_the_field_is_passed_on(self) -> None:
        lines = [f'{{"text": "{text}"}}' for text in (DAMAGED, "一只刺猬", DAMAGED)]
        result = done("\n".join(lines).encode(), JSON_TEXT)
        assert result.body.decode().split("\n") == [f'{{"text": "{text}"}}' for text in (SAID, "一只刺猬", SAID)]
        says = "text: the repair failed: IndexError: made up; passed on as it is"
        assert result.notices == [Remark(2, says)]
        assert result.counts.total() == 2

    def test_of_text_the_block_is_passed_on(self) -> None:
        body = f"{DAMAGED}\n一只刺猬\n".encode()
        result = done(body, line=5)
        assert result.body == body
        says = "from here on, the repair failed: IndexError: made up; passed on as it is"
        assert result.notices == [Remark(5, says)]
        assert result.learned == Profile()
