"""Sealed blocks: content that only its named readers can open, whoever stores or carries it.

The content is encrypted with AES-256-GCM under a fresh random key; that key is sealed (X25519 sealed box) to the public
key of every reader. What the block is about (a complaint's id) is authenticated with it, so a block cannot be moved to
another complaint. A writer who is not a reader cannot open what it wrote.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import BaseModel, ValidationError

from shared.contracts.words import Sealed
from shared.errors import Unreadable

VERSION = 1
KEY_BYTES = 32
M = TypeVar("M", bound=BaseModel)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


class Keyring:
    """The private key of one reader and the public keys of all others."""

    def __init__(self, name: str, private_key: str, public_keys: Mapping[str, str]) -> None:
        """`private_key` and the values of `public_keys` are base64 of 32 bytes; ValueError names the one that is not."""
        self.name = name
        self._own = SealedBox(PrivateKey(_key_bytes(name, private_key)))
        self._readers = {reader: SealedBox(PublicKey(_key_bytes(reader, key))) for reader, key in public_keys.items()}

    def seal(self, content: BaseModel, readers: tuple[str, ...], about: object) -> Sealed:
        """Close `content` for `readers`; `about` (usually the complaint's id) must be given again to open it."""
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(12)
        closed = AESGCM(key).encrypt(nonce, content.model_dump_json().encode(), _bound(about))
        keys = {reader: _text(self._readers[reader].encrypt(key)) for reader in readers}
        return Sealed(v=VERSION, nonce=_text(nonce), ciphertext=_text(closed), keys=keys)

    def open(self, block: Sealed, model: type[M], about: object) -> M:
        """The content of `block` as `model`. Unreadable when it was not sealed for this reader, or was altered."""
        try:
            key = self._own.decrypt(_raw(block.keys[self.name]))
            opened = AESGCM(key).decrypt(_raw(block.nonce), _raw(block.ciphertext), _bound(about))
            return model.model_validate_json(opened)
        except (KeyError, binascii.Error, CryptoError, InvalidTag, ValidationError) as problem:
            raise Unreadable(f"the sealed block cannot be opened by {self.name}: {type(problem).__name__}") from None


def _bound(about: object) -> bytes:
    return str(about).encode()


def _key_bytes(name: str, text: str) -> bytes:
    try:
        raw = _raw(text.strip())
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(f"the key of {name} is not base64 of 32 bytes; make one with `python -m shared.sealing`")
    return raw


def read_public_keys(path: Path) -> dict[str, str]:
    """The public keys of all readers from a JSON file {"reader": "base64 of 32 bytes"}."""
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def new_key_pair() -> tuple[str, str]:
    """A fresh (private, public) pair, each base64 of 32 bytes."""
    private = PrivateKey.generate()
    return _text(bytes(private)), _text(bytes(private.public_key))


if __name__ == "__main__":
    print(json.dumps(dict(zip(("private_key", "public_key"), new_key_pair(), strict=True))))
