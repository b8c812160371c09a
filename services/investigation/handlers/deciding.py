"""What happens when a case is decided, reviewed on appeal, and closed."""

from datetime import date

from services.investigation.commands import CloseCase, DecideAppeal, DecideCase, TakeReview
from services.investigation.decisions import appeals, casework, deciding
from services.investigation.decisions.closing import check_closing
from services.investigation.handlers.open_case import Answer, OpenCase, Rules, case_for
from services.investigation.model import Entry, Fact
from services.investigation.procedure import OutcomeWords
from services.investigation.settings import InvestigationSettings
from shared.contracts.investigation import Closed, Decided, Decision, Measure
from shared.contracts.public import ComplaintClosed, ComplaintDecided
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def decide(tx: Transaction, command: DecideCase, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The answer with reasons; the complainant may appeal until the day that the procedure gives."""
    case = await case_for(tx, command, rules, keys, settings)
    words = deciding.outcome_words(command.outcome, case.case, case.section)
    until = deciding.appeal_until(tx.now, case.section, settings.office)
    _conclude(case, Fact.DECIDED, words, command.reasons, until)
    return case.settle()


async def take_review(tx: Transaction, command: TakeReview, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """Somebody who was not involved takes the appeal."""
    case = await case_for(tx, command, rules, keys, settings)
    appeals.check_reviewer(command.by, case.case)
    case.record(Fact.REVIEW_TAKEN)
    return case.settle()


async def decide_appeal(tx: Transaction, command: DecideAppeal, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """The decision stands or is changed; this was the last instance."""
    case = await case_for(tx, command, rules, keys, settings)
    words = deciding.outcome_words(appeals.appeal_outcome(command, case.case), case.case, case.section)
    _conclude(case, Fact.APPEAL_DECIDED, words, command.reasons, until=None)
    return case.settle()


async def close(tx: Transaction, command: CloseCase, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> Answer:
    """Everything that the procedure wants is done."""
    case = await case_for(tx, command, rules, keys, settings)
    check_closing(case.case, case.section)
    case.record(Fact.CLOSED)
    case.publish(Closed, outcome=case.case.outcome)
    case.announce(ComplaintClosed, outcome=case.case.outcome)
    return case.settle()


def _conclude(case: OpenCase, fact: Fact, words: OutcomeWords, reasons: str, until: date | None) -> None:
    """Record a decision and let it leave; where it reaches the complainant by itself he counts as told."""
    level = 1 if fact is Fact.APPEAL_DECIDED else 0
    data = {"outcome": words.code, "level": level, "appeal_until": until and until.isoformat()}
    case.record(fact, data, text=reasons)
    told = Decision(reasons=reasons, measures=[_told(case, entry) for entry in _for_complainant(case)])
    case.publish(Decided, level=level, outcome=words.code, outcome_text=words.text, decision=case.tell(told), appeal_until=until)
    case.announce(ComplaintDecided, level=level, outcome=words.code, appeal_until=until)
    if deciding.is_told_by_itself(case.case):
        case.record(Fact.TOLD, {"by": case.case.reply_channel})


def _for_complainant(case: OpenCase) -> list[Entry]:
    return [entry for entry in case.case.entries(Fact.MEASURE_ADDED) if entry.data["for"] == "complainant"]


def _told(case: OpenCase, entry: Entry) -> Measure:
    """A measure as the letter tells it: the procedure's word for it, and what exactly, in the complaint's language."""
    kind = casework.measure_kind(entry.data["kind"], case.section)
    named = (kind.text.zh if case.case.language == "zh" else kind.text.en) if kind else entry.data["kind"]
    colon = "：" if case.case.language == "zh" else ": "
    return Measure(text=f"{named}{colon}{case.said(entry).text}", due=casework.due_of(entry))
