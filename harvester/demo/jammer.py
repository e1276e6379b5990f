"""The noise that a board with the option on puts at each line break, in its HTML form.

The algorithm is the forum's own, as the facts give it: the bound of the loop is drawn
anew at each turn, which is why short runs are the common ones.
"""

import random
import re

_BREAK = re.compile(r"\r?\n")


def noise(rng: random.Random) -> str:
    """One run of noise: units of a character of code 32..59, a blank, a character of code 63..126."""
    units: list[str] = []
    while len(units) < rng.randint(5, 15):
        units.append(f"{chr(rng.randint(32, 59))} {chr(rng.randint(63, 126))}")
    return "".join(units)


def jam(message: str, rng: random.Random) -> str:
    """``message`` with an element of noise before or after each of its line breaks, as chance has it."""

    def jammed(_: re.Match[str]) -> str:
        if rng.random() < 0.5:
            return f'<font class="jammer">{noise(rng)}</font>\n'
        return f'\n<span style="display:none">{noise(rng)}</span>'

    return _BREAK.sub(jammed, message)
