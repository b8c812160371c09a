"""Short texts that come back from a browser unchanged or not at all: HMAC-SHA256, one purpose each."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error


class Signer:
    """Signs under one secret of at least 32 bytes; a signature for one purpose is worthless for another."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:  # noqa: PLR2004 - as long as the digest
            raise ValueError("the session secret is too short: give at least 32 random bytes")
        self._secret = secret

    def sign(self, purpose: str, text: str) -> str:
        """The text with its signature, in letters that are safe in cookies and addresses."""
        return f"{_encoded(text.encode())}.{self.mark(purpose, text)}"

    def open(self, purpose: str, signed: str) -> str | None:
        """The text again, or None where text or signature were touched."""
        body, _, mark = signed.partition(".")
        try:
            text = urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except (Error, UnicodeDecodeError, ValueError):
            return None
        return text if self.fits(purpose, text, mark) else None

    def mark(self, purpose: str, text: str) -> str:
        """Only the signature."""
        return _encoded(hmac.digest(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256))

    def fits(self, purpose: str, text: str, mark: str) -> bool:
        """Whether the signature belongs to the text, found out in constant time."""
        return hmac.compare_digest(self.mark(purpose, text).encode(), mark.encode("utf-8", "replace"))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
