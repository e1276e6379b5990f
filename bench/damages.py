"""The kinds of damage that the repair bench does to clean text, and what is wanted of their repair.

Noise, shifts and glosses are done by the accidents' own ``damage()``; those named "by codec", and
texts read in the wrong encoding, by Python's codecs alone, as other programs would do it.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from measures import View

from harvester.text.accidents import glosses, line_noise, noise, private_use, shifts
from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder, Private

Damage = Callable[[str, random.Random], str]

MARKS: Final = "！（），：；？"
TWINS: Final = {ord(mark): chr(ord(mark) - 0xFEE0) for mark in MARKS}
#: A full-width mark in GBK bytes, wherever its two bytes stand.
_MARK_BYTES: Final = re.compile(rb"\xa3([\xa1\xa8\xa9\xac\xba\xbb\xbf])")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of damage.

    ``wanted`` are the share of lines and of characters, ``None`` where nothing is asked; done
    to texts in ``scripts``, without the characters that ``charset`` lacks; compared in ``view``.
    """

    family: str
    title: str
    damage: Damage
    wanted: tuple[float | None, float | None] = (None, None)
    scripts: tuple[str, ...] = ("hans", "hant")
    view: View = str
    charset: str = "utf-8"

    def prepared(self, text: str) -> str:
        """``text`` without what the damaged site could not have written."""
        return text.encode(self.charset, "ignore").decode(self.charset)


def narrow(text: str) -> str:
    """``text`` with the seven full-width marks half-width: what is compared where width does not matter."""
    return text.translate(TWINS)


def _noise(text: str, rng: random.Random, *, spaced: bool = True, collapsed: bool = False) -> str:
    jammed = noise.damage(text, rng=rng, spaced=spaced)
    return noise.collapse(jammed) if collapsed else jammed


def _line_noise(text: str, rng: random.Random, *, collapsed: bool = False) -> str:
    jammed = line_noise.damage(text, rng=rng)
    return line_noise.collapse(jammed) if collapsed else jammed


def _shift(text: str, rng: random.Random, decoder: Decoder) -> str:
    return shifts.damage(text, decoder=decoder, rng=rng)


def _shift_by_codec(text: str, _rng: random.Random, codec: str, hole: str, *, private: bool = False) -> str:
    """The same accident with nothing but a replacement in bytes and Python's codecs."""
    data = _MARK_BYTES.sub(lambda mark: bytes([mark[1][0] & 0x7F]), text.encode("gb18030"))
    shown = data.decode(codec, "replace").replace("\ufffd", hole)
    return shown if private else re.sub("[\ue000-\uf8ff]", "", shown)


def _cries(text: str, _rng: random.Random, *, wide: bool) -> str:
    """The tool that replaced ``！`` and ``？`` alone; ``wide``: the marks that it left made wide again."""
    shown = Decoder().decode(gbk.squash(gbk.encode(text), gbk.CRIES))
    return shown.replace("!", "！") if wide else shown


def _utf8_as_gbk(text: str, _rng: random.Random, *, folded: bool) -> str:
    """UTF-8 read as GBK, private-use characters and lone bytes dropped without a sign; with NFKC after it."""
    shown = re.sub("[\ue000-\uf8ff\ufffd]", "", text.encode().decode("gb18030", "replace"))
    return unicodedata.normalize("NFKC", shown) if folded else shown


def _bared(text: str, _rng: random.Random, *, times: int) -> str:
    """UTF-8 read as Windows-1252, once or twice, without the control characters and soft hyphens that this shows."""
    for _ in range(times):
        text = _as_browsers_do(text.encode())
    return re.sub("[\x80-\x9f\xad]", "", text)


def _signed(text: str, _rng: random.Random) -> str:
    """UTF-8 read as Windows-1252, with a sign for the last byte of the text."""
    return _as_browsers_do(text.encode())[:-1] + "?" if text[-1:] > "\x7f" else text


def _private(text: str, _rng: random.Random) -> str:
    return private_use.damage(text)


def _wrapped(text: str, _rng: random.Random) -> str:
    """GBK read as Latin-1, lines broken after each 75 bytes."""
    lines = text.encode("gbk").decode("latin-1").split("\n")
    return "\n".join("\n".join(re.findall(".{1,75}", line)) for line in lines)


