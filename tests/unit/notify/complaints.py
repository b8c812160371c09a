"""Complaints and rules for tests of notify, each built with only what the test is about."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notify.decisions.days import Reckoning
from services.notify.decisions.notices import letters
from services.notify.model import Complaint, Occurrence, Written
from services.notify.procedure import Section
from shared.contracts.words import Identity, Kind, ReplyChannel
from shared.procedures import Edition, Editions, load
from shared.workdays import WorkingCalendar

PACKS = Path(__file__).parents[3] / "deploy" / "procedures"
NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
DAYS = Reckoning(WorkingCalendar.load(), ZoneInfo("Asia/Shanghai"))
COMPLAINT_ID = UUID(int=7)


@cache
def installed() -> Editions[Section]:
    """The packs of the repository, as notify reads them."""
    return load(PACKS, "notify", Section)


def edition(procedure: str = "customer", at: datetime = NOW) -> Edition[Section]:
    """The repository's edition of this procedure in force at `at`."""
    return installed().in_force(procedure, at)


def complaint(**known: Any) -> Complaint:
    """A named complainant who writes Chinese and reads the portal."""
    usual = {
        "complaint_id": COMPLAINT_ID,
        "reference": "TS-7K2M",
        "procedure": "customer",
        "edition": date(2020, 1, 1),
        "kind": Kind.COMPLAINT,
        "identity": Identity.NAMED,
        "language": "zh",
        "reply_channel": ReplyChannel.PORTAL,
        "received_at": NOW,
        "contact_known": True,
    }
    return Complaint(**{**usual, **known})


def occurrence(occasion: str, **values: str) -> Occurrence:
    return Occurrence(occasion, "e1", NOW, values)


def written(what: Occurrence, procedure: str = "customer", **known: Any) -> Written:
    """The one letter that this occurrence produces."""
    [found] = letters(complaint(**known), what, edition(procedure), NOW, DAYS)
    return found
