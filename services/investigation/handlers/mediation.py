"""What happens in mediation 调解 and when a complaint becomes an enforcement case 诉转案."""

from services.investigation.commands import EndMediation, NoteClue, SettleClue, StartMediation
from services.investigation.decisions import casework
from services.investigation.handlers.open_case import Answer, Rules, case_for
from services.investigation.model import Fact
from services.investigation.settings import InvestigationSettings
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def start_mediation(tx: Transaction, command: StartMediation, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """Both sides meet before a mediator."""
    case = await case_for(tx, command, rules, keys, settings)
    data = casework.start_of_mediation(command, case.case, case.section)
    case.record(Fact.MEDIATION_STARTED, data, text=command.place, about=command.mediator)
    return case.settle()


async def end_mediation(tx: Transaction, command: EndMediation, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """They agreed, or it ends on one of the procedure's grounds."""
    case = await case_for(tx, command, rules, keys, settings)
    case.record(Fact.MEDIATION_ENDED, casework.end_of_mediation(command, case.section), text=command.text)
    return case.settle()


async def note_clue(tx: Transaction, command: NoteClue, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """A clue of a breach: its own clock begins, whatever becomes of the complaint."""
    case = await case_for(tx, command, rules, keys, settings)
    casework.check_clue(case.section)
    case.record(Fact.CLUE_NOTED, text=command.text)
    return case.settle()


async def settle_clue(tx: Transaction, command: SettleClue, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The clue was verified: an enforcement case was filed 立案, or not."""
    case = await case_for(tx, command, rules, keys, settings)
    casework.check_open_clue(case.case)
    case.record(Fact.CLUE_SETTLED, {"filed": command.filed}, text=command.text)
    return case.settle()
