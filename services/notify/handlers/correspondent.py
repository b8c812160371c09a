"""What a correspondent does at the desk: calls and letters carried out, doubts decided."""

from typing import Any

from services.notify import commands
from services.notify.decisions.desk import check_current, check_not_taken, check_sendable, road
from services.notify.decisions.notices import TRIED_FOR
from services.notify.handlers.telling import announce
from services.notify.model import Fact
from services.notify.store import notices
from services.notify.store.tables import Notice
from shared.contracts.intake import Message
from shared.contracts.words import Sealed
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def take_up(tx: Transaction, command: commands.TakeUp) -> dict[str, Any]:
    """This person does it now and is shown the address; the entry says who saw it and when."""
    row = await _as_seen(tx, command)
    check_not_taken(row.taken_up_by, tx.actor)
    notices.advance(tx, row, Fact.TAKEN_UP)
    row.taken_up_by = tx.actor
    return _answer(row)


async def report_done(tx: Transaction, command: commands.ReportDone, keys: Keyring) -> dict[str, Any]:
    """The complainant was told by a person: it counts as sent, by the road that was really taken."""
    row = await _as_seen(tx, command)
    notices.advance(tx, row, Fact.DONE, _sealed(command.note, row, keys))
    announce(tx, row, road(notices.channel_of(row), command.by), notices.letter_of(row))
    return _answer(row)


async def report_failed(tx: Transaction, command: commands.ReportFailed, keys: Keyring) -> dict[str, Any]:
    """Nobody could be reached; the letter stays in the portal and the attempt on record."""
    row = await _as_seen(tx, command)
    notices.advance(tx, row, Fact.NOT_DONE, _sealed(command.note, row, keys))
    return _answer(row)


async def mark_sent(tx: Transaction, command: commands.MarkSent, keys: Keyring) -> dict[str, Any]:
    """A person found out that the mail server had taken it."""
    row = await _as_seen(tx, command)
    notices.advance(tx, row, Fact.FOUND_SENT, _sealed(command.note, row, keys))
    row.attempt_id = row.sender_id = row.cause = None
    announce(tx, row, notices.channel_of(row), notices.letter_of(row))
    return _answer(row)


async def send_again(tx: Transaction, command: commands.SendAgain, keys: Keyring) -> dict[str, Any]:
    """A person takes the risk of a second copy; it bears the same Message-ID, so that a mail program can tell."""
    row = await _as_seen(tx, command)
    check_sendable(notices.channel_of(row))
    notices.advance(tx, row, Fact.ASKED_AGAIN, _sealed(command.note, row, keys))
    notices.wait_again(row, at=tx.now, due_at=tx.now + TRIED_FOR)
    return _answer(row)


async def _as_seen(tx: Transaction, command: commands.Command) -> Notice:
    row = await notices.locked(tx.session, command.notice_id)
    check_current(command.version, row.version)
    return row


def _sealed(note: str | None, row: Notice, keys: Keyring) -> Sealed | None:
    """What a person writes about a call may name people: only notify can read it."""
    return keys.seal(Message(text=note), ("notify",), row.complaint_id) if note else None


def _answer(row: Notice) -> dict[str, Any]:
    return {"id": str(row.notice_id), "state": row.stage.value, "version": row.version}
