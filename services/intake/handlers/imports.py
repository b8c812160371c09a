"""What happens with the rows of a bulk import: each ends registered, known from before, or failed with its reasons."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from services.intake.commands.imports import ImportedRow, RegisterRows
from services.intake.commands.submission import Submission, Unfit
from services.intake.decisions.receipts import Pepper
from services.intake.handlers.registration import announce, examine, fingerprint_of, prepare, row_mark
from services.intake.model import Flaw, Submitter
from services.intake.procedure import Section
from services.intake.settings import IntakeSettings
from services.intake.store import complaints, imports
from services.intake.store.complaints import RowClaim
from services.intake.store.imports import RowOutcome
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring

_BREATH = 20  # rows between two looks at what else waits in this process
_CONFLICT = (Flaw("branch_ref", "conflicting_number"),)


async def register_rows(
    tx: Transaction, wanted: RegisterRows, rules: Editions[Section], keys: Keyring, settings: IntakeSettings
) -> list[RowOutcome]:
    """Each row for itself; what was registered before, by this file or another, is not registered again."""
    read = {row.number: _examined(tx, row, wanted.by, rules) for row in wanted.rows}
    fit = {number: submission for number, submission in read.items() if isinstance(submission, Submission)}
    claims = {number: _claim(submission, wanted.by, settings.pepper) for number, submission in fit.items()}
    standing = await complaints.known_rows(tx.session, list(claims.values()))
    new: dict[int, RowClaim] = {}
    if not wanted.dry_run:
        first = {claim.row_mark: number for number, claim in reversed(claims.items()) if claim.row_mark not in standing}
        new, lost = await _register(tx, wanted.by, {number: fit[number] for number in sorted(first.values())}, rules, keys, settings)
        standing |= lost | {claim.row_mark: claim for claim in new.values()}
    ended = [_outcome(row, read[row.number], claims.get(row.number), standing, new, wanted) for row in wanted.rows]
    await imports.note(tx.session, wanted.import_id, ended)
    return ended


def _examined(tx: Transaction, row: ImportedRow, by: Submitter, rules: Editions[Section]) -> Submission | tuple[Flaw, ...]:
    if not isinstance(row.read, Submission):
        return row.read
    _, flaws = examine(tx, row.read, by, rules)
    return tuple(flaws) or row.read


def _claim(submission: Submission, by: Submitter, pepper: Pepper) -> RowClaim:
    return RowClaim(by.branch or "", row_mark(submission, pepper), fingerprint_of(submission, pepper), reference="")


async def _register(
    tx: Transaction,
    by: Submitter,
    fit: Mapping[int, Submission],
    rules: Editions[Section],
    keys: Keyring,
    settings: IntakeSettings,
) -> tuple[dict[int, RowClaim], dict[bytes, RowClaim]]:
    """The rows registered now, by number, and those that somebody registered meanwhile, by mark."""
    prepared = {}
    for place, (number, submission) in enumerate(fit.items()):
        if place % _BREATH == 0:
            await asyncio.sleep(0)
        ready = prepare(tx, submission, by, rules, keys, settings)
        if not isinstance(ready, Unfit):
            prepared[number] = (ready, replace(_claim(submission, by, settings.pepper), reference=ready.complaint.reference))
    lost = await complaints.claim_rows(tx.session, [claim for _, claim in prepared.values()])
    new = {number: (ready, claim) for number, (ready, claim) in prepared.items() if claim.row_mark not in lost}
    await complaints.insert(tx.session, [ready.complaint for ready, _ in new.values()])
    for ready, _ in new.values():
        announce(tx, ready)
    return {number: claim for number, (_, claim) in new.items()}, lost


def _outcome(
    row: ImportedRow,
    read: Submission | tuple[Flaw, ...],
    claim: RowClaim | None,
    standing: Mapping[bytes, RowClaim],
    new: Mapping[int, RowClaim],
    wanted: RegisterRows,
) -> RowOutcome:
    if isinstance(read, tuple) or claim is None:
        return _failed(row, read if isinstance(read, tuple) else (), wanted)
    known = standing.get(claim.row_mark)
    if known is None:
        return RowOutcome(row.number, imports.VALID)
    if known.fingerprint != claim.fingerprint:
        return _failed(row, _CONFLICT, wanted)
    return RowOutcome(row.number, imports.REGISTERED if row.number in new else imports.KNOWN, known.reference)


def _failed(row: ImportedRow, flaws: tuple[Flaw, ...], wanted: RegisterRows) -> RowOutcome:
    shown = [(replace(flaw, place=row.columns.get(flaw.place, flaw.place)), row.shown.get(flaw.place, "")) for flaw in flaws]
    return RowOutcome(row.number, imports.FAILED, flaws=wanted.vault.close_flaws(shown, row.number))
