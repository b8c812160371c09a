"""Triage took the complaint on, refused it, asked or handed it over: what the complainant is told of that."""

from services.notify.decisions import occasions
from services.notify.handlers.telling import tell
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from services.notify.store.complaints import found, known
from shared.contracts.intake import Message
from shared.contracts.triage import Accepted, CompletionRequested, Refused, Routed
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring


async def accepted(tx: Transaction, event: Accepted, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Tell the acceptance where the procedure says so (P8 step 4)."""
    complaint = known(await found(tx.session, event.complaint_id))
    tell(tx, complaint, occasions.accepted(event, str(tx.causation)), rules, keys, settings)


async def refused(tx: Transaction, event: Refused, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Tell the refusal with its ground and the other routes (T3)."""
    complaint = known(await found(tx.session, event.complaint_id))
    tell(tx, complaint, occasions.refused(event, str(tx.causation), complaint.language), rules, keys, settings)


async def routed(tx: Transaction, event: Routed, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Remember who has it now, and tell the hand-over where the procedure says so."""
    row = await found(tx.session, event.complaint_id)
    row.unit_name = event.unit_name.model_dump()
    tell(tx, known(row), occasions.routed(event, str(tx.causation)), rules, keys, settings)


async def completion_requested(
    tx: Transaction, event: CompletionRequested, rules: Editions[Section], keys: Keyring, settings: NotifySettings
) -> None:
    """Ask for what is missing, in triage's words (I5)."""
    complaint = known(await found(tx.session, event.complaint_id))
    question = keys.open(event.question, Message, event.complaint_id).text
    tell(tx, complaint, occasions.completion_requested(event, question), rules, keys, settings)
