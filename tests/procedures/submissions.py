"""The part of an example's submission that stands in clear."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

from shared.procedures.editions import SHANGHAI
from tests.procedures.examples import Given


@dataclass(frozen=True)
class Submitted:
    """What triage reads of a submission, as the event and the stored assessment have it."""

    kind: str
    identity: str
    channel: str
    language: str
    territory: str | None
    authority: str | None
    business: str | None
    ongoing_harm: bool
    mediation_consent: bool
    received_at: datetime

    @classmethod
    def of(cls, given: Given) -> Self:
        return cls(
            kind=given.kind,
            identity=given.identity,
            channel=given.channel,
            language=given.language,
            territory=given.territory,
            authority=given.authority,
            business=given.business,
            ongoing_harm=given.ongoing_harm,
            mediation_consent=False,
            received_at=datetime.combine(given.received, time(10), SHANGHAI),
        )
