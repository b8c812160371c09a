"""What notify says: which communication reached whom, by which road."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.registry import Event, Word
from shared.contracts.words import ReplyChannel, Sealed

SOURCE = "notify"


class Letter(Word):
    """The inside of `NoticeSent.letter` once opened: the letter as it was sent."""

    subject: str
    body: str


class NoticeSent(Event):
    """One notice reached the complainant's channel. `about` is the notice's kind, `letter` is for intake, which shows it in the portal."""

    NAME: ClassVar[str] = "case.notice_sent.v1"
    SOURCE: ClassVar[str] = SOURCE
    SUMMARY: ClassVar[str] = "A notice was sent to the complainant"

    notice_id: UUID
    about: str
    channel: ReplyChannel
    letter: Sealed
