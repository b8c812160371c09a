"""What can be told from an address: whether mail can go there, whose it is, and how to show it without giving it away."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

LONGEST = 254  # RFC 5321 4.5.3.1.3
LONGEST_LOCAL = 64  # 4.5.3.1.1
# One address and nothing else: no list, no display name, no comment, no quoted part, no address literal.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,200}@[^\s<>()\[\],;:\"']{1,200}")
HIDDEN = "…@…"


def usable(value: str | None) -> str | None:
    """The address in the form that goes on the wire, None when mail cannot go there by itself (S35).

    International domain names are written in ASCII; letters outside ASCII before the @ need a person.
    """
    local, at, domain = (value or "").strip()[: LONGEST + 1].rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        return None
    domain = _ascii(domain)
    labels = domain.split(".")
    if not all(map(_LABEL.fullmatch, labels)) or len(local) > LONGEST_LOCAL or len(local) + len(domain) >= LONGEST:
        return None
    return f"{local}@{domain}"


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""


def day_mark(address: str, day: date, secret: bytes) -> bytes:
    """What an address is counted under on one day: a keyed hash that says nothing without the key or on another day (S36).

    Spellings that reach one mailbox (capitals, a `+tag`) count as one.
    """
    local, _, domain = address.lower().rpartition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return hmac.digest(secret, f"{day.isoformat()} {mailbox}".encode(), hashlib.sha256)[:16]


def beyond_limit(marks: Mapping[UUID, bytes], totals: Mapping[bytes, int], limit: int) -> set[UUID]:
    """Which of these notices go beyond their address's limit, the later ones first; `totals` include all of them."""
    room = {mark: limit - totals[mark] + number for mark, number in Counter(marks.values()).items()}
    beyond = set()
    for notice_id, mark in marks.items():
        room[mark] -= 1
        if room[mark] < 0:
            beyond.add(notice_id)
    return beyond


def without_addresses(words: str) -> str:
    """A server's answer as it may be kept: addresses in it are hidden, the rest is one line of at most 200 signs."""
    return " ".join(_ADDRESS.sub(HIDDEN, words[:2000]).split())[:200]
