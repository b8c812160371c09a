"""Which encoding a text file is in: UTF-8 with or without a mark, UTF-16 with a mark, else GB18030."""

import codecs

from services.intake.imports.reading.found import Unreadable

_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(raw: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; Unreadable when it is in none of them, or in two at once."""
    encoding = next((name for mark, name in _MARKED.items() if raw.startswith(mark)), None) or _unmarked(raw)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise Unreadable("unknown_encoding", raw.count(b"\n", 0, error.start) + 1) from None


def _unmarked(raw: bytes) -> str:
    """UTF-8 unless lines speak against it; a file in which many lines are UTF-8 and others are not was glued together."""
    if _is_utf8(raw):
        return "utf-8"
    foreign = [(number, _is_utf8(line)) for number, line in enumerate(raw.split(b"\n"), 1) if not line.isascii()]
    wrong = [number for number, is_utf8 in foreign if not is_utf8]
    if len(foreign) - len(wrong) > len(wrong) / 4:
        raise Unreadable("mixed_encoding", wrong[0])
    return "gb18030"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
