"""Key pairs, pepper, session secret and the staff file of an installation: what is missing is made, nothing is replaced.

Run as a program with the folder as its argument; needs the virtual environment (PyNaCl).
"""

import json
import secrets
import sys
from pathlib import Path

from deploy.installation.application import staff
from deploy.installation.application.credentials import SERVICES
from deploy.installation.places import write_private
from shared.sealing import new_key_pair

READERS = (*SERVICES, "vault")


def ensure(folder: Path) -> None:
    """Make whatever of the secrets is missing in the folder."""
    _ensure_key_pairs(folder)
    for name in ("receipt_pepper", "session_secret"):
        if not (folder / name).exists():
            write_private(folder / name, secrets.token_urlsafe(32))
    if not (folder / "staff.json").exists():
        clear, hashed = staff.issue(staff.PERSONS)
        write_private(folder / "persons.json", json.dumps(clear, indent=1, ensure_ascii=False))
        write_private(folder / "staff.json", json.dumps(hashed, indent=1, ensure_ascii=False))


def _ensure_key_pairs(folder: Path) -> None:
    known = folder / "public_keys.json"
    public: dict[str, str] = json.loads(known.read_text()) if known.exists() else {}
    for reader in READERS:
        if reader not in public:
            private_key, public[reader] = new_key_pair()
            write_private(folder / f"{reader}_private_key", private_key)
    write_private(known, json.dumps(public, indent=1))


if __name__ == "__main__":
    ensure(Path(sys.argv[1]))
