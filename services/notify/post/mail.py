"""A letter as a mail: the same bytes however often it is sent."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from shared.contracts.notify import Letter


@dataclass(frozen=True)
class Mail:
    """A mail ready for the wire: one sender, one recipient, its bytes with CRLF."""

    sender: str
    recipient: str
    content: bytes


def compose(notice_id: UUID, letter: Letter, written_at: datetime, *, sender: str, recipient: str) -> Mail:
    """The letter as plain text in UTF-8. The Message-ID is the notice's, so that two copies can be told to be one (G2).

    Auto-Submitted (RFC 3834) and its older kin keep machines from answering. ValueError when an address is none.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = message_id(notice_id, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.body, charset="utf-8", cte="base64")
    return Mail(sender, recipient, mail.as_bytes())


def message_id(notice_id: UUID, sender: str) -> str:
    """The Message-ID of a notice, under the sender's domain."""
    return f"<{notice_id}@{sender.rpartition('@')[2]}>"
