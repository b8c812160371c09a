"""Investigation asked, reported, decided, heard an appeal or closed: what the complainant is told of that."""

from services.notify.decisions import occasions
from services.notify.handlers.telling import tell
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from services.notify.store.complaints import found, known
from shared.contracts.intake import Message
from shared.contracts.investigation import AppealOpened, AppealRefused, Closed, Decided, Decision, InformationRequested, Progressed
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring


async def information_requested(
    tx: Transaction, event: InformationRequested, rules: Editions[Section], keys: Keyring, settings: NotifySettings
) -> None:
    """Ask the investigator's question."""
    complaint = known(await found(tx.session, event.complaint_id))
    question = keys.open(event.question, Message, event.complaint_id).text
    tell(tx, complaint, occasions.information_requested(event, question), rules, keys, settings)


async def progressed(tx: Transaction, event: Progressed, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Tell how the case goes (P4 step 5)."""
    complaint = known(await found(tx.session, event.complaint_id))
    note = keys.open(event.note, Message, event.complaint_id).text
    tell(tx, complaint, occasions.progressed(event, note), rules, keys, settings)


async def decided(tx: Transaction, event: Decided, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Tell the result with its reasons and measures (N1), and remember it for what follows."""
    row = await found(tx.session, event.complaint_id)
    row.outcome_text = event.outcome_text.model_dump()
    decision = keys.open(event.decision, Decision, event.complaint_id)
    tell(tx, known(row), occasions.decided(event, decision, str(tx.causation), row.language), rules, keys, settings)


async def appeal_opened(tx: Transaction, event: AppealOpened, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Acknowledge the appeal (C6)."""
    complaint = known(await found(tx.session, event.complaint_id))
    tell(tx, complaint, occasions.appeal_opened(event), rules, keys, settings)


async def appeal_refused(tx: Transaction, event: AppealRefused, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Tell why the appeal is not admitted."""
    complaint = known(await found(tx.session, event.complaint_id))
    tell(tx, complaint, occasions.appeal_refused(event, complaint.language), rules, keys, settings)


async def closed(tx: Transaction, event: Closed, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Say that the case is finished where the procedure says so; some invite an evaluation (N2)."""
    complaint = known(await found(tx.session, event.complaint_id))
    occurrence = occasions.closed(event, str(tx.causation), complaint.outcome_text, complaint.language)
    tell(tx, complaint, occurrence, rules, keys, settings)
