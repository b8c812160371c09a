"""A complaint arrives: the rules of its edition look at it, and what they cannot decide waits for a person."""

from services.triage.decisions import jurisdiction
from services.triage.decisions.facts import facts_of
from services.triage.decisions.judgement import edition_of, kept, suggest, unknown, verdict
from services.triage.decisions.jurisdiction import Barred
from services.triage.handlers.assessing import follow
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import take_in
from shared.contracts.intake import Content, Received
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring


async def received(tx: Transaction, event: Received, rules: Editions[Section], keys: Keyring, settings: TriageSettings) -> None:
    """Assess the complaint under the edition it was received under; it is taken in whatever the rules say."""
    edition = edition_of(rules, event.procedure, event.edition)
    if edition is None:
        follow(tx, take_in(tx.session, event, None, ()), unknown(event.procedure, event.edition))
        return
    content = keys.open(event.content, Content, event.complaint_id)
    avoided = jurisdiction.complained_about(content.respondents, edition.section)
    suggestion = suggest(facts_of(event, content, zone=settings.days), edition.section, Barred(avoided))
    row = take_in(tx.session, event, kept(suggestion), avoided)
    follow(tx, row, verdict(suggestion, edition.section))
