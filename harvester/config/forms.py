"""The forms of values of settings, arguments and keys of the sites file. Pydantic checks them and makes the schema.

Pydantic is loaded only when there is a value to check that is not a plain text: many commands do not need it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

#: A year in seconds: more is a typing error.
LONGEST = 366 * 86400
#: A number larger than any count of threads, bytes or requests.
MOST = 10**15

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?")
_SIZE = re.compile(r"([0-9]{1,15})([KMG]?)B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_SWITCH = {"1": True, "true": True, "True": True, "0": False, "false": False, "False": False}


class Bounds:
    """What a number may be at least and at most (``ge``, ``le``), or is above (``gt``), to stand in ``Annotated``.

    What ``pydantic.Field`` would be there, without loading it.
    """

    def __init__(self, **bounds: float) -> None:
        self.bounds = bounds

    def __get_pydantic_core_schema__(self, source: type, handler: Callable[[type], dict[str, Any]]) -> dict[str, Any]:
        """How pydantic asks for it (https://docs.pydantic.dev/latest/concepts/types/#custom-types)."""
        finite = {"allow_inf_nan": False} if source is float else {}
        return {**handler(source), **self.bounds, **finite}


@dataclass(frozen=True, eq=False)
class Form(Generic[T]):
    """One form of values.

    ``kind``: the type that pydantic checks. ``takes``: the same for people, in a message after "give". ``read``: turns
    a value into what the program uses; may raise :class:`ValueError`. ``plain``: turns a text from a command line, or
    a value from a script, into a value of the type. ``secret``: messages never show a value.
    """

    kind: Any
    takes: str
    read: Callable[[Any], T]
    plain: Callable[[Any], Any] = lambda given: given
    secret: bool = False

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The checker, made when it is first needed."""
        from pydantic import TypeAdapter  # noqa: PLC0415 - takes longer to load than a small command to run

        return TypeAdapter(self.kind)

    def value(self, given: object, *, typed: bool = False) -> T:
        """``given`` as the program uses it. Raises :class:`ValueError`, whose message says what to give instead.

        ``typed``: it comes from a file with types of its own, in which a text does not stand for a number.
        """
        return self.read(self.checked(given, typed=typed))

    def trusted(self, given: object) -> T:
        """What a default comes to, which is as its kind has it: a test has checked it."""
        return self.read(self.plain(_native(given)))

    def checked(self, given: object, *, typed: bool = False) -> Any:  # noqa: ANN401 - as the kind has it
        """``given`` as its kind has it, and no more. Raises as :meth:`value` does."""
        plain = given if typed else self.plain(_native(given))
        if type(plain) is self.kind:  # a text that is to be a text: nothing to check
            return plain
        try:
            return self.adapter.validate_python(plain, strict=True)
        except ValueError:  # pydantic's own is one
            raise ValueError(f"give {self.takes}") from None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that a command line may give for it, if there are few, without the empty one."""
        if self.kind is bool:
            return ("1", "0")
        return tuple(word for word in get_args(self.kind) if word) if get_origin(self.kind) is Literal else ()

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its kind."""
        return self.adapter.json_schema()


def _native(given: object) -> object:
    """Values that scripts may give instead of lists, dicts and texts, turned into these."""
    if isinstance(given, (tuple, set, frozenset)):
        return list(given)
    if isinstance(given, os.PathLike):
        return os.fspath(given)
    return dict(given) if isinstance(given, Mapping) else given


def switch() -> Form[bool]:
    """On or off, in the words that Scrapy accepts."""
    return Form(bool, "1 or 0", bool, lambda given: _SWITCH.get(str(given), given))


def whole(least: int = 0, most: int = MOST, takes: str = "") -> Form[int]:
    """A whole number."""
    bounds = f"a whole number, {least} or more" if most == MOST else f"a whole number from {least} to {most}"
    return Form(Annotated[int, Bounds(ge=least, le=most)], takes or bounds, int, _whole)


def maybe_whole(takes: str) -> Form[int | None]:
    """A whole number above 0; empty text: none."""
    kind = Annotated[int, Bounds(ge=1, le=MOST)]
    return Form(kind | Literal[""], takes, lambda given: given or None, _whole)


def seconds(*, above: float | None = None, most: float = LONGEST) -> Form[float]:
    """A number of seconds, at least 0, or above something."""
    bounds = Bounds(ge=0, le=most) if above is None else Bounds(gt=above, le=most)
    takes = f"a number of seconds, {'0 or more' if above is None else f'above {above:g}'}, at most {most:g}"
    return Form(Annotated[float, bounds], takes, float, number)


def text(takes: str, read: Callable[[str], T], *, secret: bool = False) -> Form[T]:
    """A text in one line."""

    def of_a_line(given: str) -> T:
        if not given.isprintable():
            raise ValueError(f"give {takes}")
        return read(given)

    return Form(str, takes, of_a_line, secret=secret)


def choice(words: Mapping[str, T]) -> Form[T]:
    """One of several words, each with its value; messages call the empty word "nothing"."""
    *others, last = [word for word in words if word]
    takes = f"{', '.join([*others, last])}, or nothing" if "" in words else f"{', '.join(others)} or {last}"
    return Form(Literal[tuple(words)], takes, words.__getitem__)


def words(takes: str, read: Callable[[list[str]], T], *, secret: bool = False, keep_blanks: bool = False) -> Form[T]:
    """Texts, separated by commas on a command line; blanks around them and empty texts are dropped."""

    def plain(given: object) -> object:
        if isinstance(given, str):
            given = given.split(",")
        if isinstance(given, list):
            given = [each if keep_blanks or not isinstance(each, str) else each.strip() for each in given]
            given = [each for each in given if each != ""]
        return given

    return Form(list[str], takes, read, plain, secret)


def numbers(takes: str) -> Form[frozenset[int]]:
    """Whole numbers above 0, separated by commas on a command line."""

    def plain(given: object) -> object:
        if isinstance(given, str):
            given = [_whole(word.strip()) for word in given.split(",") if word.strip()]
        return [_whole(each) for each in given] if isinstance(given, list) else given

    return Form(list[Annotated[int, Bounds(ge=1, le=MOST)]], takes, frozenset, plain)


def table(takes: str, read: Callable[[dict[str, str]], T]) -> Form[T]:
    """Texts by name, as JSON on a command line. Messages never show it, because one of them may be a secret."""

    def plain(given: object) -> object:
        given = from_json(given)
        if isinstance(given, dict):
            return {str(name): str(value) if isinstance(value, int | float) else value for name, value in given.items()}
        return given

    return Form(dict[str, str], takes, read, plain, secret=True)


def size() -> Form[int]:
    """A number of bytes, which may be given in K, M or G (powers of 1024)."""
    return Form(int | str, "a size such as 500M, or 0", bytes_in, _whole)


def bytes_in(given: int | str) -> int:
    """A size such as ``500M`` in bytes (K, M, G are powers of 1024). Raises :class:`ValueError` for anything else."""
    match = _SIZE.fullmatch(str(given).strip())
    number = int(match[1]) * _UNITS[match[2].upper()] if match else MOST + 1
    if number > MOST:
        raise ValueError("give a size such as 500M, or 0")
    return number


def _whole(given: object) -> object:
    return int(given) if isinstance(given, str) and _WHOLE.fullmatch(given.strip()) else given


def home_resolved(name: str) -> Path:
    """A file's name with ``~`` resolved. Raises :class:`ValueError` if there is no such home."""
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def number(given: object) -> object:
    """The number in a text; anything else unchanged."""
    return float(given) if isinstance(given, str) and _NUMBER.fullmatch(given.strip()) else given


def from_json(given: object) -> object:
    """The value of a JSON text, ``{}`` for an empty one; anything else unchanged."""
    try:
        return (json.loads(given) if given.strip() else {}) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        return given
