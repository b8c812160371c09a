"""What the complainant asks when it comes back with its receipt."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.commands.texts import OptionalPassage, Request, ShortPassage


class MessageBody(Request):
    """What the complainant adds or answers."""

    text: ShortPassage


class WithdrawalBody(Request):
    """The complaint is taken back; nobody has to say why."""

    reason: OptionalPassage = None


class AppealBody(Request):
    """The decision is not accepted, with the reasons."""

    reasons: ShortPassage


class RatingBody(Request):
    """How satisfied the complainant is with the handling: 1 (not at all) to 5 (fully)."""

    score: Annotated[int, Field(ge=1, le=5, strict=True)]
    comment: OptionalPassage = None


class Supplement(MessageBody):
    """Add a message of the complainant to this complaint."""

    complaint_id: UUID


class Withdraw(WithdrawalBody):
    """Take this complaint back."""

    complaint_id: UUID


class LodgeAppeal(AppealBody):
    """Appeal against the decision on this complaint."""

    complaint_id: UUID


class Rate(RatingBody):
    """Rate how this complaint was handled."""

    complaint_id: UUID
