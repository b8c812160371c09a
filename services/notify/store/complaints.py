"""Whom to tell: taken in when a complaint arrives, found again at every later fact."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notify.model import Complaint
from services.notify.store.tables import Told
from shared.contracts.intake import Received
from shared.contracts.words import Identity, Kind, ReplyChannel, Sealed, Text
from shared.errors import NotFound

_TAKEN_IN = "notify.taken_in"


def take_in(session: AsyncSession, event: Received) -> Complaint:
    """Remember a new complaint; its contact stays sealed as it came."""
    row = Told(
        complaint_id=event.complaint_id,
        reference=event.reference,
        procedure=event.procedure,
        edition=event.edition,
        kind=event.kind.value,
        identity=event.identity.value,
        language=event.language,
        reply_channel=event.reply_channel.value,
        received_at=event.received_at,
        public=event.branch is None,
        contact=event.contact.model_dump() if event.contact else None,
    )
    session.add(row)
    session.info.setdefault(_TAKEN_IN, {})[row.complaint_id] = row
    return known(row)


async def found(session: AsyncSession, complaint_id: UUID) -> Told:
    """The complaint's row; NotFound when its arrival was not heard of yet, so that the message is tried again later."""
    row = session.info.get(_TAKEN_IN, {}).get(complaint_id)
    if row is None:
        with session.no_autoflush:  # what a batch has written so far is written down once, at its end
            row = await session.get(Told, complaint_id)
    if row is None:
        raise NotFound(f"notify has not heard of complaint {complaint_id} yet")
    told: Told = row
    return told


async def by_reference(session: AsyncSession, reference: str) -> Told:
    """The complaint with this public reference; NotFound when there is none."""
    row = (await session.exec(select(Told).where(col(Told.reference) == reference))).first()
    if row is None:
        raise NotFound
    return row


def known(row: Told) -> Complaint:
    """What decisions may know of a complaint."""
    return Complaint(
        complaint_id=row.complaint_id,
        reference=row.reference,
        procedure=row.procedure,
        edition=row.edition,
        kind=Kind(row.kind),
        identity=Identity(row.identity),
        language=row.language,
        reply_channel=ReplyChannel(row.reply_channel),
        received_at=row.received_at,
        contact_known=row.contact is not None,
        unit_name=Text.model_validate(row.unit_name) if row.unit_name else None,
        outcome_text=Text.model_validate(row.outcome_text) if row.outcome_text else None,
    )


def contact_of(row: Told) -> Sealed | None:
    """The sealed contact as it arrived."""
    return Sealed.model_validate(row.contact) if row.contact else None
