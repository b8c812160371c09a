"""What happens when intake and triage speak."""

from typing import Any

from services.investigation import store
from services.investigation.decisions import appeals, casework
from services.investigation.decisions.clocks.time_limits import next_due
from services.investigation.handlers.open_case import OpenCase, Rules, case_of, opened
from services.investigation.model import COMPLAINANT, Fact, Stage
from services.investigation.settings import InvestigationSettings
from shared.contracts.intake import AppealLodged, Rated, Received, Supplemented, Withdrawn
from shared.contracts.investigation import AppealOpened, AppealRefused, Opened
from shared.contracts.public import ComplaintAppealed
from shared.contracts.triage import Accepted, CompletionRequested, Held, Reclassified, Refused, Routed
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def received(tx: Transaction, event: Received, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """A complaint was registered: its case waits for triage, its content stays sealed as it came."""
    row = _new_row(event)
    case = opened(tx, row, store.insert_case(tx.session, row), rules, keys, settings)
    case.note(Fact.RECEIVED, {"channel": event.channel, "branch": event.branch}, None, event.received_at, COMPLAINANT)
    case.settle()


async def accepted(tx: Transaction, event: Accepted, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """Triage accepted it: category and severity are known, and clocks hang on it."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    case.note(Fact.ACCEPTED, _classification(event), None, event.at)
    case.settle()


async def reclassified(tx: Transaction, event: Reclassified, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """Category or severity was corrected: clocks count anew and keep their pauses."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    case.record(Fact.RECLASSIFIED, _classification(event), text=event.reason, at=event.at)
    case.settle()


async def refused(tx: Transaction, event: Refused, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """Triage refused it, with a ground."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    data = {"ground": event.ground, "ground_text": event.ground_text.model_dump(), "decided_by": event.decided_by}
    case.note(Fact.REFUSED, data, None, event.at)
    case.settle()


async def held(tx: Transaction, event: Held, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """It waits for a triage officer."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    case.note(Fact.HELD, {"reasons": [reason.model_dump() for reason in event.reasons]}, None, event.at)
    case.settle()


async def completion_requested(
    tx: Transaction, event: CompletionRequested, rules: Rules, keys: Keyring, settings: InvestigationSettings
) -> None:
    """Triage asked the complainant: clocks that wait for answers stand still."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    data = {"request_id": str(event.request_id), "answer_by": event.answer_by and event.answer_by.isoformat()}
    case.note(Fact.COMPLETION_REQUESTED, data, None, event.at)
    case.settle()


async def routed(tx: Transaction, event: Routed, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """A unit has it: the case opens in the unit's pool. A second time, after a hand-back, it moves there."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    data = {"unit": event.unit, "unit_name": event.unit_name.model_dump(), "decided_by": event.decided_by}
    case.note(Fact.HANDED_OVER, data, None, event.at)
    if case.case.stage is Stage.OPEN:
        _say_opened(case, event.unit)
    case.settle()


async def supplemented(tx: Transaction, event: Supplemented, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """The complainant wrote: an answer, or more information unasked."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    case.note(Fact.INFORMATION_RECEIVED, {"message_id": str(event.message_id)}, event.message, event.at, COMPLAINANT)
    case.settle()


async def withdrawn(tx: Transaction, event: Withdrawn, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """撤回: a mediation ends; so does the case, unless a suspected breach goes on being verified (P8 step 8)."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    if case.case.stage is Stage.MEDIATING and case.section.mediation is not None:
        case.note(Fact.MEDIATION_ENDED, {"agreed": False, "ground": case.section.mediation.end_on_withdrawal}, None, event.at)
    case.note(Fact.WITHDRAWN, {}, event.reason, event.at, COMPLAINANT)
    if case.case.stage is Stage.WITHDRAWN and case.section.withdrawal.ends == "mediation" and casework.has_open_clue(case.case):
        case.record(Fact.INQUIRY_CONTINUED)
    case.settle()


async def appeal_lodged(tx: Transaction, event: AppealLodged, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """The complainant appeals: admitted, and waiting for a reviewer, or refused with its ground."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    ground = appeals.admission(case.case, case.section, event.at.astimezone(settings.office.zone).date())
    if ground is None:
        _admit(case, event)
    else:
        case.note(Fact.APPEAL_REFUSED, {"ground": ground.ground}, event.reasons, event.at, COMPLAINANT)
        case.publish(AppealRefused, appeal_id=event.appeal_id, ground=ground.ground, ground_text=ground.text)
    case.settle()


async def rated(tx: Transaction, event: Rated, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """The complainant rated the handling."""
    case = await case_of(tx, event.complaint_id, rules, keys, settings)
    case.note(Fact.RATED, {"score": event.score}, event.comment, event.at, COMPLAINANT)
    case.settle()


def _new_row(event: Received) -> store.CaseRow:
    taken = set(store.CaseRow.model_fields) & set(Received.model_fields) - {"content", "edition", "received_at"}
    said = event.model_dump(mode="json", include=taken)
    return store.CaseRow(
        **{**said, "complaint_id": event.complaint_id},
        edition=event.edition,
        received_at=event.received_at,
        content=event.content.model_dump(),
        stage=Stage.REGISTERED,
        changed_at=event.at,
    )


def _classification(event: Accepted | Reclassified) -> dict[str, Any]:
    return {
        "category": event.category,
        "category_name": event.category_name.model_dump(),
        "severity": event.severity,
        "urgency": event.urgency,
        "decided_by": event.decided_by,
    }


def _say_opened(case: OpenCase, unit: str) -> None:
    first = next_due(case.clocks)
    case.publish(Opened, unit=unit, owner=None, next_what=first and first.rule.text, next_due=first and first.due.at)


def _admit(case: OpenCase, event: AppealLodged) -> None:
    case.note(Fact.APPEALED, {"appeal_id": str(event.appeal_id), "level": 1}, event.reasons, event.at, COMPLAINANT)
    answered_by = case.section.appeal.answer_clock if case.section.appeal else None
    due_at = next((reading.due.at for reading in case.clocks if reading.rule.code == answered_by), None)
    case.publish(AppealOpened, appeal_id=event.appeal_id, level=1, next_due=due_at)
    case.announce(ComplaintAppealed, level=1)
