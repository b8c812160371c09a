"""By which roads a letter goes, and until when."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notify.decisions.notices import LATEST, TRIED_FOR, letters, notice_id
from services.notify.model import Written
from shared.contracts.words import Identity, ReplyChannel
from tests.unit.notify.complaints import COMPLAINT_ID, DAYS, NOW, complaint, edition, occurrence, written

PORTAL, EMAIL, PHONE, LETTER = ReplyChannel.PORTAL, ReplyChannel.EMAIL, ReplyChannel.PHONE, ReplyChannel.LETTER


def roads(found: Written) -> list[ReplyChannel]:
    return [road.channel for road in found.roads]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"reply_channel": PORTAL}, [PORTAL]),
        ({"reply_channel": EMAIL}, [PORTAL, EMAIL]),
        ({"reply_channel": PHONE}, [PORTAL, PHONE]),
        ({"reply_channel": LETTER}, [PORTAL, LETTER]),
        ({"reply_channel": EMAIL, "contact_known": False}, [PORTAL]),
        ({"reply_channel": EMAIL, "identity": Identity.ANONYMOUS}, [PORTAL]),
        ({"reply_channel": EMAIL, "identity": Identity.CONFIDENTIAL}, [PORTAL, EMAIL]),
    ],
)
def test_a_letter_goes_to_the_portal_and_the_channel_that_was_asked_for(known: dict[str, Any], expected: list[ReplyChannel]) -> None:
    assert roads(written(occurrence("received"), **known)) == expected


def test_what_must_be_in_writing_is_posted_as_well_as_told_by_telephone() -> None:
    refusal = occurrence("refused", ground="x", other_routes="y")
    assert roads(written(refusal, "service-complaints", reply_channel=PHONE)) == [PORTAL, PHONE, LETTER]
    assert roads(written(refusal, "customer", reply_channel=PHONE)) == [PORTAL, PHONE]


def test_each_road_has_its_own_time() -> None:
    due = {road.channel: road.due_at for road in written(occurrence("received"), reply_channel=EMAIL).roads}
    assert due == {PORTAL: NOW, EMAIL: NOW + TRIED_FOR}


def test_a_call_is_due_when_the_procedure_says() -> None:
    # P4: within one working day; Monday 20 April 2026 is the day of the fact
    call = written(occurrence("received"), reply_channel=PHONE).roads[1]
    assert call.due_at == datetime(2026, 4, 21, 15, 59, 59, tzinfo=UTC)


def test_trying_by_mail_leaves_a_person_time_within_the_law() -> None:
    assert TRIED_FOR + timedelta(days=5) <= LATEST <= timedelta(days=7)


def test_a_fact_that_the_pack_does_not_tell_produces_no_letter() -> None:
    assert letters(complaint(), occurrence("routed"), edition(), NOW, DAYS) == []


def test_a_notice_has_one_id_for_ever_and_another_for_anything_else() -> None:
    first = notice_id(COMPLAINT_ID, "acknowledgement", "received", PORTAL)
    assert first == notice_id(COMPLAINT_ID, "acknowledgement", "received", PORTAL)
    others = [
        notice_id(UUID(int=8), "acknowledgement", "received", PORTAL),
        notice_id(COMPLAINT_ID, "result", "received", PORTAL),
        notice_id(COMPLAINT_ID, "acknowledgement", "another", PORTAL),
        notice_id(COMPLAINT_ID, "acknowledgement", "received", EMAIL),
    ]
    assert len({first, *others}) == 5
