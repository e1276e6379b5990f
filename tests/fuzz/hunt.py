"""``python tests/fuzz/hunt.py TARGET [--times N] [--seed N]``: look for inputs that a target does not stand.

With atheris installed (``pip install atheris``) it is guided by what the inputs reach, and goes on until it is stopped
or finds something; otherwise, or with ``--plain``, seeds are changed at random, N times. What is found is printed, so
that it can go into ``seeds.toml`` and a test. ``all`` takes each target in turn.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from targets import TARGETS, Target, seeds_of  # noqa: E402 - found by the line above

#: What is put in here and there: ends of things, large numbers, what opens and what steers.
ODD = (
    b"\0", b"\xff", b"\r\n", b"<", b">", b'"', b"&#", b"[" * 3000, b"9" * 4400, b"-1", b"\xed\xa0\x80", b"\xe2\x80\xae",
    b"</div>", b"<table>", b"1e999", b"{", b"}", b"\t", b"%00", b"../", b"http://[", "²".encode(), b"\x1b[",
)  # fmt: skip
#: Seconds that an input of a few thousand bytes may take, on a machine that does something else, too.
SLOW = 20.0


def changed(seeds: list[bytes], chance: random.Random, longest: int) -> bytes:
    """A seed, changed in a few places."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        way = chance.randrange(6)
        if way == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif way == 1:
            data[at:at] = chance.choice(ODD)
        elif way == 2:
            del data[at : at + chance.randint(1, 30)]
        elif way == 3:
            data[at:at] = data[at : at + chance.randint(1, 60)] * chance.randint(1, 4)
        elif way == 4:
            other = chance.choice(seeds)
            data[at:at] = other[: chance.randint(0, len(other))]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 4))
    return bytes(data[:longest])


def verdict(target: Target, data: bytes) -> str:
    """What is wrong with how a target takes an input; ``""``: nothing."""
    began = time.process_time()
    try:
        target.run(data)
    except target.errors:
        pass
    except Exception as error:  # noqa: BLE001 - what is looked for
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else ""
        return f"{type(error).__name__} at {place}: {error}"[:200]
    return "slow" if time.process_time() - began > SLOW else ""


def hunt(name: str, times: int, seed: int) -> dict[str, bytes]:
    """What ``times`` changed seeds of a target show, each kind with one input."""
    target, seeds, chance = TARGETS[name], seeds_of(name), random.Random(f"{name} {seed}")  # noqa: S311 - no secret
    found: dict[str, bytes] = {}
    for number in range(times + len(seeds)):
        data = seeds[number] if number < len(seeds) else changed(seeds, chance, target.longest)
        if said := verdict(target, data):
            found.setdefault(said, data)
    return found


def guided(name: str) -> None:
    """Let atheris look, until it finds something."""
    import atheris  # noqa: PLC0415 - where it is installed

    target = TARGETS[name]

    def one(data: bytes) -> None:
        if said := verdict(target, data[: target.longest]):
            raise AssertionError(said)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0]], one)
    atheris.Fuzz()


def main() -> int:
    """Hunt; 1 where something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not given.plain and given.target != "all":
        with suppress(ImportError):
            guided(given.target)
    kinds: Counter[str] = Counter()
    for name in TARGETS if given.target == "all" else [given.target]:
        began = time.process_time()
        found = hunt(name, given.times, given.seed)
        kinds[name] = len(found)
        sys.stdout.write(
            f"{name}: {given.times} inputs, {time.process_time() - began:.0f} s, {len(found)} kinds of findings\n"
        )
        for said, data in found.items():
            sys.stdout.write(f"  {said}\n    {data!r}\n")
    return int(any(kinds.values()))


if __name__ == "__main__":
    sys.exit(main())
