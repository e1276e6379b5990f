"""EUC-TW and ISO-2022-CN: bytes that glibc's iconv wrote, and pages in them."""

from __future__ import annotations

import pytest

from harvester.text.encodings.decoding import decode, encode

TEXT = "中文一丁天地人灣龜鬱籲"
#: As ``iconv -t EUC-TW`` and ``iconv -t ISO-2022-CN`` write it.
EUC_TW = bytes.fromhex("c4e3c5c6c4a1c4a3c5b2c7e2c4a9fda4f3bffdc8fdcb")
ISO_2022_CN = bytes.fromhex("1b2429410e56504e4452 3b36214c6c355848 4b1b2429477d24733f7d487d4b0f")
PAGE = "各位住戶：本大樓將於週三上午清洗水塔，屆時暫停供水，造成不便敬請見諒。"
SIMPLIFIED = "各位同学：图书馆将于本周六闭馆一天，\n借书请提前办理。"


@pytest.mark.parametrize(("data", "codec"), [(EUC_TW, "euc_tw"), (ISO_2022_CN, "iso2022_cn")])
def test_as_iconv_has_it(data: bytes, codec: str) -> None:
    assert data.decode(codec) == TEXT
    assert TEXT.encode(codec) == data


@pytest.mark.parametrize(
    ("text", "codec"), [(PAGE, "euc_tw"), (PAGE, "iso2022_cn"), (SIMPLIFIED, "iso2022_cn"), ("燈籠 2 \n", "euc_tw")]
)
def test_there_and_back(text: str, codec: str) -> None:
    assert text.encode(codec).decode(codec) == text


@pytest.mark.parametrize("codec", ["euc_tw", "iso2022_cn"])
@pytest.mark.parametrize("label", [None, "gbk", "utf-8", "big5"])
def test_a_page_proves_it_whatever_it_declares(codec: str, label: str | None) -> None:
    found = decode(PAGE.encode(codec), label)
    assert (found.text, found.used, found.bad_bytes) == (PAGE, codec, 0)
    assert encode(found.text, found.used) == PAGE.encode(codec)


@pytest.mark.parametrize("label", ["EUC-TW", "x-euc-tw", "iso-2022-cn"])
def test_declared(label: str) -> None:
    codec = "iso2022_cn" if "iso" in label else "euc_tw"
    assert decode("燈籠".encode(codec), label).text == "燈籠"


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-8", "euc_jp", "euc_kr"])
def test_others_stay_what_they_are(codec: str) -> None:
    others = {"euc_jp": "この道をまっすぐ行くと、駅の前に出ます。", "euc_kr": "이 길로 곧장 가면 역 앞입니다."}
    text = others.get(codec, PAGE)
    assert decode(text.encode(codec)).used not in {"euc_tw", "iso2022_cn"}


@pytest.mark.parametrize("codec", ["euc_tw", "iso2022_cn"])
def test_a_bad_byte_is_kept(codec: str) -> None:
    data = PAGE.encode(codec)
    broken = data[:20] + b"\xff" + data[20:]
    assert broken.decode(codec, "replace").count("\ufffd") >= 1
    with pytest.raises(UnicodeDecodeError):
        broken.decode(codec)
    with pytest.raises(UnicodeEncodeError):
        "ж한".encode(codec)
