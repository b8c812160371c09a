"""How a text becomes fit for the body of a letter or for one line."""

import re

from shared.contracts.words import Text

LONGEST_LINE = 200
_LINE_ENDS = re.compile(r"\r\n|\r|\x85|\u2028|\u2029")
# Controls but tab and line feed; they have no meaning in a letter and some of them end a mail header.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Marks that turn the direction of what follows could make one subject look like another.
_TURNING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def said(text: Text | None, language: str) -> str:
    """The text in this language; nothing when there is none."""
    if text is None:
        return ""
    return text.zh if language == "zh" else text.en


def body(text: str) -> str:
    """A text for the body of a letter: lines end with a line feed, control characters are gone, all else is as it was."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).strip()


def line(text: str) -> str:
    """A text for one line that nothing can break or turn round: a subject, a header, a row of a list (S35)."""
    flat = " ".join(_TURNING.sub("", body(text)).split())
    return flat if len(flat) <= LONGEST_LINE else flat[: LONGEST_LINE - 1] + "…"
