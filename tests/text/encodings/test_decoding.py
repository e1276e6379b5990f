from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.text.encodings.decoding import ORPHAN, Decoded, declared_in, decode, encode, finish, orphan
from harvester.text.encodings.labels import BIG5, CP1252, GB18030, UTF_8
from harvester.text.encodings.orphans import read_lossless, write_lossless

#: Of our own writing: a few sentences in each script.
HANS = "昨天下午，城南的老街重新开放。居民说，这条路修了三年，现在终于可以走了；“真好！”一位老人笑着说。"
HANT = "昨天下午，城南的老街重新開放。居民說，這條路修了三年，現在終於可以走了；「真好！」一位老人笑著說。"
FRENCH = "Le café est fermé depuis l'été, et la mère de Zoé n'y a rien gagné."

#: Codes that stand for a character that has another code too: not exact on the way back.
DOUBLETS = [b"\x80", b"\xa1\xfe", b"\xa2\x40", b"\xa2\x7e", b"\xa2\xcc", b"\xa2\xce"]
DOUBLETS += [bytes([0xA2, trail]) for trail in range(0xA1, 0xA8)]


def page(text: str, codec: str, label: str | None = None) -> bytes:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(codec)


class TestGiven:
    def test_a_charset_that_is_given_goes_before_all_else(self) -> None:
        body = page(HANS, "utf-8", "big5")
        assert decode(body, "big5", charset="utf8").used == UTF_8
        given = decode(page(HANS, "gbk", "utf-8"), "utf-8", charset="gb2312")
        assert (given.used, given.method, given.bad_bytes, HANS in given.text) == (GB18030, "given", 0, True)

    def test_parts_that_cannot_be_in_it_are_read_as_in_any_page(self) -> None:
        given = decode(page(HANS, "gbk"), charset="utf-8")
        assert (given.used, given.method, HANS in given.text) == (UTF_8, "mixed", True)

    def test_one_that_is_none(self) -> None:
        with pytest.raises(LookupError, match="no such encoding: klingon"):
            decode(b"", charset="klingon")


