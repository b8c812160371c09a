"""One notice opened for the person who looks at it: letter, history, and where to reach the complainant."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notify.decisions.desk import may_see_contact
from services.notify.model import Stage
from services.notify.store import complaints, notices
from services.notify.store.tables import Entry, Notice, Told
from shared.contracts.intake import Contact, Message
from shared.contracts.notify import Letter
from shared.contracts.words import Sealed
from shared.sealing import Keyring
from shared.web.staff.persons import Person


@dataclass(frozen=True)
class Opened:
    """A notice as one person may see it; `contact` only for the person who does the task now."""

    row: Notice
    complaint: Told
    letter: Letter
    contact: Contact | None
    history: list[tuple[Entry, str | None]]


async def opened(session: AsyncSession, keys: Keyring, notice_id: UUID, person: Person) -> Opened:
    """Open the notice; NotFound when there is none."""
    row = await notices.read(session, notice_id)
    complaint = await complaints.found(session, row.complaint_id)
    entries = await notices.history(session, notice_id)
    return Opened(
        row=row,
        complaint=complaint,
        letter=keys.open(notices.letter_of(row), Letter, row.complaint_id),
        contact=_contact(row, complaint, keys, person),
        history=[(entry, _note(entry, row, keys)) for entry in entries],
    )


def _contact(row: Notice, complaint: Told, keys: Keyring, person: Person) -> Contact | None:
    sealed = complaints.contact_of(complaint)
    if sealed is None or not may_see_contact(Stage(row.stage), row.taken_up_by, person.id):
        return None
    return keys.open(sealed, Contact, row.complaint_id)


def _note(entry: Entry, row: Notice, keys: Keyring) -> str | None:
    return keys.open(Sealed.model_validate(entry.note), Message, row.complaint_id).text if entry.note else None
