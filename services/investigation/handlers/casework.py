"""What happens when a person works on a case."""

from services.investigation.commands import (
    AddMeasure,
    AddNote,
    AssignCase,
    EndInvestigation,
    FinishMeasure,
    HandBack,
    RecordFinding,
    TakeCase,
)
from services.investigation.decisions import casework
from services.investigation.handlers.open_case import Answer, Rules, case_for
from services.investigation.model import Fact
from services.investigation.settings import InvestigationSettings
from shared.contracts.investigation import HandedBack
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def take(tx: Transaction, command: TakeCase, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """谁办理、谁录入: whoever takes the case owns it."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.TAKEN)
    return case.settle()


async def assign(tx: Transaction, command: AssignCase, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The supervisor gives the case to an investigator."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.ASSIGNED, {"owner": command.owner})
    return case.settle()


async def add_note(tx: Transaction, command: AddNote, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """A note stays inside the case."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.NOTED, text=command.text)
    return case.settle()


async def record_finding(tx: Transaction, command: RecordFinding, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """One allegation, one conclusion."""
    case = await case_for(tx, command, rules, keys, settings)
    data = casework.finding(command, case.section)
    case.record(Fact.FINDING_RECORDED, data, text=command.text or "", about=command.allegation)
    return case.settle()


async def add_measure(tx: Transaction, command: AddMeasure, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """Something is to be carried out."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.MEASURE_ADDED, casework.measure(command, case.section), text=command.text)
    return case.settle()


async def finish_measure(tx: Transaction, command: FinishMeasure, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """It was carried out."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.MEASURE_DONE, casework.measure_done(command, case.case), text=command.text)
    return case.settle()


async def end_investigation(
    tx: Transaction, command: EndInvestigation, rules: Rules, keys: Keyring, settings: InvestigationSettings
) -> Answer:
    """Everything needed for a decision is known."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.INVESTIGATION_ENDED, text=command.text)
    return case.settle()


async def hand_back(tx: Transaction, command: HandBack, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """退回: the unit is not competent and gives the complaint back; it may not pass it on (Order 121 art. 41)."""
    case = await case_for(tx, command, rules, keys, settings)
    data = casework.hand_back(command, case.case, case.section)
    case.record(Fact.HANDED_BACK, data, text=command.text)
    words = casework.reason_words(command.reason, case.section)
    said = f"{words.zh} {words.en}: {command.text}"
    case.publish(HandedBack, unit=data["unit"], reason=case.message(said, ("triage",)), times=data["times"])
    return case.settle()
