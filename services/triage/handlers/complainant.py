"""What the complainant does after submitting: answers, adds, withdraws, or lets the time for an answer pass."""

from services.triage.decisions.judgement import edition_of
from services.triage.handlers import steps
from services.triage.handlers.assessing import reassess
from services.triage.lifecycle import Fact, Stage
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import advance, locked
from shared.contracts.intake import Supplemented, Withdrawn
from shared.contracts.words import Reason, Text
from shared.messaging.timers import TimerFired
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring

ANSWERED = Reason(code="answered", text=Text(zh="投诉人已补充", en="the complainant answered"))
UNANSWERED = Reason(code="unanswered", text=Text(zh="投诉人未在期限内补充", en="the complainant did not answer in time"))


async def supplemented(tx: Transaction, event: Supplemented, rules: Editions[Section], keys: Keyring, settings: TriageSettings) -> None:
    """Keep what was added; before a unit has the complaint the rules look again, and an answer brings it back to the desk."""
    row = await locked(tx.session, event.complaint_id)
    answers = row.stage == Stage.ASKED
    advance(tx.session, row, Fact.SUPPLEMENTED, at=tx.now, actor=tx.actor, sealed=event.message)
    edition = edition_of(rules, row.procedure, row.edition)
    if edition is not None and row.stage == Stage.WAITING:
        await reassess(tx, row, edition.section, keys, settings)
    if answers:
        tx.cancel(row.complaint_id, steps.ANSWER_BY)
        steps.hold(tx, row, [ANSWERED])


async def unanswered(tx: Transaction, fired: TimerFired) -> None:
    """The time for an answer is over: a person decides what to do without it."""
    row = await locked(tx.session, fired.case_id)
    steps.record(tx, row, Fact.UNANSWERED)
    steps.hold(tx, row, [UNANSWERED])


async def withdrawn(tx: Transaction, event: Withdrawn) -> None:
    """Before a unit has the complaint its assessment ends; afterwards it is noted and the unit decides what goes on."""
    row = await locked(tx.session, event.complaint_id)
    advance(tx.session, row, Fact.WITHDRAWN, at=tx.now, actor=tx.actor, sealed=event.reason)
    row.withdrawn_at = event.at
    tx.cancel(row.complaint_id, "*")
