"""What happens when complaints are handed in: each is examined for itself, those that arrived together are registered together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.intake.commands.submission import Next, Outcome, Register, Registered, Reused, Submission, Submitted, Unfit
from services.intake.decisions import receipts
from services.intake.decisions import submission as decisions
from services.intake.decisions.receipts import Pepper
from services.intake.decisions.record import Status
from services.intake.model import Complaint, Flaw, Submitter
from services.intake.procedure import Section
from services.intake.settings import IntakeSettings
from services.intake.store import complaints as store
from shared.contracts.intake import Received
from shared.messaging.transaction import Transaction
from shared.procedures import Edition, Editions
from shared.sealing import Keyring
from shared.workdays import due

KEYS_ARE_KEPT = timedelta(days=7)
READERS = ("triage", "investigation")


@dataclass(frozen=True)
class Prepared:
    """A submission ready to be registered: what is remembered, what is announced, what is answered."""

    complaint: Complaint
    announcement: Received
    answer: Registered
    fingerprint: bytes


async def register(tx: Transaction, wanted: Register, rules: Editions[Section], keys: Keyring, settings: IntakeSettings) -> list[Outcome]:
    """Register submissions that arrived together; each gets its own outcome, in their order."""
    prepared = [prepare(tx, one.submission, one.by, rules, keys, settings) for one in wanted.submitted]
    fit = [(one, ready) for one, ready in zip(wanted.submitted, prepared, strict=True) if isinstance(ready, Prepared)]
    claims = [_claim(tx, one, ready, settings.pepper) for one, ready in fit]
    known = await store.claim(tx.session, claims, now=tx.now, forgotten=tx.now - KEYS_ARE_KEPT) if claims else {}
    new = [(one, ready) for one, ready in fit if (one.by.name, one.key) not in known]
    await store.insert(tx.session, [ready.complaint for _, ready in new])
    for one, ready in new:
        one.context.run(announce, tx, ready)
    await _note_own_numbers(tx, new, settings.pepper)
    return [
        ready if isinstance(ready, Unfit) else _answered(one, ready, known.get((one.by.name, one.key)), settings.pepper)
        for one, ready in zip(wanted.submitted, prepared, strict=True)
    ]


def prepare(
    tx: Transaction, submission: Submission, by: Submitter, rules: Editions[Section], keys: Keyring, settings: IntakeSettings
) -> Prepared | Unfit:
    """Examine a submission, and seal, number and answer it when nothing is wrong with it."""
    edition, flaws = examine(tx, submission, by, rules)
    if edition is None or flaws:
        return Unfit(tuple(flaws))
    receipt = receipts.receipt_from(tx.new_id().bytes[: receipts.RECEIPT_BYTES])
    complaint = decisions.complaint_of(
        submission, by, edition,
        complaint_id=tx.new_id(),
        reference=receipts.reference_from(tx.new_id().bytes[: receipts.REFERENCE_BYTES]),
        receipt_mark=settings.pepper.mark("receipt", receipts.read_receipt(receipt) or ""),
        now=tx.now,
    )  # fmt: skip
    return Prepared(
        complaint,
        _sealed(complaint, submission, keys),
        _answer(complaint, receipt, edition.section, settings),
        fingerprint_of(submission, settings.pepper),
    )


def examine(tx: Transaction, submission: Submission, by: Submitter, rules: Editions[Section]) -> tuple[Edition[Section] | None, list[Flaw]]:
    """The edition that governs a submission, None where there is none, and everything that is wrong with it."""
    dating = decisions.dating_flaws(submission, by, tx.now)
    edition = rules.find(submission.procedure, tx.now if dating else submission.received_at or tx.now)
    if edition is None:
        known = submission.procedure in rules.procedures()
        flaw = Flaw("received_at", "no_edition") if known else Flaw("procedure", "not_offered", {"offered": ", ".join(rules.procedures())})
        return None, [*dating, flaw]
    return edition, [*dating, *decisions.flaws(submission, by, edition.section)]


def announce(tx: Transaction, new: Prepared) -> None:
    """Tell the other services, and other systems unless it is a report of wrongdoing."""
    tx.publish(new.announcement)
    if decisions.is_told_to_others(new.complaint.kind):
        tx.publish(decisions.public_received(new.complaint))


async def _note_own_numbers(tx: Transaction, new: Sequence[tuple[Submitted, Prepared]], pepper: Pepper) -> None:
    """A branch's own number that came by this door is known when a bulk import brings it again."""
    claims = [
        store.RowClaim(one.by.branch, row_mark(one.submission, pepper), ready.fingerprint, ready.complaint.reference)
        for one, ready in new
        if one.by.branch and one.submission.branch_ref
    ]
    if claims:
        await store.claim_rows(tx.session, claims)


def row_mark(submission: Submission, pepper: Pepper) -> bytes:
    """What a row of a branch office is known by for ever: its own number, else everything that stands in it."""
    if submission.branch_ref:
        return pepper.mark("own number", submission.branch_ref)
    return pepper.mark("row", submission.model_dump_json())


def fingerprint_of(submission: Submission, pepper: Pepper) -> bytes:
    """Tells two submissions apart without giving either away."""
    return pepper.mark("submission", submission.model_dump_json())


def _sealed(complaint: Complaint, submission: Submission, keys: Keyring) -> Received:
    about = complaint.complaint_id
    contact, complainant = decisions.contact_of(submission), decisions.complainant_of(submission)
    return decisions.received(
        complaint,
        submission,
        content=keys.seal(decisions.content_of(submission), READERS, about),
        contact=keys.seal(contact, ("notify",), about) if contact else None,
        complainant=keys.seal(complainant, ("vault",), about) if complainant else None,
    )


def _answer(complaint: Complaint, receipt: str, section: Section, settings: IntakeSettings) -> Registered:
    step = section.told_next(complaint.kind)
    due_at = due(step.limit, complaint.received_at, (), settings.calendar, settings.days).at if step.limit else None
    return Registered(
        reference=complaint.reference,
        receipt=receipt,
        received_at=complaint.received_at,
        procedure=complaint.procedure,
        status=Status.RECEIVED,
        next=Next(what=getattr(step.text, complaint.language), due_at=due_at),
    )


def _claim(tx: Transaction, one: Submitted, ready: Prepared, pepper: Pepper) -> store.Claim:
    """The answer is kept for a repeat, readable only with the secret and with the very body that is repeated."""
    nonce = tx.new_id().bytes[: receipts.NONCE_BYTES]
    closed = pepper.close("answer", ready.answer.model_dump_json(), nonce, one.by.name, one.key, one.submission.model_dump_json())
    return store.Claim(one.by.name, one.key, ready.fingerprint, closed.hex())


def _answered(one: Submitted, ready: Prepared, known: store.Claim | None, pepper: Pepper) -> Outcome:
    if known is None:
        return ready.answer
    if known.fingerprint != ready.fingerprint:
        return Reused.KEY
    body = one.submission.model_dump_json()
    told = pepper.open("answer", bytes.fromhex(known.answer), one.by.name, one.key, body)
    return Reused.KEY if told is None else Registered.model_validate_json(told)