class TestDeclarations:
    @pytest.mark.parametrize(
        ("label", "codec"),
        [
            ("gbk", GB18030),
            ("GB2312", GB18030),
            ("gb_2312-80", GB18030),
            ("x-gbk", GB18030),
            ("gb_18030", GB18030),
            ("CN-GB", GB18030),
            ("EUC-CN", GB18030),
            ("zh_CN.gbk", GB18030),
            ("gbk;", GB18030),
            ('"gb18030"', GB18030),
            ("text/html; charset=GBK", GB18030),
        ],
    )
    def test_labels_of_gb(self, label: str, codec: str) -> None:
        assert decode(HANS.encode("gbk"), label) == Decoded(HANS, label, codec, "declared", 0)

    @pytest.mark.parametrize("label", ["big5", "Big5-HKSCS", "cn-big5", "x-x-big5", "big5-eten", "zh-TW", "cp950"])
    def test_labels_of_big5(self, label: str) -> None:
        assert decode(HANT.encode("big5"), label) == Decoded(HANT, label, BIG5, "declared", 0)

    @pytest.mark.parametrize("label", ["utf8", "UTF-8", "utf-8,gbk", "unicode-1-1-utf-8", " utf-8 "])
    def test_labels_of_utf8(self, label: str) -> None:
        assert decode(HANS.encode(), label) == Decoded(HANS, label, UTF_8, "declared", 0)

    @pytest.mark.parametrize(
        ("label", "codec"), [("iso-8859-1", CP1252), ("us-ascii", CP1252), ("Windows-1252", CP1252)]
    )
    def test_labels_of_latin(self, label: str, codec: str) -> None:
        assert decode(FRENCH.encode("latin-1"), label) == Decoded(FRENCH, label, codec, "declared", 0)

    @pytest.mark.parametrize(
        ("text", "label", "codec"),
        [
            ("안녕하세요 여러분 반갑습니다", "EUC-KR", "cp949"),
            ("こんにちは、世界の皆さん", "Shift_JIS", "cp932"),
            ("こんにちは、世界の皆さん", "euc-jp", "euc_jp"),
            ("こんにちは、世界の皆さん", "iso-2022-jp", "iso2022_jp"),
            ("Привет, как дела сегодня?", "windows-1251", "cp1251"),
            ("汉字转换", "hz-gb-2312", "hz"),
        ],
    )
    def test_other_encodings_of_the_web(self, text: str, label: str, codec: str) -> None:
        assert decode(text.encode(codec), label) == Decoded(text, label, codec, "declared", 0)

    @pytest.mark.parametrize(
        "head",
        [
            b'<meta charset="gbk">',
            b"<META CHARSET=gbk />",
            b'<meta http-equiv="Content-Type" content="text/html; charset=gbk">',
            b"<meta content='text/html;charset=gbk' http-equiv='content-type'>",
            b'<?xml version="1.0" encoding="gbk"?>',
        ],
    )
    def test_a_page_declares(self, head: bytes) -> None:
        assert declared_in(b"<html>" + head + b"</html>") == ["gbk"]

    def test_a_page_declares_in_its_first_4096_bytes(self) -> None:
        assert declared_in(b" " * 4096 + b'<meta charset="gbk">') == []

    def test_the_header_comes_before_the_page(self) -> None:
        decoded = decode(page(HANS, "gbk", "gbk"), "utf-8")
        assert (decoded.declared, decoded.used, decoded.method) == ("utf-8", GB18030, "declared")

    def test_missing_declarations_are_skipped(self) -> None:
        assert decode(page(HANS, "gbk", "gb2312"), [None, ""]).declared == "gb2312"

    @pytest.mark.parametrize("label", ["utf-7", "rot13", "idna", "unicode_escape", "no-such-thing", "\0", "é"])
    def test_what_is_no_encoding_of_the_web_is_ignored(self, label: str) -> None:
        assert decode(HANS.encode("gbk"), label) == Decoded(HANS, label, GB18030, "detected", 0)


class TestByteOrderMarks:
    @pytest.mark.parametrize(
        ("codec", "used"),
        [("utf-8", UTF_8), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), (GB18030, GB18030)],
    )
    def test_a_mark_wins(self, codec: str, used: str) -> None:
        assert decode(("\ufeff" + HANS).encode(codec), "big5") == Decoded(HANS, "big5", used, "bom", 0)

    def test_a_mark_that_an_editor_put_before_gbk_is_refuted(self) -> None:
        assert decode(b"\xef\xbb\xbf" + HANS.encode("gbk"), "gbk") == Decoded(HANS, "gbk", GB18030, "declared", 0)


class TestRefutedDeclarations:
    @pytest.mark.parametrize("label", ["gbk", "big5", "iso-8859-1", "euc-kr", "utf-16", None])
    def test_utf8_is_seen(self, label: str | None) -> None:
        assert decode(page(HANS, "utf-8"), label).used == UTF_8

    @pytest.mark.parametrize("label", ["utf-8", "big5", "iso-8859-1", "euc-kr", "shift_jis", None])
    def test_gbk_is_seen(self, label: str | None) -> None:
        assert decode(page(HANS, "gbk"), label) == Decoded(
            page(HANS, "gbk").decode("gbk"), label, GB18030, "detected", 0
        )

    @pytest.mark.parametrize("label", ["utf-8", "gbk", "iso-8859-1", None])
    def test_big5_is_seen(self, label: str | None) -> None:
        assert decode(page(HANT, "big5"), label).text == page(HANT, "big5").decode("big5")

    @pytest.mark.parametrize("label", ["utf-8", None])
    def test_european_text_is_not_read_as_chinese(self, label: str | None) -> None:
        assert decode(FRENCH.encode("cp1252"), label) == Decoded(FRENCH, label, CP1252, "detected", 0)

    @pytest.mark.parametrize("text", [HANS[:6], "中文论坛", "回复", "发表"])
    def test_a_few_characters_are_enough(self, text: str) -> None:
        assert decode(text.encode("gbk")).text == text

    @pytest.mark.parametrize(("text", "codec"), [(HANS, "gbk"), (HANS, "utf-8"), (HANT, "big5")])
    def test_a_bad_byte_refutes_nothing(self, text: str, codec: str) -> None:
        body = text.encode(codec)
        for place in range(0, len(body), 7):
            decoded = decode(page(text, codec, codec) + body[:place] + b"\xff" + body[place:] + b"<br>")
            assert decoded.method == "declared"
            assert orphan(0xFF) in decoded.text

    def test_nothing_but_ascii(self) -> None:
        assert decode(b"plain") == Decoded("plain", None, UTF_8, "default", 0)
        assert decode(b"plain", "gbk") == Decoded("plain", "gbk", GB18030, "declared", 0)
        assert decode(b"") == Decoded("", None, UTF_8, "default", 0)


