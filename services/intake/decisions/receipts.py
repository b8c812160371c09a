"""References and receipts: how they are drawn, what people may type for them, and what is kept of them."""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_BYTES = 8
RECEIPT_BYTES = 15
NONCE_BYTES = 12
LEAST_PEPPER = 32
_LONGEST_TYPED = 200
_REFERENCE_SIGNS = 12
_RECEIPT_SIGNS = 24
_SEPARATORS = " -_.\t\r\n\u00ad\u200b\u2010\u2011\u2012\u2013\u2014\u2212\u3000\ufeff"
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", **dict.fromkeys(_SEPARATORS)})


def reference_from(drawn: bytes) -> str:
    """The public number `R-XXXX-XXXX-XXXX-C` from 8 random bytes: 60 bits, neither sequential nor telling a time, and a check sign."""
    signs = _signs(drawn, _REFERENCE_SIGNS)
    return f"R-{_in_fours(signs)}-{_check_sign(signs)}"


def receipt_from(drawn: bytes) -> str:
    """The secret of 24 signs in groups of four from 15 random bytes: 120 bits."""
    return _in_fours(_signs(drawn, _RECEIPT_SIGNS))


def read_reference(typed: str) -> str | None:
    """The reference as it is kept, from what a person typed; None when it cannot be one, e.g. with one sign mistyped."""
    signs = _read(typed)
    if len(signs) == _REFERENCE_SIGNS + 2 and signs[0] == "R":
        signs = signs[1:]
    if len(signs) != _REFERENCE_SIGNS + 1 or _check_sign(signs[:-1]) != signs[-1]:
        return None
    return f"R-{_in_fours(signs[:-1])}-{signs[-1]}"


def read_receipt(typed: str) -> str | None:
    """The 24 signs of a receipt from what a person typed: lower case, spaces, dashes, O for 0, I or L for 1, full-width signs."""
    signs = _read(typed)
    return signs if len(signs) == _RECEIPT_SIGNS else None


def _signs(drawn: bytes, length: int) -> str:
    number = int.from_bytes(drawn)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def _in_fours(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _read(typed: str) -> str:
    """The signs without anything that only separates them; empty where a sign is none of the alphabet."""
    if len(typed) > _LONGEST_TYPED:
        return ""
    signs = unicodedata.normalize("NFKC", typed).upper().translate(_TYPED)
    return signs if all(sign in ALPHABET for sign in signs) else ""


def _check_sign(signs: str) -> str:
    """A sum in the field of 32 elements: finds every single mistyped sign and every two neighbours that were swapped."""
    total = 0
    for sign in signs:
        total = _doubled(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _doubled(element: int) -> int:
    return (element << 1) ^ (0b100101 if element & 0b10000 else 0)


@dataclass(frozen=True)
class Pepper:
    """The secret under which everything is kept that a dump of the database must not give away."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST_PEPPER:
            raise ValueError("INTAKE_RECEIPT_PEPPER is too short: give at least 32 random characters")

    def mark(self, purpose: str, *parts: str) -> bytes:
        """A keyed hash (HMAC-SHA256) of the parts; marks of different purposes never meet."""
        return hmac.digest(self.secret, _joined(purpose, parts), hashlib.sha256)

    def close(self, purpose: str, text: str, nonce: bytes, *parts: str) -> bytes:
        """The text encrypted (AES-256-GCM) under a key made from the secret and the parts; `nonce` is 12 random bytes."""
        return nonce + AESGCM(self._key(purpose, parts)).encrypt(nonce, text.encode(), None)

    def open(self, purpose: str, closed: bytes, *parts: str) -> str | None:
        """The text again, None when it was altered or closed for something else."""
        try:
            return AESGCM(self._key(purpose, parts)).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):
            return None

    def _key(self, purpose: str, parts: tuple[str, ...]) -> bytes:
        return HKDF(SHA256(), length=32, salt=None, info=_joined(purpose, parts)).derive(self.secret)


def _joined(purpose: str, parts: tuple[str, ...]) -> bytes:
    """Purpose and parts, each with its length before it, so that no two lists of parts read the same."""
    return b"".join(len(part).to_bytes(8) + part for part in (text.encode() for text in (purpose, *parts)))
