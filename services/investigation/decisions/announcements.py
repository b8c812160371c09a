"""What other systems are told of a case: codes, places and times, never text or persons; of reports nothing at all."""

from datetime import datetime
from typing import Any, TypeVar

from services.investigation.model import CaseFile
from shared.contracts.public import ComplaintAppealed, ComplaintClosed, ComplaintDecided, ComplaintOverdue
from shared.contracts.words import Kind

P = TypeVar("P", ComplaintAppealed, ComplaintClosed, ComplaintDecided, ComplaintOverdue)


def announcement(kind: type[P], case: CaseFile, at: datetime, **more: Any) -> P | None:
    """The public fact about this case; None for a report of wrongdoing, which is published nowhere."""
    if case.kind is Kind.REPORT:
        return None
    return kind(**_known(case), at=at, **more)


def _known(case: CaseFile) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "procedure": case.procedure,
        "edition": case.edition.isoformat(),
        "kind": case.kind,
        "channel": case.channel,
        "category": case.category,
        "severity": case.severity,
        "unit": case.unit,
        "territory": case.territory,
    }
