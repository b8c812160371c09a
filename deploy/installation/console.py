"""What a person at the terminal reads: one line per step with its seconds, in English and Chinese."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

WIDE = [
    *(range(0x1100, 0x1160), range(0x2E80, 0xA4D0), range(0xAC00, 0xD7A4)),
    *(range(0xF900, 0xFB00), range(0xFE30, 0xFE70), range(0xFF00, 0xFF61)),
]


class Stopped(Exception):
    """The installation cannot go on; the sentence says what the person can do. Exit code 2."""


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(english: str, chinese: str) -> None:
    say(f"\n{_styled('1', english)} · {chinese}")


def found(what: str, answer: str) -> None:
    """Print one line of what was found on the machine."""
    say(f"  {padded(what, 34)} {answer}")


def note(text: str) -> None:
    say(f"  {_styled('33', '!')} {text}")


@contextmanager
def step(english: str, chinese: str) -> Iterator[list[str]]:
    """Print one line when the step is done, with its seconds; what is appended to the list stands behind it."""
    began = time.monotonic()
    details: list[str] = []
    label = f"{english} · {chinese}"
    if sys.stdout.isatty():
        print(f"  … {label}", end="\r", flush=True)
    try:
        yield details
    except BaseException:
        say(f"  {_styled('31', '✗')} {padded(label, 56)}{time.monotonic() - began:6.1f} s")
        raise
    more = f"   {' · '.join(details)}" if details else ""
    say(f"  {_styled('32', '✓')} {padded(label, 56)}{time.monotonic() - began:6.1f} s{more}")


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns; a Chinese character is as wide as two letters."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        say("  " + "  ".join(padded(cell, widths[i]) for i, cell in enumerate(row)).rstrip())


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if any(ord(letter) in block for block in WIDE) else 1 for letter in text)


def _styled(code: str, text: str) -> str:
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    return text if plain else f"\033[{code}m{text}\033[0m"


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """A word of a command line that must be one of these names, or be left out."""

    def checked(word: str) -> str:
        if word not in names:
            raise argparse.ArgumentTypeError(f"{word} is none of: {', '.join(names)}")
        return word

    return checked
