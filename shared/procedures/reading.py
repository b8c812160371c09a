"""One YAML file read without surprises: YAML 1.2 words only, nothing hidden, every value with its line.

`NO` and `12:30:45` are texts, `true` and `false` the only switches, numbers are decimal.
Refused: anchors, aliases, tags, directives, tabs, byte order marks, invisible signs, several documents,
duplicate keys, keys that are not texts, nesting over 40 levels, files over 1 MB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from shared.contracts.words import Text
from shared.procedures import sentences
from shared.procedures.broken import BrokenPack, Fault

LARGEST_FILE = 1_000_000
DEEPEST_NESTING = 40

Place = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_TAB = re.compile("\t")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
# Control signs but line ends, zero-width signs, direction overrides, line separators, halves of signs, byte order marks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]|\r(?!\n)"
)
_PLAIN_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass
class Document:
    """The data of a file and, for every place in it, the line (from 1) where it stands."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place around it that exists."""
        known = [place[:length] for length in range(len(place), -1, -1) if place[:length] in self.lines]
        return self.lines[known[0]] if known else 0

    def fault(self, line: int, said: tuple[Text, Text]) -> Fault:
        """A fault of this file: `said` is what is wrong and the remedy."""
        return Fault(self.file, line, *said)


def read(path: FilePath) -> Document:
    """The document in `path`; BrokenPack when the file cannot be trusted to mean what it shows."""
    document = Document(str(path))
    text = _text(path, document)
    try:
        document.data = _Builder(document, text).build()
    except YAMLError as error:
        raise _stop(document, _line_of(error), sentences.unreadable(_problem_of(error))) from error
    return document


def _text(path: FilePath, document: Document) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _stop(document, 0, sentences.not_opened(str(error.strerror))) from error
    if len(raw) > LARGEST_FILE:
        raise _stop(document, 0, sentences.too_large(LARGEST_FILE))
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _stop(document, 1, sentences.byte_order_mark())
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _stop(document, raw.count(b"\n", 0, error.start) + 1, sentences.not_utf8()) from error
    _refuse_signs(document, text)
    return text


def _refuse_signs(document: Document, text: str) -> None:
    for pattern, said in ((_TAB, sentences.tab()), (_DIRECTIVE, sentences.directive())):
        found = pattern.search(text)
        if found:
            raise _stop(document, text.count("\n", 0, found.start()) + 1, said)
    hidden = _INVISIBLE.search(text)
    if hidden:
        raise _stop(document, text.count("\n", 0, hidden.start()) + 1, _invisible(hidden))


def _invisible(hidden: re.Match[str]) -> sentences.Said:
    return sentences.invisible(f"U+{ord(hidden.group()):04X}")


def _stop(document: Document, line: int, said: tuple[Text, Text]) -> BrokenPack:
    return BrokenPack([document.fault(line, said)])


def _line_of(error: YAMLError) -> int:
    mark = isinstance(error, MarkedYAMLError) and (error.problem_mark or error.context_mark)
    return mark.line + 1 if mark else 0


def _problem_of(error: YAMLError) -> str:
    return str(getattr(error, "problem", None) or "the text is not YAML")


class _Builder:
    """Builds plain data from parser events, so that nothing is resolved, copied or constructed behind our back."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
        self._event: Any = None

    def build(self) -> Any:
        """The one document of the stream."""
        self._next()
        if isinstance(self._next(), yaml_events.StreamEndEvent):
            return None
        self._next()
        data = self._value(())
        self._next()
        if not isinstance(self._next(), yaml_events.StreamEndEvent):
            raise self._stop(sentences.several_documents())
        return data

    def _next(self) -> Any:
        self._event = next(self._events)
        return self._event

    def _stop(self, said: tuple[Text, Text]) -> BrokenPack:
        return _stop(self._document, self._line(), said)

    def _line(self) -> int:
        return int(self._event.start_mark.line) + 1

    def _value(self, place: Place) -> Any:
        self._refuse_indirection()
        self._document.lines.setdefault(place, self._line())
        if isinstance(self._event, yaml_events.ScalarEvent):
            return self._scalar()
        if len(place) >= DEEPEST_NESTING:
            raise self._stop(sentences.too_deep(DEEPEST_NESTING))
        if isinstance(self._event, yaml_events.MappingStartEvent):
            return self._mapping(place)
        return self._sequence(place)

    def _refuse_indirection(self) -> None:
        if isinstance(self._event, yaml_events.AliasEvent) or self._event.anchor:
            raise self._stop(sentences.alias())
        if getattr(self._event, "tag", None):
            raise self._stop(sentences.tag(sentences.quoted(self._event.tag)))

    def _scalar(self) -> Any:
        value = self._written()
        if self._event.style:
            return value
        if value in _PLAIN_WORDS:
            return _PLAIN_WORDS[value]
        if _INTEGER.fullmatch(value):
            return int(value)
        return float(value) if _DECIMAL.fullmatch(value) else value

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(self._next(), yaml_events.MappingEndEvent):
            key = self._key()
            if key in found:
                raise self._stop(sentences.duplicate_key(sentences.quoted(key), self._document.lines[(*place, key)]))
            self._document.lines[(*place, key)] = self._line()
            self._next()
            found[key] = self._value((*place, key))
        return found

    def _key(self) -> str:
        self._refuse_indirection()
        if not isinstance(self._event, yaml_events.ScalarEvent):
            raise self._stop(sentences.key_not_text())
        return self._written()

    def _written(self) -> str:
        """The words of a scalar: an escape must not bring in what may not stand in the file."""
        value = str(self._event.value)
        hidden = _INVISIBLE.search(value) or _TAB.search(value)
        if hidden:
            raise self._stop(_invisible(hidden))
        return value

    def _sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(self._next(), yaml_events.SequenceEndEvent):
            found.append(self._value((*place, len(found))))
        return found