class TestBadBytes:
    @pytest.mark.parametrize("follower", list("<\n\"' &>,!?0"))
    def test_a_lead_byte_swallows_nothing_that_cannot_be_its_trail(self, follower: str) -> None:
        body = HANS.encode("gbk") + b"\xa1" + follower.encode() + "中文".encode("gbk")
        assert decode(body, "gbk").text == HANS + orphan(0xA1) + follower + "中文"

    def test_each_byte_stands_for_itself(self) -> None:
        decoded = decode(HANS.encode() + b"\xe4\xb8<", "utf-8")
        assert decoded.text == HANS + chr(ORPHAN + 0xE4) + chr(ORPHAN + 0xB8) + "<"
        assert decoded.bad_bytes == 2

    def test_the_last_step_replaces_and_counts(self) -> None:
        assert finish("一" + orphan(0x80) + orphan(0xFF) + "二") == ("一\ufffd\ufffd二", 2)
        assert finish(HANS) == (HANS, 0)

    def test_the_euro_sign_of_windows(self) -> None:
        assert decode(HANS.encode("gbk") + b"\x80 5", "gbk").text == HANS + "€ 5"
        assert decode(HANT.encode("big5") + b"\xa3\xe1 5", "big5").text == HANT + "€ 5"

    def test_big5_as_browsers_read_it(self) -> None:
        text = HANT + "～‧⊕"
        assert decode(text.encode("cp950"), "big5").text == text

    def test_four_byte_codes_and_user_defined_areas_of_gb18030(self) -> None:
        text = HANS + "😀\ue000\ue4c6𠀀"
        assert decode(text.encode("gb18030"), "gbk") == Decoded(text, "gbk", GB18030, "declared", 0)


class TestMixedPages:
    BLOCK = "<div>插件输出</div><i>昵称：小城故事多</i>"

    @pytest.mark.parametrize(
        ("main", "other", "text"), [("gbk", "utf-8", HANS), ("utf-8", "gbk", HANS), ("big5", "utf-8", HANT)]
    )
    def test_a_block_in_another_encoding(self, main: str, other: str, text: str) -> None:
        body = page(text, main, main) + self.BLOCK.encode(other) + page(text, main)
        expected = page(text, main, main).decode(main) + self.BLOCK + page(text, main).decode(main)
        decoded = decode(body)
        assert (decoded.text, decoded.method, decoded.bad_bytes) == (expected, "mixed", 0)

    def test_a_block_glued_to_text(self) -> None:
        body = page(HANS, "gbk") + "昵称：".encode("gbk") + "小城故事".encode()
        assert decode(body).text.endswith("昵称：小城故事")

    def test_a_block_that_is_also_well_formed_in_the_pages_own_encoding(self) -> None:
        block = "小城故事"  # twelve bytes: six characters of GBK, rare ones
        assert decode(page(HANS, "gbk") + block.encode()).text.endswith(block)

    def test_a_cut_character_is_no_block(self) -> None:
        body = page(HANS, "utf-8") + HANS.encode()[:-1] + b"<p>"
        decoded = decode(body)
        assert (decoded.method, decoded.bad_bytes) == ("detected", 2)

    def test_damaged_gbk_is_not_taken_for_utf8(self) -> None:
        body = page(HANS * 3, "gbk", "gbk").replace("，".encode("gbk"), b",").replace(b"\xa3", b"")
        assert decode(body).method == "declared"


