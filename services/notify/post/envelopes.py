"""Packing claimed notices: contact and letter are opened here, at send time, and nowhere earlier."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.notify.decisions.addresses import beyond_limit, day_mark, usable
from services.notify.decisions.days import Reckoning
from services.notify.model import Answer, Cause, Fact
from services.notify.post.mail import Mail, compose
from services.notify.store.claims import Claimed, count
from shared.contracts.intake import Contact
from shared.contracts.notify import Letter
from shared.errors import Unreadable
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring

UNREADABLE = Answer(Fact.REFUSED, Cause.CONTACT_UNREADABLE)
UNUSABLE = Answer(Fact.REFUSED, Cause.ADDRESS_UNUSABLE)
OVER_LIMIT = Answer(Fact.OVER_LIMIT, Cause.DAILY_LIMIT)


@dataclass(frozen=True)
class Packed:
    """A claimed notice with its mail, or with the answer that is known before the mail server is asked."""

    claimed: Claimed
    mail: Mail | None
    answer: Answer | None


@dataclass(frozen=True)
class Envelopes:
    """Packs mails in the name of `sender`; `secret` marks the addresses of a day, `limit` is how many acknowledgements each gets."""

    keys: Keyring
    sender: str
    secret: bytes
    limit: int
    days: Reckoning

    async def pack(self, tx: Transaction, claimed: Sequence[Claimed]) -> list[Packed]:
        """The mails of these notices; acknowledgements beyond an address's limit of the day are held back (S36)."""
        packed = [self._packed(one) for one in claimed]
        today = self.days.date(tx.now)
        marks = {one.claimed.notice_id: self._mark(one.mail, today) for one in packed if one.mail and one.claimed.counts}
        if not marks:
            return packed
        totals = await count(tx, Counter(marks.values()), today)
        held_back = beyond_limit(marks, totals, self.limit)
        return [Packed(one.claimed, None, OVER_LIMIT) if one.claimed.notice_id in held_back else one for one in packed]

    def _packed(self, claimed: Claimed) -> Packed:
        try:
            contact = self.keys.open(claimed.contact, Contact, claimed.complaint_id) if claimed.contact else None
            letter = self.keys.open(claimed.letter, Letter, claimed.complaint_id)
        except Unreadable:
            return Packed(claimed, None, UNREADABLE)
        recipient = usable(contact.value if contact else None)
        if recipient is None:
            return Packed(claimed, None, UNUSABLE)
        return Packed(claimed, compose(claimed.notice_id, letter, claimed.written_at, sender=self.sender, recipient=recipient), None)

    def _mark(self, mail: Mail, today: date) -> bytes:
        return day_mark(mail.recipient, today, self.secret)
