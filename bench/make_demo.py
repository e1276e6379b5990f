"""Make what the demo forum's data derive: the content in traditional characters, and the damaged articles.

``.venv/bin/python bench/make_demo.py`` rewrites ``*.hant.json`` and ``damaged.json`` in ``harvester/demo/data``; run it
after a change of ``*.hans.json``. It needs OpenCC. The accidents are done here
once more, in the simplest way that the facts allow, so that the demo does not judge a repair by its own idea
of the damage.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "harvester" / "demo" / "data"
#: Keys whose values name something instead of saying it.
NAMES = frozenset({"access", "age", "link", "path", "script"})

#: ``！（），：；？`` in GBK; the tool keeps the second byte without its high bit.
MARKS = tuple(mark.encode("gbk") for mark in "！（），：；？")
#: A byte that is left over is kept as this character plus its value.
ORPHAN = 0x10F800
#: Characters and their readings; the commonest stand first.
READINGS = {
    gloss[0]: gloss[1:]
    for line in (
        "發fā 業yè 區qū 創chuàng 優yōu 態tài 現xiàn 數shù 續xù 規guī 鎮zhèn 醫yī",
        "環huán 質zhì 設shè 養yǎng 礎chǔ 經jīng 產chǎn 術shù 應yīng 結jié 構gòu",
    )
    for gloss in line.split()
}

Accident = Callable[[str], str]


def squashed(line: str) -> bytes:
    """The bytes of ``line`` after the tool that replaces marks without regard to characters."""
    source, made = line.encode("gbk"), bytearray()
    while source:
        twin = source[:2] in MARKS
        made.append(source[1] & 0x7F if twin else source[0])
        source = source[2 if twin else 1 :]
    return bytes(made)


def shown(data: bytes, *, raw: bool) -> str:
    """GBK bytes as text: with ``raw`` nothing is lost, otherwise orphans are ``?`` and private pairs vanish."""
    said = ""
    while data:
        pair = data[0] > 0x80 and len(data) > 1 and 0x40 <= data[1] <= 0xFE and data[1] != 0x7F
        if pair:
            char = data[:2].decode("gb18030")
            said += "" if "\ue000" <= char <= "\uf8ff" and not raw else char
        else:
            said += chr(data[0]) if data[0] < 0x80 else chr(ORPHAN + data[0]) if raw else "?"
        data = data[2 if pair else 1 :]
    return said


def glossed(line: str) -> str:
    """``line`` with the reading behind each character that the converter knows."""
    return "".join(f"{char}({READINGS[char]})" if char in READINGS else char for char in line)


def glossed_bytes(data: bytes) -> bytes:
    """The same on bytes, wherever a pair of them is such a character."""
    for char, reading in list(READINGS.items())[:17]:
        data = data.replace(char.encode("gbk"), f"{char}({reading})".encode("gbk"))
    return data


def misread(encoding: str) -> Accident:
    """Text of ``encoding`` read as Windows-1252, as browsers read it."""

    def accident(line: str) -> str:
        return "".join(
            bytes((byte,)).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
            for byte in line.encode(encoding)
        )

    return accident


def careless(line: str) -> str:
    """Entities that lost their ``&``, and a tag as text."""
    return (
        line.replace("“", "#8220;").replace("”", "#8221;").replace("工序：", "工序#xff1a;").replace("订。", "订。<BR>")
    )


ACCIDENTS: dict[int, tuple[str, tuple[str, ...], Accident]] = {
    131: ("hant", ("gloss",), glossed),
    132: ("hant", ("shift", "gloss"), lambda line: shown(glossed_bytes(squashed(line)), raw=False)),
    133: ("hans", ("shift",), lambda line: shown(squashed(line), raw=True)),
    134: ("hans", ("utf-8-as-cp1252",), misread("utf-8")),
    135: ("hans", ("gbk-as-cp1252",), misread("gbk")),
    136: ("hans", ("entity", "tag"), careless),
}


def turned(value: Any, convert: Any) -> Any:  # noqa: ANN401  # JSON, and a library without types
    """``value`` with all its strings converted but those that name something."""
    if isinstance(value, str):
        return convert(value)
    if isinstance(value, list):
        return [turned(item, convert) for item in value]
    if isinstance(value, dict):
        return {key: item if key in NAMES else turned(item, convert) for key, item in value.items()}
    return value


def damaged(script: str) -> dict[str, Any]:
    """What pages show of the threads that an accident befell in ``script``, by number."""
    threads = {thread["tid"]: thread for thread in read(f"threads.{script}.json")}
    return {
        str(tid): {
            "script": where,
            "accidents": kinds,
            "title": accident(threads[tid]["title"]),
            "message": list(map(accident, threads[tid]["message"])),
        }
        for tid, (where, kinds, accident) in ACCIDENTS.items()
        if where == script
    }


def read(name: str) -> Any:  # noqa: ANN401  # JSON
    """A file of the data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def write(name: str, content: object) -> None:
    """A file of the data, written anew."""
    (DATA / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Rewrite the files."""
    convert = importlib.import_module("opencc").OpenCC("s2tw").convert
    for name in ("forum", "threads"):
        write(f"{name}.hant.json", turned(read(f"{name}.hans.json"), convert))
    write("damaged.json", damaged("hans") | damaged("hant"))


if __name__ == "__main__":
    main()
