"""How a notice is kept and moved on; every step after the writing leaves an entry."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notify.lifecycle import LIFECYCLE, SETTING_OUT
from services.notify.model import Cause, Fact, Road, Stage
from services.notify.store.tables import Entry, Notice
from shared.contracts.words import ReplyChannel, Sealed
from shared.errors import NotFound
from shared.messaging.transaction import Transaction, current_traceparent


def keep(tx: Transaction, notice_id: UUID, complaint_id: UUID, about: str, road: Road, letter: Sealed) -> Notice:
    """A new notice at the beginning of its road, the letter sealed as it was written."""
    fact = SETTING_OUT[road.channel]
    row = Notice(
        notice_id=notice_id,
        complaint_id=complaint_id,
        about=about,
        channel=road.channel.value,
        stage=LIFECYCLE.after(LIFECYCLE.initial, fact),
        letter=letter.model_dump(),
        written_at=tx.now,
        due_at=road.due_at,
        changed_at=tx.now,
        cause=Cause.BY_CHANNEL.value if fact is Fact.HANDED_OVER else None,
        send_after=tx.now if fact is Fact.POSTED else None,
        traceparent=current_traceparent() if fact is Fact.POSTED else None,
    )
    tx.session.add(row)
    return row


def advance(tx: Transaction, row: Notice, fact: Fact, note: Sealed | None = None) -> None:
    """Move the notice to the stage that follows and write down who did it; NotPermitted when nothing follows."""
    row.stage = LIFECYCLE.after(Stage(row.stage), fact)
    row.version += 1
    row.changed_at = tx.now
    entry = Entry(
        notice_id=row.notice_id,
        number=row.version,
        at=tx.now,
        actor=tx.actor,
        fact=fact.value,
        stage=row.stage.value,
        note=note.model_dump() if note else None,
    )
    tx.session.add(entry)


def wait_again(row: Notice, *, at: datetime, due_at: datetime) -> None:
    """Let the senders take it once more, as if it were new; it keeps its id, and with it its Message-ID."""
    row.send_after, row.due_at, row.attempts = at, due_at, 0
    row.attempt_id = row.sender_id = row.cause = row.taken_up_by = None


async def locked(session: AsyncSession, notice_id: UUID) -> Notice:
    """The notice, kept from everybody else until the transaction ends; NotFound when there is none."""
    row = await session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no notice {notice_id}")
    return row


async def read(session: AsyncSession, notice_id: UUID) -> Notice:
    """The notice as it is; NotFound when there is none."""
    row = await session.get(Notice, notice_id)
    if row is None:
        raise NotFound(f"there is no notice {notice_id}")
    return row


async def of_complaint(session: AsyncSession, complaint_id: UUID) -> list[Notice]:
    """Every notice about this complaint, oldest first."""
    order = (col(Notice.written_at), col(Notice.notice_id))
    return list(await session.exec(select(Notice).where(col(Notice.complaint_id) == complaint_id).order_by(*order)))


async def history(session: AsyncSession, notice_id: UUID) -> list[Entry]:
    """Everything that happened to it after it was written, oldest first."""
    return list(await session.exec(select(Entry).where(col(Entry.notice_id) == notice_id).order_by(col(Entry.number))))


def letter_of(row: Notice) -> Sealed:
    """The sealed letter."""
    return Sealed.model_validate(row.letter)


def channel_of(row: Notice) -> ReplyChannel:
    return ReplyChannel(row.channel)
