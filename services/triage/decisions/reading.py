"""Which of a pack's words stand in a text: a Chinese word anywhere, a word of letters only as a whole word.

Each word is searched once in the text, so the time grows with the text and the number of words, whatever they contain.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_FIRST_IDEOGRAPH = "\u2e80"


def normalised(text: str) -> str:
    """The text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


class Written:
    """A text made ready to be searched many times: normalised, with the set of its signs."""

    def __init__(self, text: str) -> None:
        self.text = normalised(text)
        self.signs = frozenset(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)


def found(written: Written, words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `words` that stand in the text, in the order of the pack."""
    by_first, text = _terms(words), written.text
    hits = [place for first in written.signs.intersection(by_first) for place, term in by_first[first] if _stands_in(text, term)]
    return tuple(words[place] for place in sorted(hits))


@lru_cache(maxsize=4096)
def _terms(words: tuple[str, ...]) -> dict[str, list[tuple[int, str]]]:
    """By first sign: the place of each word among the pack's, and what is searched for. Most words need no search at all."""
    by_first: dict[str, list[tuple[int, str]]] = {}
    for place, word in enumerate(words):
        term = normalised(word)
        if term:
            by_first.setdefault(term[0], []).append((place, term))
    return by_first


def _stands_in(text: str, term: str) -> bool:
    return term in text and next(_places(text, term), None) is not None


def _places(text: str, term: str) -> Iterator[int]:
    """Where `term` begins without being a part of a longer word."""
    at = text.find(term)
    while at >= 0:
        end = at + len(term)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (_is_letter(term[0]) and _is_letter(before)) and not (_is_letter(term[-1]) and _is_letter(after)):
            yield at
        at = text.find(term, end)


def _is_letter(sign: str) -> bool:
    """A letter or digit of an alphabet; ideographs are words by themselves."""
    return sign.isalnum() and sign < _FIRST_IDEOGRAPH


@dataclass(frozen=True)
class Piece:
    """A part of a text; `mattered` when one of the words stands there."""

    text: str
    mattered: bool


def pieces(text: str, words: Iterable[str]) -> list[Piece]:
    """The text as it was written, cut where words mattered; overlapping words become one piece."""
    plain, origin = _with_origins(text)
    marked = [False] * len(text)
    for word in words:
        term = normalised(word)
        for at in _places(plain, term) if term else ():
            for place in range(origin[at], origin[at + len(term) - 1] + 1):
                marked[place] = True
    return list(_cut(text, marked))


def _with_origins(text: str) -> tuple[str, list[int]]:
    """The text normalised sign by sign, and for each sign of it the place in the text it comes from."""
    signs = [normalised(sign) for sign in text]
    return "".join(signs), [place for place, sign in enumerate(signs) for _ in sign]


def _cut(text: str, marked: list[bool]) -> Iterator[Piece]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marked[end] != marked[start]:
            yield Piece(text[start:end], marked[start])
            start = end
