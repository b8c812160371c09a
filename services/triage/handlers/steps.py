"""The steps an assessment can take, each recorded and announced; rules and officers take the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.triage.decisions.judgement import Filed
from services.triage.lifecycle import Fact
from services.triage.procedure import Ground, Unit
from services.triage.store.assessments import advance, classify, reasons_kept
from services.triage.store.tables import Assessment
from shared.contracts import public, triage
from shared.contracts.registry import PublicFact
from shared.contracts.words import Kind, Reason, Sealed
from shared.messaging.transaction import Transaction

BY_RULE = "rule"
ANSWER_BY = "answer_by"


@dataclass(frozen=True)
class Because:
    """Who decided (`rule` or a person's id), the reasons as everybody reads them, and the person's own words, sealed."""

    by: str
    reasons: Sequence[Reason]
    words: Sealed | None = None


def hold(tx: Transaction, row: Assessment, reasons: Sequence[Reason]) -> None:
    """It waits on the desk for a person, for these reasons."""
    row.waits_for = reasons_kept(reasons)
    tx.publish(triage.Held(complaint_id=row.complaint_id, at=tx.now, reasons=list(reasons)))


def accept(tx: Transaction, row: Assessment, filed: Filed, because: Because) -> None:
    """It is taken on."""
    classify(row, filed.category.code, filed.severity.value, filed.urgency.value)
    row.decided_by, row.waits_for = because.by, []
    record(tx, row, Fact.ACCEPTED, because, category=row.category, severity=row.severity, urgency=row.urgency)
    tx.publish(
        triage.Accepted(
            complaint_id=row.complaint_id,
            at=tx.now,
            edition=row.edition,
            category=filed.category.code,
            category_name=filed.category.text,
            severity=filed.severity,
            urgency=filed.urgency,
            reasons=list(because.reasons),
            decided_by=because.by,
        )
    )
    _offer(tx, row, public.ComplaintAccepted(**_public(tx, row)))


def route(tx: Transaction, row: Assessment, unit: Unit, because: Because) -> None:
    """It is handed over to this unit."""
    row.unit, row.waits_for = unit.id, []
    record(tx, row, Fact.ROUTED, because, unit=unit.id)
    tx.publish(
        triage.Routed(
            complaint_id=row.complaint_id,
            at=tx.now,
            edition=row.edition,
            unit=unit.id,
            unit_name=unit.name,
            reasons=list(because.reasons),
            decided_by=because.by,
        )
    )
    _offer(tx, row, public.ComplaintRouted(**_public(tx, row)))


def refuse(tx: Transaction, row: Assessment, ground: Ground, because: Because) -> None:
    """It is not taken on; the complainant is told the ground and the other routes."""
    row.ground, row.decided_by, row.waits_for, row.unit = ground.code, because.by, [], None
    record(tx, row, Fact.REFUSED, because, ground=ground.code)
    tx.publish(
        triage.Refused(
            complaint_id=row.complaint_id,
            at=tx.now,
            edition=row.edition,
            ground=ground.code,
            ground_text=ground.text,
            other_routes=ground.other_routes,
            decided_by=because.by,
        )
    )
    _offer(tx, row, public.ComplaintRefused(**_public(tx, row), ground=ground.code))


def reclassify(tx: Transaction, row: Assessment, filed: Filed, because: Because) -> None:
    """It is filed under something else than before."""
    classify(row, filed.category.code, filed.severity.value, filed.urgency.value)
    record(tx, row, Fact.RECLASSIFIED, because, category=row.category, severity=row.severity, urgency=row.urgency)
    tx.publish(
        triage.Reclassified(
            complaint_id=row.complaint_id,
            at=tx.now,
            category=filed.category.code,
            category_name=filed.category.text,
            severity=filed.severity,
            urgency=filed.urgency,
            reason=because.reasons[0].code,
            decided_by=because.by,
        )
    )


def record(tx: Transaction, row: Assessment, fact: Fact, because: Because | None = None, **codes: Any) -> None:
    """Move it on and write down why, in codes; what a person wrote stays sealed."""
    detail = {**codes, "by": because.by, "reasons": reasons_kept(because.reasons)} if because else codes
    advance(tx.session, row, fact, at=tx.now, actor=tx.actor, detail=detail, sealed=because.words if because else None)


def _offer(tx: Transaction, row: Assessment, fact: PublicFact) -> None:
    """Tell other systems; a report of wrongdoing is nobody else's business."""
    if row.kind != Kind.REPORT:
        tx.publish(fact)


def _public(tx: Transaction, row: Assessment) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "procedure": row.procedure,
        "edition": row.edition.isoformat(),
        "kind": str(row.kind),
        "channel": str(row.channel),
        "category": row.category,
        "severity": row.severity,
        "unit": row.unit,
        "territory": row.territory,
        "at": tx.now,
    }
