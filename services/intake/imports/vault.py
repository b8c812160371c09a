"""Keeps a file and what is wrong with its rows unreadable at rest: each import has a key, sealed for intake alone."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel

from services.intake.model import Flaw
from shared.contracts.words import Sealed
from shared.sealing import Keyring

_NONCE = 12


class FileKey(BaseModel):
    """The inside of the sealed key."""

    key: str


@dataclass(frozen=True)
class Vault:
    """The key of one import (32 bytes, AES-256-GCM); what is closed for one place cannot be opened at another."""

    key: bytes

    @classmethod
    def new(cls) -> "Vault":
        return cls(secrets.token_bytes(32))

    @classmethod
    def opened(cls, sealed: dict[str, Any], keys: Keyring, import_id: UUID) -> "Vault":
        """The vault of an import that was begun before, perhaps by another process."""
        return cls(b64decode(keys.open(Sealed(**sealed), FileKey, import_id).key))

    def sealed(self, keys: Keyring, import_id: UUID) -> dict[str, Any]:
        """The key, readable for intake alone."""
        return keys.seal(FileKey(key=b64encode(self.key).decode()), ("intake",), import_id).model_dump()

    def close(self, content: bytes, place: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, content, place.encode())

    def open(self, closed: bytes, place: str) -> bytes:
        return AESGCM(self.key).decrypt(closed[:_NONCE], closed[_NONCE:], place.encode())

    def close_flaws(self, flaws: Sequence[tuple[Flaw, str]], number: int) -> bytes:
        """What is wrong with one row, each flaw with the value that may be shown."""
        listed = [[flaw.place, flaw.code, flaw.values, value] for flaw, value in flaws]
        return self.close(json.dumps(listed, ensure_ascii=False).encode(), f"row {number}")

    def open_flaws(self, closed: bytes, number: int) -> list[tuple[Flaw, str]]:
        listed = json.loads(self.open(closed, f"row {number}"))
        return [(Flaw(place, code, values), value) for place, code, values, value in listed]
