"""A letter as a mail: the same bytes however often it is sent.

Written out here line by line: the standard library's message objects parse and fold every header anew, which took more
than half of all the time of a mail on its way.
"""

from base64 import b64encode, encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from shared.contracts.notify import Letter

# 39 bytes are 52 letters of base64: with =?utf-8?b?…?= and the header's name a line stays under 76 (RFC 2047 2).
_WORD_BYTES = 39


@dataclass(frozen=True)
class Mail:
    """A mail ready for the wire: one sender, one recipient, its bytes with CRLF."""

    sender: str
    recipient: str
    content: bytes


def compose(notice_id: UUID, letter: Letter, written_at: datetime, *, sender: str, recipient: str) -> Mail:
    """The letter as plain text in UTF-8. The Message-ID is the notice's, so that two copies can be told to be one (G2).

    Auto-Submitted (RFC 3834) and its older kin keep machines from answering. ValueError when a header would not be one line.
    """
    headers = {
        "From": sender,
        "To": recipient,
        "Subject": encoded(letter.subject),
        "Date": format_datetime(written_at),
        "Message-ID": message_id(notice_id, sender),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
    }
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in headers.items())
    text = letter.body.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return Mail(sender, recipient, head.encode("ascii") + b"\r\n" + encodebytes(text).replace(b"\n", b"\r\n"))


def message_id(notice_id: UUID, sender: str) -> str:
    """The Message-ID of a notice, under the sender's domain."""
    return f"<{notice_id}@{sender.rpartition('@')[2]}>"


def encoded(text: str) -> str:
    """A header's text: itself where it is plain ASCII, else as encoded words, each on a line (RFC 2047)."""
    if text.isascii() and text.isprintable() and "=?" not in text:
        return text
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in _words(text))


def _words(text: str) -> Iterator[bytes]:
    """The text in pieces that an encoded word can hold; no letter is split."""
    piece = b""
    for letter in text:
        raw = letter.encode()
        if len(piece) + len(raw) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += raw
    yield piece


def _one_line(value: str) -> str:
    """Refuse anything that could begin a header of its own (S35)."""
    if not value.replace("\r\n ", "").isprintable() or not value.isascii():
        raise ValueError("a header of a mail must be one line of printable ASCII")
    return value