class TestLinesInTheOther:
    """A line of Big5 in a page in GBK, or the reverse: well-formed in either, so that no byte is bad."""

    @pytest.mark.parametrize(
        ("outer", "inner"), [("gbk", "big5"), ("big5", "gbk")], ids=["big5 in a gbk page", "gbk in a big5 page"]
    )
    def test_each_is_read_in_its_own(self, outer: str, inner: str) -> None:
        text = {"gbk": HANS, "big5": HANT.replace("；", "，")}
        body = page(text[outer], outer, outer) + f"<p>{text[inner]}</p>\n".encode(inner) + text[outer].encode(outer)
        decoded = decode(body)
        assert decoded.text == page(text[outer], "utf-8", outer).decode() + f"<p>{text[inner]}</p>\n{text[outer]}"
        assert decoded.method == "mixed"

    @pytest.mark.parametrize("line", ["亍丌兀丐廿卅丕亘丞", "魑魅魍魎饕餮耄耋", "αβγδεζηθικ", "ひらがなのぶん、です"])
    def test_a_line_of_rare_characters_stays(self, line: str) -> None:
        decoded = decode(page(HANS, "gbk", "gbk") + line.encode("gbk"))
        assert decoded.text.endswith(line)
        assert decoded.method == "declared"


class TestAnyBytes:
    @given(
        st.binary(), st.sampled_from([None, "utf-8", "gbk", "big5", "latin1", "utf-16", "hz", "euc-kr", "iso-2022-jp"])
    )
    def test_no_byte_is_lost(self, body: bytes, label: str | None) -> None:
        decoded = decode(body, label)
        again = decode(body, label)
        assert decoded == again
        if decoded.method in ("mixed", "bom") or decoded.used in ("hz", "iso2022_jp"):
            return
        if any(code in body for code in DOUBLETS):
            assert read_lossless(encode(decoded.text, decoded.used), decoded.used) == decoded.text
        else:
            assert encode(decoded.text, decoded.used) == body

    @given(st.binary(), st.sampled_from([UTF_8, GB18030, BIG5, CP1252, "cp949", "cp932", "euc_jp"]))
    def test_reading_and_writing(self, body: bytes, codec: str) -> None:
        text = read_lossless(body, codec)
        assert read_lossless(write_lossless(text, codec), codec) == text

    @given(
        st.text(st.characters(min_codepoint=0x10F7F0, max_codepoint=0x10F90F), min_size=1),
        st.sampled_from([UTF_8, GB18030]),
    )
    def test_real_characters_of_the_orphans_block_keep_their_bytes(self, text: str, codec: str) -> None:
        body = text.encode(codec)
        assert write_lossless(read_lossless(body, codec), codec) == body
        assert write_lossless(read_lossless(body + b"\xff", codec), codec) == body + b"\xff"

    @given(st.lists(st.sampled_from([HANS[:9], FRENCH, "<b>", "\n", "ab"])).map("".join), st.binary(max_size=6))
    def test_the_rest_of_a_page_survives_bad_bytes(self, text: str, bad: bytes) -> None:
        whole = page(HANS + text.replace("é", "e").replace("è", "e"), "gbk", "gbk")
        assert decode(whole + bad + b"<hr>").text.startswith(whole.decode("gbk"))

    @pytest.mark.parametrize("garbage", [b"\xff", b"\xa1\n", b"\xe4\xb8", b"\xd6\xd0\xff", b"<\x80"])
    def test_a_lot_of_garbage(self, garbage: bytes) -> None:
        body = garbage * 30_000
        decoded = decode(body, "gbk")
        assert len(decoded.text) >= len(body) // 4
