"""What happens when complaints arrive, when their complainants come back, and when another service speaks about them."""

from collections.abc import Callable
from typing import Any

from services.intake.commands.complainant import LodgeAppeal, Rate, Supplement, Withdraw
from services.intake.commands.imports import RegisterRows
from services.intake.commands.submission import Register
from services.intake.decisions import record
from services.intake.handlers.complainant import lodge_appeal, rate, supplement, withdraw
from services.intake.handlers.imports import register_rows
from services.intake.handlers.registration import register
from services.intake.store import entries
from shared.contracts.registry import Event
from shared.errors import NotFound
from shared.messaging.transaction import Transaction


async def heard(tx: Transaction, event: Event) -> None:
    """Whatever another service says about a complaint stands in its record; status, history and letters are read out of it."""
    if not await entries.enter(tx.session, event.complaint_id, record.entry_of(event)):
        raise NotFound


REACTIONS: dict[type, Callable[..., Any]] = {
    Register: register,
    RegisterRows: register_rows,
    Supplement: supplement,
    Withdraw: withdraw,
    LodgeAppeal: lodge_appeal,
    Rate: rate,
    **dict.fromkeys(record.HEARD, heard),
}
