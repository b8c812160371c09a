"""Lets properties that nobody can read spoil one message instead of the whole line to the broker.

The client library decodes a message's properties before anybody sees the message. A time beyond the year 9999, or a name
that is not UTF-8, raises there, the connection ends, the broker delivers the message again, and nothing else is heard any
more. Reading such a property as absent leaves the message to be judged by its body, as every other.
"""

from collections.abc import Callable
from typing import Any

from pamqp import decode

Decoder = Callable[[bytes], tuple[int, Any]]
_UNREADABLE = (ValueError, OverflowError, OSError, KeyError)


def read_leniently() -> None:
    """Replace the library's decoders by ones that never raise on a whole value; doing it again changes nothing."""
    _replace("timestamp", b"T", lambda _: (8, None))
    _replace("shortstr", None, lambda value: (1 + value[0], bytes(value[1 : 1 + value[0]]).decode("utf-8", "replace")))
    _replace("table", b"F", lambda value: (4 + int.from_bytes(value[:4], "big"), {}))


def _replace(name: str, sign: bytes | None, otherwise: Decoder) -> None:
    strict = decode.METHODS[name]
    if getattr(strict, "is_lenient", False):
        return

    def lenient(value: bytes) -> tuple[int, Any]:
        try:
            return strict(value)
        except _UNREADABLE:
            return otherwise(value)

    lenient.is_lenient = True  # type: ignore[attr-defined]
    decode.METHODS[name] = lenient
    if sign is not None:
        decode.TABLE_MAPPING[sign] = lenient
