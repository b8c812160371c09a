"""What happens when the complainant is asked or told something."""

from services.investigation.commands import AskComplainant, RecordTold, TellProgress
from services.investigation.decisions import deciding
from services.investigation.handlers.open_case import Answer, Rules, case_for
from services.investigation.model import Fact
from services.investigation.settings import InvestigationSettings
from shared.contracts.investigation import InformationRequested, Progressed
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring
from shared.workdays import Roll, due


async def ask(tx: Transaction, command: AskComplainant, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The complainant is asked; the limit for the answer is the procedure's."""
    case = await case_for(tx, command, rules, keys, settings)
    request_id = tx.new_id()
    answer_by = due(case.section.answer_within, tx.now, [], case.office.calendar, case.office.zone, Roll.REST_DAYS).at
    data = {"request_id": str(request_id), "answer_by": answer_by.isoformat()}
    case.record(Fact.INFORMATION_REQUESTED, data, text=command.question)
    case.publish(InformationRequested, request_id=request_id, question=case.message(command.question), answer_by=answer_by)
    return case.settle()


async def tell_progress(tx: Transaction, command: TellProgress, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The complainant is told how the case goes."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.PROGRESS_TOLD, text=command.note)
    case.publish(Progressed, note_id=tx.new_id(), note=case.message(command.note))
    return case.settle()


async def record_told(tx: Transaction, command: RecordTold, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """A person told the result; where the time for an appeal begins then, it begins now."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.TOLD, deciding.told(case.case, tx.now, case.section, case.office), text=command.text)
    return case.settle()
