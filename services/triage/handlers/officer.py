"""What a triage officer orders: take on, refuse, ask, correct, route, look again."""

from typing import Any

from services.triage import commands
from services.triage.decisions import officer
from services.triage.decisions.judgement import edition_of, unknown, verdict
from services.triage.decisions.officer import Why
from services.triage.decisions.time_limits import answer_due
from services.triage.handlers import steps
from services.triage.handlers.assessing import follow, propose_unit, reassess
from services.triage.handlers.steps import Because
from services.triage.lifecycle import ON_THE_DESK, Fact
from services.triage.model import Stale
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import locked
from services.triage.store.tables import Assessment
from shared.contracts import triage
from shared.contracts.intake import Message
from shared.contracts.words import Sealed
from shared.errors import Refused
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring

Answer = dict[str, Any]
ASKING = ("intake", "notify")
OWN = ("triage",)


async def accept(tx: Transaction, order: commands.Accept, rules: Editions[Section], keys: Keyring) -> Answer:
    """Take the complaint on, and hand it over when the unit is named too."""
    row, section = await _seen(tx, order, rules)
    said, given = officer.check_assessed(row.suggestion), officer.why(order.reason, section)
    filed, chosen = officer.filed(order, section), officer.chosen(order)
    officer.check_reason(given, needed=officer.differs(said, chosen))
    steps.accept(tx, row, filed, Because(tx.actor, officer.reasons(said, chosen, given), _sealed(given, row, keys)))
    if order.unit is not None:
        unit = officer.unit(order.unit, section, row.complained_about)
        steps.route(tx, row, unit, Because(tx.actor, officer.reasons(said, {"unit": unit.id}, given)))
    return _answer(row)


async def refuse(tx: Transaction, order: commands.Refuse, rules: Editions[Section]) -> Answer:
    """Do not take the complaint on; the complainant is told the ground."""
    row, section = await _seen(tx, order, rules)
    steps.refuse(tx, row, officer.ground(order.ground, section), Because(tx.actor, [officer.CONFIRMED]))
    return _answer(row)


async def ask(tx: Transaction, order: commands.Ask, rules: Editions[Section], keys: Keyring, settings: TriageSettings) -> Answer:
    """Ask the complainant for what is missing; the assessment stands still until the answer or the end of the time for it."""
    row, section = await _seen(tx, order, rules)
    until = answer_due(section, tx.now, settings.calendar, settings.days)
    question, about = Message(text=order.question), row.complaint_id
    request_id, sealed = tx.new_id(), keys.seal(question, ASKING, about)
    steps.record(tx, row, Fact.ASKED, Because(tx.actor, [], keys.seal(question, OWN, about)), answer_by=until.isoformat())
    tx.arm(about, steps.ANSWER_BY, until)
    tx.publish(triage.CompletionRequested(complaint_id=about, at=tx.now, request_id=request_id, question=sealed, answer_by=until))
    return _answer(row)


async def correct(tx: Transaction, order: commands.Correct, rules: Editions[Section], keys: Keyring, settings: TriageSettings) -> Answer:
    """File an accepted complaint under something else, with a reason; while it has no unit, another may now be proposed."""
    row, section = await _seen(tx, order, rules)
    given = officer.why(order.reason, section)
    filed = officer.corrected(row, order, section)
    steps.reclassify(tx, row, filed, Because(tx.actor, [given.reason] if given else [], _sealed(given, row, keys)))
    if row.stage in ON_THE_DESK:
        await propose_unit(tx, row, section, keys, settings)
    return _answer(row)


async def route(tx: Transaction, order: commands.Route, rules: Editions[Section], keys: Keyring) -> Answer:
    """Hand an accepted complaint over to a unit."""
    row, section = await _seen(tx, order, rules)
    said, given = officer.check_assessed(row.suggestion), officer.why(order.reason, section)
    unit = officer.unit(order.unit, section, row.complained_about)
    officer.check_hand_backs(row.hand_backs, section, by_supervisor=order.by_supervisor)
    officer.check_not_returned(unit, row.handed_back_by, by_supervisor=order.by_supervisor)
    officer.check_reason(given, needed=officer.differs(said, {"unit": unit.id}))
    steps.route(tx, row, unit, Because(tx.actor, officer.reasons(said, {"unit": unit.id}, given), _sealed(given, row, keys)))
    return _answer(row)


async def look_again(
    tx: Transaction, order: commands.Reassess, rules: Editions[Section], keys: Keyring, settings: TriageSettings
) -> Answer:
    """Let the rules look at a waiting complaint again; what they can decide now needs no person any more."""
    row, section = await _seen(tx, order, rules)
    follow(tx, row, verdict(await reassess(tx, row, section, keys, settings), section))
    return _answer(row)


async def _seen(tx: Transaction, order: commands.Command, rules: Editions[Section]) -> tuple[Assessment, Section]:
    """The assessment as this person saw it, and the rules it lives under."""
    row = await locked(tx.session, order.complaint_id)
    if row.version != order.version:
        raise Stale
    edition = edition_of(rules, row.procedure, row.edition)
    if edition is None:
        words = unknown(row.procedure, row.edition).reasons[0].text
        raise Refused("unknown_edition", f"{words.zh}。 {words.en}.")
    return row, edition.section


def _sealed(given: Why | None, row: Assessment, keys: Keyring) -> Sealed | None:
    """Words of a person's own stay readable at triage only."""
    return keys.seal(Message(text=given.words), OWN, row.complaint_id) if given and given.words else None


def _answer(row: Assessment) -> Answer:
    return {"id": row.complaint_id, "reference": row.reference, "state": row.stage, "version": row.version, "unit": row.unit}