def _unbroken(text: str) -> str:
    """``text`` without its line breaks: those that fell between characters stay."""
    return text.replace("\n", "")


def _gloss(text: str, rng: random.Random, depth: int, *, aligned: bool = True, toneless: bool = False) -> str:
    return glosses.damage(text, depth=depth, aligned=aligned, toneless_twice=toneless, rng=rng)


def _some_glossed(text: str, rng: random.Random, share: float) -> str:
    """Toneless glosses, two or three times, on a ``share`` of the characters that have one."""
    return glosses.damage(text, toneless_twice=True, share=share, rng=rng)


def _gloss_and_shift(text: str, rng: random.Random) -> str:
    return shifts.damage(_gloss(text, rng, rng.randint(2, 7), aligned=False), rng=rng)


def _all_at_once(text: str, rng: random.Random) -> str:
    return _noise(_gloss_and_shift(text, rng), rng, collapsed=True)


def _chain(text: str, _rng: random.Random, true: str, wrong: str, hole: str | None = None, times: int = 1) -> str:
    """``text`` written in ``true`` and read in ``wrong``; ``hole`` stands for what that can't read."""
    for _ in range(times):
        data = text.encode(true)
        text = (
            _as_browsers_do(data)
            if wrong == "windows-1252"
            else data.decode(wrong, "strict" if hole is None else "replace")
        )
        text = text if hole is None else text.replace("\ufffd", hole)
    return text


