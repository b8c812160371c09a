"""What a unit does with a complaint that it was given: it may hand it back."""

from services.triage.decisions.judgement import edition_of
from services.triage.handlers import steps
from services.triage.handlers.assessing import propose_unit
from services.triage.lifecycle import Fact
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import advance, locked, reasons_kept
from shared.contracts.investigation import HandedBack
from shared.contracts.words import Reason, Text
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring


async def handed_back(tx: Transaction, event: HandedBack, rules: Editions[Section], keys: Keyring, settings: TriageSettings) -> None:
    """Back to the desk with the unit's reason; that unit is not proposed again. A complaint withdrawn meanwhile ends here."""
    row = await locked(tx.session, event.complaint_id)
    row.hand_backs += 1
    row.handed_back_by = [*row.handed_back_by, event.unit]
    advance(tx.session, row, Fact.HANDED_BACK, at=tx.now, actor=tx.actor, detail={"unit": event.unit}, sealed=event.reason)
    if row.withdrawn_at is not None:
        steps.record(tx, row, Fact.WITHDRAWN)
        return
    row.waits_for = reasons_kept([HANDED_BACK])
    edition = edition_of(rules, row.procedure, row.edition)
    if edition is not None:
        await propose_unit(tx, row, edition.section, keys, settings)


HANDED_BACK = Reason(code="handed-back", text=Text(zh="办理单位退回", en="the unit handed it back"))
