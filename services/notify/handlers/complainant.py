"""The complainant submitted or withdrew: what is answered to that."""

from services.notify.decisions import occasions
from services.notify.handlers.telling import tell
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from services.notify.store.complaints import found, known, take_in
from shared.contracts.intake import Received, Withdrawn
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring


async def received(tx: Transaction, event: Received, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Acknowledge the complaint: at once, on every channel, exactly once (I6; P4 step 1, 自动回执)."""
    tell(tx, take_in(tx.session, event), occasions.received(event), rules, keys, settings)


async def withdrawn(tx: Transaction, event: Withdrawn, rules: Editions[Section], keys: Keyring, settings: NotifySettings) -> None:
    """Confirm the withdrawal (I8)."""
    complaint = known(await found(tx.session, event.complaint_id))
    tell(tx, complaint, occasions.withdrawn(event, str(tx.causation)), rules, keys, settings)
