"""Keys of branch offices: how they look, what is kept of them, and what they open."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KEY_BYTES = 30
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PREFIX_SIGNS = 8
_SECRET_SIGNS = 40
_KEY = re.compile(r"rk_([0-9a-z]{8})_([0-9a-z]{40})\Z")


class Scope(StrEnum):
    """What a key allows."""

    SUBMIT = "submit"
    IMPORT = "import"
    READ = "read"


@dataclass(frozen=True)
class BranchKey:
    """What is kept of a key: the prefix that finds it, the hash of all of it, whose it is and what it opens until when."""

    prefix: str
    digest: bytes
    branch: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything at all: not revoked, not expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def fits(self, token: str) -> bool:
        """Whether this is the key, found out in constant time."""
        return hmac.compare_digest(self.digest, digest_of(token))


def token_from(drawn: bytes) -> str:
    """A key from 30 random bytes: `rk_`, 8 signs to find it by, 40 signs (200 bits) that are the secret."""
    number = int.from_bytes(drawn)
    signs = "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(_PREFIX_SIGNS + _SECRET_SIGNS))
    return f"rk_{signs[:_PREFIX_SIGNS]}_{signs[_PREFIX_SIGNS:]}"


def prefix_of(token: str) -> str | None:
    """The signs a key is found by; None when this is no key at all."""
    found = _KEY.match(token)
    return found[1] if found else None


def digest_of(token: str) -> bytes:
    """What is kept of a key. Its secret has 200 random bits: no slow hash makes guessing any harder."""
    return hashlib.sha256(token.encode()).digest()
