"""What happens when the complainant comes back: a message, a withdrawal, an appeal, a rating."""

from typing import Any
from uuid import UUID

from services.intake.commands.complainant import LodgeAppeal, Rate, Supplement, Withdraw
from services.intake.decisions import record
from services.intake.handlers.registration import READERS
from services.intake.lifecycle import LIFECYCLE
from services.intake.model import Complaint, Entry, Fact
from services.intake.store import complaints, entries
from shared.contracts.intake import AppealLodged, Message, Rated, Supplemented, Withdrawn
from shared.contracts.public import ComplaintWithdrawn
from shared.contracts.words import Kind, Sealed
from shared.errors import NotFound, Refused
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def supplement(tx: Transaction, wanted: Supplement, keys: Keyring) -> dict[str, Any]:
    """The complainant adds something or answers a question."""
    complaint, _ = await _may(tx, wanted.complaint_id, Fact.SUPPLEMENTED)
    message_id, message = tx.new_id(), _sealed(keys, wanted.text, complaint)
    await _enter(tx, complaint, Fact.SUPPLEMENTED, {"message_id": str(message_id)}, message)
    tx.publish(Supplemented(complaint_id=complaint.complaint_id, at=tx.now, message_id=message_id, message=message))
    return {"id": str(message_id), "at": tx.now}


async def withdraw(tx: Transaction, wanted: Withdraw, keys: Keyring) -> dict[str, Any]:
    """The complainant takes the complaint back; what the procedure does with a suspected breach is its own affair (P8, step 8)."""
    complaint, past = await _may(tx, wanted.complaint_id, Fact.WITHDRAWN)
    reason = _sealed(keys, wanted.reason, complaint) if wanted.reason else None
    await _enter(tx, complaint, Fact.WITHDRAWN, {}, reason)
    tx.publish(Withdrawn(complaint_id=complaint.complaint_id, at=tx.now, reason=reason))
    if complaint.kind is not Kind.REPORT:
        tx.publish(_public_withdrawn(tx, complaint, past))
    return {"status": record.Status.WITHDRAWN, "at": tx.now}


async def lodge_appeal(tx: Transaction, wanted: LodgeAppeal, keys: Keyring) -> dict[str, Any]:
    """The complainant does not accept the decision; whether it was in time is decided where the clocks are."""
    complaint, past = await _may(tx, wanted.complaint_id, Fact.APPEAL_LODGED)
    if record.appeal_until(past) is None:
        raise Refused("last_instance", "该决定为最终决定，不能再申诉。 This decision is final: there is no further appeal.")
    appeal_id, reasons = tx.new_id(), _sealed(keys, wanted.reasons, complaint)
    await _enter(tx, complaint, Fact.APPEAL_LODGED, {"appeal_id": str(appeal_id)}, reasons)
    tx.publish(AppealLodged(complaint_id=complaint.complaint_id, at=tx.now, appeal_id=appeal_id, reasons=reasons))
    return {"id": str(appeal_id), "status": record.Status.APPEALED, "at": tx.now}


async def rate(tx: Transaction, wanted: Rate, keys: Keyring) -> dict[str, Any]:
    """The complainant says, once, how satisfied it is with the handling."""
    complaint, past = await _may(tx, wanted.complaint_id, Fact.RATED)
    if record.latest(past, Fact.RATED):
        raise Refused("already_rated", "您已经评价过，谢谢。 You have rated this already, thank you.")
    comment = _sealed(keys, wanted.comment, complaint) if wanted.comment else None
    await _enter(tx, complaint, Fact.RATED, {"score": wanted.score}, comment)
    tx.publish(Rated(complaint_id=complaint.complaint_id, at=tx.now, score=wanted.score, comment=comment))
    return {"score": wanted.score, "at": tx.now}


async def _may(tx: Transaction, complaint_id: UUID, fact: Fact) -> tuple[Complaint, list[Entry]]:
    """The complaint, locked, and its record so far; Refused when its stage does not allow this."""
    complaint = await complaints.lock(tx.session, complaint_id)
    if complaint is None:
        raise NotFound
    past = await entries.record(tx.session, complaint_id)
    if not LIFECYCLE.permits(record.stage_of(past), fact):
        raise Refused("not_permitted", _TOO_EARLY_OR_LATE[fact])
    return complaint, past


_TOO_EARLY_OR_LATE = {
    Fact.SUPPLEMENTED: "该投诉已有结果或者已经撤回，不能再补充。 This complaint is decided, refused or withdrawn; nothing can be added.",
    Fact.WITHDRAWN: "该投诉已有结果或者已经撤回，不能撤回。 This complaint is decided, refused or withdrawn; it cannot be withdrawn.",
    Fact.APPEAL_LODGED: "目前没有可以申诉的决定。 There is no decision to appeal against now.",
    Fact.RATED: "有了处理结果才能评价。 The handling can be rated once there is a result.",
}


def _sealed(keys: Keyring, text: str, complaint: Complaint) -> Sealed:
    """For the desks, and for intake itself, which shows it to the complainant again."""
    return keys.seal(Message(text=text), (*READERS, "intake"), complaint.complaint_id)


async def _enter(tx: Transaction, complaint: Complaint, fact: Fact, detail: dict[str, Any], sealed: Sealed | None) -> None:
    await entries.enter(tx.session, complaint.complaint_id, Entry(fact, tx.now, detail, sealed))


def _public_withdrawn(tx: Transaction, complaint: Complaint, past: list[Entry]) -> ComplaintWithdrawn:
    return ComplaintWithdrawn(
        reference=complaint.reference,
        procedure=complaint.procedure,
        edition=complaint.edition.isoformat(),
        kind=complaint.kind,
        channel=complaint.channel,
        category=record.last_known(past, "category"),
        severity=record.last_known(past, "severity"),
        unit=record.last_known(past, "unit"),
        territory=complaint.territory,
        at=tx.now,
    )