def _as_browsers_do(data: bytes) -> str:
    """Windows-1252 with its five holes shown as control characters (WHATWG Encoding, index windows-1252)."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def _entities(text: str, _rng: random.Random) -> str:
    return "".join(chr(byte) if byte < 0x80 else f"&#{byte};" for byte in text.encode("gbk"))


def _chains() -> list[Row]:
    lossless = [("gbk", "latin-1"), ("gbk", "windows-1252"), ("big5", "latin-1"), ("big5", "windows-1252")]
    rows = [_chain_row(true, wrong, (0.995, None)) for true, wrong in lossless]
    for times in (1, 2):
        rows += [_chain_row("utf-8", wrong, (0.995, None), times=times) for wrong in ("latin-1", "windows-1252")]
    rows.append(Row("chains", "entities of GBK bytes", _entities, (0.995, None), charset="gbk"))
    rows += [_chain_row("utf-8", "cp1252", (None, 0.97), hole=hole) for hole in ("?", "\ufffd")]
    return [
        *rows,
        _chain_row("gbk", "big5", (None, 0.97), hole="?"),
        _chain_row("gbk", "big5", (None, 0.97), hole="\ufffd"),
        _chain_row("utf-8", "gb18030", (None, 0.96), hole="?"),
        _chain_row("utf-8", "gb18030", (None, 0.96), hole="\ufffd"),
        _chain_row("utf-8", "gbk", (None, 0.92), hole="?"),
        _chain_row("utf-8", "gbk", (None, 0.82), hole="\ufffd"),
        _chain_row("big5", "gbk", (None, None), hole="?"),
        *(_chain_row("gbk", wrong, (None, None), hole="?") for wrong in ("cp949", "euc_jp", "koi8_r", "cp437")),
        *(_chain_row("gbk", wrong, (None, None), hole="") for wrong in ("big5", "cp949", "euc_jp", "shift_jis")),
        *(_chain_row("utf-8", wrong, (None, None), hole="") for wrong in ("big5", "cp949", "euc_jp", "shift_jis")),
        *(_chain_row("utf-8", "cp1254", (None, None), hole=hole) for hole in ("\ufffd", "")),
        *(
            Row("chains", f"utf-8 as windows-1252{often}, controls dropped", partial(_bared, times=times))
            for times, often in ((1, ""), (2, " twice"))
        ),
        Row("chains", "utf-8 as windows-1252, the last byte as ?", _signed),
        Row("chains", "utf-8 as gbk, what is lost dropped", partial(_utf8_as_gbk, folded=False)),
        Row("chains", "utf-8 as gbk, the same, then NFKC", partial(_utf8_as_gbk, folded=True)),
        Row("chains", "gbk as latin-1, broken each 75 bytes", _wrapped, charset="gbk", view=_unbroken),
        Row("chains", "characters of HKSCS as private use", _private, scripts=("hant",)),
    ]


def _chain_row(
    true: str, wrong: str, wanted: tuple[float | None, float | None], hole: str | None = None, times: int = 1
) -> Row:
    title = f"{true} as {wrong}" + (" twice" if times == 2 else "")
    title += "" if hole is None else f", holes {'U+FFFD' if hole == chr(0xFFFD) else hole or 'left out'}"
    scripts = ("hant",) if true == "big5" else ("hans",) if true == "gbk" and wrong == "big5" else ("hans", "hant")
    return Row(
        "chains", title, partial(_chain, true=true, wrong=wrong, hole=hole, times=times), wanted, scripts, charset=true
    )


_DROP, _MARK, _LEAD, _KEEP = (Decoder(private=Private[name]) for name in ("DROP", "MARK", "LEAD", "KEEP"))
_REPLACED: Final = Decoder(orphan="\ufffd", private=Private.DROP)
_GONE: Final = Decoder(orphan="", private=Private.DROP)
_BYTES: Final = Decoder(orphan=None, private=Private.KEEP)
_EATEN: Final = Decoder(eats=b"<")
_HANT: Final = ("hant",)

ROWS: Final = (
    Row("noise", "noise, white space kept", _noise, (0.999, 0.9995)),
    Row("noise", "noise, white space collapsed", partial(_noise, collapsed=True), (0.995, 0.9995), view=noise.collapse),
    Row("noise", "noise of old versions (no blanks)", partial(_noise, spaced=False)),
    Row("noise", "noise of phpwind, white space kept", _line_noise, (0.995, 0.995)),
    Row("noise", "noise of phpwind, white space collapsed", partial(_line_noise, collapsed=True), view=noise.collapse),
    Row("shifts", "shifts, orphans ?, private pairs gone", partial(_shift, decoder=_DROP), (0.90, 0.95)),
    Row("shifts", "... spans alone", partial(_shift, decoder=_DROP), (0.50, 0.86), view=narrow),
    Row("shifts", "... spans alone, private pairs leave ?", partial(_shift, decoder=_MARK), (0.80, 0.96), view=narrow),
    Row(
        "shifts",
        "... spans alone, private pairs leave ?, trail shown",
        partial(_shift, decoder=_LEAD),
        (0.80, 0.96),
        view=narrow,
    ),
    Row("shifts", "... spans alone, private pairs kept", partial(_shift, decoder=_KEEP), (0.80, 0.96), view=narrow),
    Row("shifts", "shifts, orphans U+FFFD, private pairs gone", partial(_shift, decoder=_REPLACED), (0.80, 0.80)),
    Row("shifts", "shifts, orphans and private pairs gone", partial(_shift, decoder=_GONE)),
    Row("shifts", "shifts, bytes kept by our decoder", partial(_shift, decoder=_BYTES)),
    Row(
        "shifts",
        "shifts by codec gb18030, private dropped, ?",
        partial(_shift_by_codec, codec="gb18030", hole="?"),
        (0.90, 0.95),
    ),
    Row(
        "shifts",
        "shifts by codec gb18030, private kept, U+FFFD",
        partial(_shift_by_codec, codec="gb18030", hole="\ufffd", private=True),
    ),
    Row("shifts", "shifts by codec gbk, ?", partial(_shift_by_codec, codec="gbk", hole="?")),
    *(
        Row("shifts", f"shifts of cries alone, the mark left {width}", partial(_cries, wide=width == "wide"))
        for width in ("narrow", "wide")
    ),
    *(
        Row("glosses", f"glosses, aligned, {depth} steps deep", partial(_gloss, depth=depth), (None, wanted), _HANT)
        for depth, wanted in ((2, 0.96), (4, 0.98), (7, 0.998))
    ),
    Row("glosses", "glosses unaligned, 4 steps", partial(_gloss, depth=4, aligned=False), (0.93, None), _HANT),
    Row("glosses", "glosses and shifts", _gloss_and_shift, (None, 0.97), _HANT),
    Row("glosses", "toneless, repeated glosses", partial(_gloss, depth=4, toneless=True), (1.0, None), _HANT),
    *(
        Row("glosses", f"toneless, repeated, on {share:.0%}", partial(_some_glossed, share=share), (0.98, None), _HANT)
        for share in (0.5, 0.1)
    ),
    Row("all", "all at once, as in the sample", _all_at_once, (0.92, 0.993), _HANT, noise.collapse),
    *_chains(),
)
