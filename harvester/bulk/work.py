"""What is done to one block of a file, in whichever process."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from harvester.bulk import jsonl
from harvester.bulk.blocks import Block
from harvester.text import Options, Profile, Repair, Repaired, decode
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.repair import repair_with

#: Characters of context that are kept on either side of a repair to be shown.
CONTEXT = 60

# Undecoded bytes as the surrogates that the error handler "surrogateescape" turns into bytes again.
_AS_BYTES = {ORPHAN + byte: 0xDC00 + byte for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Task:
    """How to repair a file's blocks.

    ``fields``: where the texts are in each line of JSON; none for plain text. ``encoding``: of
    plain text, where it is known not to be UTF-8. ``show``: whether each repair is handed back.

    >>> task = Task(Options(), fields=(("text",),))
    >>> repair_block(Block(1, '{"tid": 7, "text": "ÖÐÎÄÂÛÌ³"}'.encode()), task, Profile()).body.decode()
    '{"tid": 7, "text": "中文论坛"}'
    """

    options: Options
    fields: tuple[jsonl.Path, ...] = ()
    encoding: str | None = None
    show: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    r"""A repair in its place: line of the file, field of the line, and the input around it.

    The repair's ``start`` is counted in code points from the beginning of the field, or, in
    plain text, of the block (without a byte order mark).

    >>> [made] = repair_block(Block(1, "作者：\nÖÐÎÄÂÛÌ³".encode()), Task(Options(), show=True), Profile()).made
    >>> made.line, made.repair.start, made.moved(100).repair.start
    (2, 4, 104)
    """

    line: int
    field: str | None
    repair: Repair
    left: str
    right: str

    def moved(self, offset: int) -> Made:
        """The same, ``offset`` code points further on."""
        return replace(self, repair=replace(self.repair, start=self.repair.start + offset))


@dataclass(frozen=True, slots=True)
class Remark:
    """What was wrong with a line.

    >>> done = repair_block(Block(5, b"not JSON"), Task(Options(), fields=(("text",),)), Profile())
    >>> done.notices
    [Remark(line=5, says='not JSON: Expecting value at column 1; passed on as it is')]
    """

    line: int
    says: str


@dataclass(slots=True)
class Done:
    """A repaired block: its bytes in UTF-8, and what happened in it.

    ``size`` is the block's text in code points, ``learned`` what the block has proved.

    >>> done = repair_block(Block(1, "ÖÐÎÄÂÛÌ³".encode()), Task(Options()), Profile())
    >>> done.size, dict(done.counts), dict(done.learned.proofs)
    (8, {('gbk-as-cp1252', 'certain'): 1}, {'gbk-as-cp1252': 1})
    """

    body: bytes = b""
    size: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    notices: list[Remark] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    learned: Profile = field(default_factory=Profile)

    def count(self, repaired: Repaired) -> None:
        """Add a repaired text to the counts."""
        self.counts.update((made.kind, made.certainty) for made in repaired.repairs)
        self.flags.update(flag.kind for flag in repaired.flags)


def repair_block(block: Block, task: Task, profile: Profile) -> Done:
    """``block`` repaired as ``task`` says, with what ``profile`` knows.

    >>> repair_block(Block(1, "ÖÐÎÄÂÛÌ³".encode()), Task(Options()), Profile()).body.decode()
    '中文论坛'
    """
    mark = BOM_UTF8 if block.line == 1 and block.body.startswith(BOM_UTF8) else b""
    block = Block(block.line, block.body.removeprefix(mark))
    done = _json_block(block, task, profile) if task.fields else _text_block(block, task, profile)
    done.body = mark + done.body
    return done


def _text_block(block: Block, task: Task, profile: Profile) -> Done:
    mixed = not_utf_8(block.body)
    text = decode(block.body, declared=task.encoding).text if mixed else block.body.decode("utf-8")
    done = Done(size=len(text))
    try:
        repaired = repair_with(text, task.options, profile)
    except Exception as error:  # noqa: BLE001 - whatever bug of ours it is, no text is lost
        done.notices.append(Remark(block.line, f"from here on, {_passed_on(error)}"))
        after = text
    else:
        done.learned = repaired.profile.since(profile)
        done.count(repaired)
        if task.show:
            done.made = list(_in_lines(text, repaired.repairs, block.line))
        after = repaired.text
    if mixed:
        done.notices += _undecoded(after, block.line)
        after = after.translate(_AS_BYTES)
    done.body = after.encode("utf-8", "surrogateescape")
    return done


def _passed_on(error: Exception) -> str:
    return f"the repair failed: {type(error).__name__}: {error}; passed on as it is"


def not_utf_8(body: bytes) -> bool:
    """Whether ``body`` holds bytes that are not UTF-8.

    >>> not_utf_8("灯会".encode()), not_utf_8("灯会".encode("gbk"))
    (False, True)
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _undecoded(text: str, first: int) -> Iterator[Remark]:
    for number, line in enumerate(text.split("\n"), first):
        bad = sum(ord(char) in _AS_BYTES for char in line) if not line.isascii() else 0
        if bad:
            yield Remark(number, f"{bad} bytes that are not characters, kept as they are")


def _json_block(block: Block, task: Task, profile: Profile) -> Done:
    done = Done()
    lines = block.body.split(b"\n")
    for number, raw in enumerate(lines):
        if not raw.strip():
            continue
        try:
            lines[number] = _json_line(raw, block.line + number, task, profile, done)
        except (jsonl.LineError, UnicodeDecodeError) as error:
            says = "no UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            done.notices.append(Remark(block.line + number, f"{says}; passed on as it is"))
    done.body = b"\n".join(lines)
    return done


def _json_line(raw: bytes, number: int, task: Task, profile: Profile, done: Done) -> bytes:
    line = raw.decode("utf-8")
    document = _Document(task.options, profile)
    for path in task.fields:
        document.field = ".".join(path)
        line = jsonl.replace_text(line, path, document.repair)
    done.notices += (Remark(number, f"{name}: {says}") for name, says in document.failed)
    for name, text, repaired in document.repaired:
        done.count(repaired)
        if task.show:
            done.made += (_in_place(text, made, number, name) for made in repaired.repairs)
    return line.encode("utf-8")


class _Document:
    """A line of JSON: what its first text proves helps the others."""

    def __init__(self, options: Options, profile: Profile) -> None:
        self.options = options
        self.profile = profile
        self.field = ""
        self.repaired: list[tuple[str, str, Repaired]] = []
        #: Fields whose text stayed as it was since its repair raised, and what it raised.
        self.failed: list[tuple[str, str]] = []

    def repair(self, text: str) -> str:
        try:
            repaired = repair_with(text, self.options, self.profile)
        except Exception as error:  # noqa: BLE001 - whatever bug of ours it is, no text is lost
            self.failed.append((self.field, _passed_on(error)))
            return text
        self.profile = repaired.profile
        self.repaired.append((self.field, text, repaired))
        return repaired.text


def _in_lines(text: str, repairs: Iterable[Repair], first: int) -> Iterator[Made]:
    """The repairs of a plain text whose first line has the number ``first``."""
    position = 0
    for made in repairs:
        first += text.count("\n", position, made.start)
        position = made.start
        yield _in_place(text, made, first, None)


def _in_place(text: str, made: Repair, line: int, name: str | None) -> Made:
    left = text[max(0, made.start - CONTEXT) : made.start]
    return Made(line, name, made, left, text[made.end : made.end + CONTEXT])
