"""Letting the rules look at one complaint, and taking the steps that follow without a person."""

from collections.abc import Sequence
from uuid import UUID

from services.triage.decisions import jurisdiction
from services.triage.decisions.facts import Facts, facts_of
from services.triage.decisions.judgement import Hold, Refuse, Suggestion, Take, Verdict, kept, kept_answer, suggest
from services.triage.decisions.jurisdiction import Barred
from services.triage.handlers import steps
from services.triage.handlers.steps import BY_RULE, Because
from services.triage.lifecycle import Fact
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import content_of, history, remember_suggestion
from services.triage.store.tables import Assessment, Entry
from shared.contracts.intake import Content, Message
from shared.contracts.words import Sealed
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def reassess(tx: Transaction, row: Assessment, section: Section, keys: Keyring, settings: TriageSettings) -> Suggestion:
    """What the rules say now, with what was written later; nobody has decided yet."""
    facts = await _facts(tx, row, section, keys, settings)
    suggestion = suggest(facts, section, _barred(row))
    remember_suggestion(row, kept(suggestion))
    return suggestion


async def propose_unit(tx: Transaction, row: Assessment, section: Section, keys: Keyring, settings: TriageSettings) -> None:
    """Which other unit the rules name, given what was decided about the complaint."""
    facts = await _facts(tx, row, section, keys, settings)
    proposed = jurisdiction.unit(facts.knowing(category=row.category, severity=row.severity), section, _barred(row))
    row.unit = proposed.value.id if proposed.value else None
    row.suggestion = {**(row.suggestion or {}), "unit": kept_answer(proposed, row.unit)}


async def _facts(tx: Transaction, row: Assessment, section: Section, keys: Keyring, settings: TriageSettings) -> Facts:
    content = keys.open(content_of(row), Content, row.complaint_id)
    named = jurisdiction.complained_about(content.respondents, section)
    row.complained_about = sorted({*row.complained_about, *named})
    return facts_of(row, content, written_later(await history(tx.session, row.complaint_id), keys), settings.days)


def _barred(row: Assessment) -> Barred:
    return Barred(frozenset(row.complained_about), frozenset(row.handed_back_by))


def written_later(entries: Sequence[Entry], keys: Keyring) -> list[str]:
    """What the complainant added after submitting, opened."""
    return [opened(keys, entry.sealed, entry.complaint_id) for entry in entries if entry.fact == Fact.SUPPLEMENTED and entry.sealed]


def opened(keys: Keyring, sealed: dict[str, object], complaint_id: UUID) -> str:
    """A sealed dialogue text."""
    return keys.open(Sealed.model_validate(sealed), Message, complaint_id).text


def follow(tx: Transaction, row: Assessment, verdict: Verdict) -> None:
    """Take the steps that need no person, or put it on the desk."""
    match verdict:
        case Take():
            steps.accept(tx, row, verdict.filed, Because(BY_RULE, verdict.reasons))
            steps.route(tx, row, verdict.unit, Because(BY_RULE, [verdict.whose]))
        case Refuse():
            steps.refuse(tx, row, verdict.ground, Because(BY_RULE, verdict.reasons))
        case Hold():
            steps.record(tx, row, Fact.HELD)
            steps.hold(tx, row, verdict.reasons)
