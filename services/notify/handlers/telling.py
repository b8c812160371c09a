"""Telling the complainant: the letters that a fact demands are written, kept and set on their roads."""

from services.notify.decisions.notices import letters, notice_id
from services.notify.model import Complaint, Occurrence, Stage
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from services.notify.store import notices
from services.notify.store.tables import Notice
from shared.contracts.notify import NoticeSent
from shared.contracts.words import ReplyChannel, Sealed
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring

# Notify sends the letter, intake shows it in the portal; nobody else can read it.
READERS = ("intake", "notify")


def tell(
    tx: Transaction, complaint: Complaint, occurrence: Occurrence, rules: Editions[Section], keys: Keyring, settings: NotifySettings
) -> None:
    """Write every letter that the edition of this complaint demands here; those for the portal have arrived at once."""
    edition = rules.for_open_case(complaint.procedure, complaint.edition, tx.now)
    for written in letters(complaint, occurrence, edition, tx.now, settings.days):
        letter = keys.seal(written.letter, READERS, complaint.complaint_id)
        for road in written.roads:
            known_as = notice_id(complaint.complaint_id, written.about, occurrence.id, road.channel)
            notice = notices.keep(tx, known_as, complaint.complaint_id, written.about, road, letter)
            if notice.stage is Stage.SENT:
                announce(tx, notice, road.channel, letter)


def announce(tx: Transaction, notice: Notice, channel: ReplyChannel, letter: Sealed) -> None:
    """Say that this notice reached the complainant by this road."""
    tx.publish(
        NoticeSent(
            complaint_id=notice.complaint_id, at=tx.now, notice_id=notice.notice_id, about=notice.about, channel=channel, letter=letter
        )
    )
