"""A file as it comes in: what it is, and how it is kept until its rows are registered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.imports.vault import Vault
from services.intake.store.imports import WAITING
from services.intake.store.tables import Import
from shared.sealing import Keyring

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Wanted:
    """What a branch asks for with its file; the name of the file is not kept."""

    branch: str
    format: str
    procedure: str | None
    dry_run: bool


def format_of(raw: bytes, filename: str) -> str | None:
    """csv, xlsx or jsonl, where name and content agree; None for anything else."""
    ending = filename.rpartition(".")[2].casefold()
    if raw.startswith((_ZIP, _OLD_OFFICE)):
        return "xlsx" if ending == "xlsx" and raw.startswith(_ZIP) else None
    if not raw.strip():
        return None
    return {"jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "txt": "csv", "tsv": "csv"}.get(ending)


def begun(import_id: UUID, raw: bytes, wanted: Wanted, *, now: datetime, keys: Keyring) -> Import:
    """A new import that keeps the file encrypted."""
    vault = Vault.new()
    return Import(
        import_id=import_id,
        branch=wanted.branch,
        procedure=wanted.procedure,
        dry_run=wanted.dry_run,
        format=wanted.format,
        key=vault.sealed(keys, import_id),
        file=vault.close(raw, "file"),
        state=WAITING,
        created_at=now,
    )
