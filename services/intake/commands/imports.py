"""Bringing in the rows of a branch's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.intake.commands.submission import Submission
from services.intake.imports.vault import Vault
from services.intake.model import Flaw, Submitter


@dataclass(frozen=True)
class ImportedRow:
    """One row by its number in the file: a submission, or why it is none.

    `columns` says how the file calls each field; `shown` are the values, by field, that a list of problems may repeat.
    """

    number: int
    read: Submission | tuple[Flaw, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterRows:
    """Register these rows of one import, or with `dry_run` only examine them; what is wrong with them goes into the vault."""

    import_id: UUID
    by: Submitter
    dry_run: bool
    rows: tuple[ImportedRow, ...]
    vault: Vault
