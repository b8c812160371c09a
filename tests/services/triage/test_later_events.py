"""What happens to an assessment after the complaint arrived: answers, withdrawals, hand-backs."""

from uuid import UUID

import pytest

from services.triage import commands
from shared.errors import NotFound
from shared.lifecycle import NotPermitted
from shared.messaging.transaction import random_id
from tests.services.triage.desk import Desk

UNCLEAR = "上周的事情一直没有下文"
CLEAR = "上周买的冰箱不制冷"


async def held(desk: Desk, narrative: str = UNCLEAR) -> UUID:
    event = desk.received(narrative)
    await desk.hears(event)
    return event.complaint_id


async def asked(desk: Desk) -> UUID:
    complaint = await held(desk)
    order = commands.Ask(complaint_id=complaint, version=1, by_supervisor=False, question="请问买了什么？")
    await desk.transactions.perform(order, actor="officer")
    return complaint


async def test_an_answer_brings_the_complaint_back_to_the_desk_with_a_new_suggestion(desk: Desk) -> None:
    complaint = await asked(desk)
    await desk.hears(desk.supplemented(complaint, "是冰箱，不制冷"))
    row = await desk.assessment(complaint)
    assert (row.stage, row.category, row.unit) == ("waiting", "product-quality", "quality")
    assert [reason["code"] for reason in row.waits_for] == ["answered"]
    name, said = (await desk.said(complaint))[-1]
    assert (name, said["reasons"][0]["code"]) == ("case.held.v1", "answered")


async def test_what_is_added_unasked_is_weighed_too_and_changes_nothing_else(desk: Desk) -> None:
    complaint = await held(desk)
    await desk.hears(desk.supplemented(complaint, "是冰箱"), desk.supplemented(complaint, "不制冷"))
    row = await desk.assessment(complaint)
    assert (row.stage, row.category, row.version) == ("waiting", "product-quality", 3)
    assert [name for name, _ in await desk.said(complaint)] == ["case.held.v1"]


async def test_a_complaint_and_what_follows_it_may_come_in_one_batch(desk: Desk) -> None:
    event = desk.received(UNCLEAR)
    await desk.hears(event, desk.supplemented(event.complaint_id, "冰箱不制冷"), desk.withdrawn(event.complaint_id))
    row = await desk.assessment(event.complaint_id)
    assert (row.stage, row.category) == ("withdrawn", "product-quality")


async def test_a_question_that_nobody_answers_comes_back_after_its_time(desk: Desk) -> None:
    complaint = await asked(desk)
    timer = await desk.rows("select due_at from timer where case_id = :case and state = 'armed'", case=complaint)
    assert timer[0].due_at.isoformat() == "2026-04-29T15:59:59+00:00"  # seven working days, to the end of the day
    await desk.lets_time_pass(complaint, days=10)
    row = await desk.assessment(complaint)
    assert (row.stage, row.waits_for[0]["code"]) == ("waiting", "unanswered")


async def test_an_answer_stops_the_waiting_for_it(desk: Desk) -> None:
    complaint = await asked(desk)
    await desk.hears(desk.supplemented(complaint, "冰箱"))
    assert (await desk.rows("select state from timer where case_id = :case", case=complaint))[0].state == "cancelled"


@pytest.mark.parametrize("waiting", [held, asked])
async def test_withdrawal_before_routing_ends_the_assessment(desk: Desk, waiting: object) -> None:
    complaint = await (held(desk) if waiting is held else asked(desk))
    await desk.hears(desk.withdrawn(complaint))
    assert (await desk.assessment(complaint)).stage == "withdrawn"
    assert await desk.rows("select 1 from timer where case_id = :case and state = 'armed'", case=complaint) == []
    order = commands.Refuse(
        complaint_id=complaint, version=(await desk.assessment(complaint)).version, by_supervisor=True, ground="already-answered"
    )
    with pytest.raises(NotPermitted):
        await desk.transactions.perform(order, actor="officer")


async def test_withdrawal_after_routing_is_noted_and_the_unit_keeps_the_complaint(desk: Desk) -> None:
    complaint = await held(desk, CLEAR)
    await desk.hears(desk.withdrawn(complaint))
    row = await desk.assessment(complaint)
    assert (row.stage, row.withdrawn_at) == ("routed", desk.clock.now())
    assert [entry.fact for entry in await desk.history(complaint)] == ["accepted", "routed", "withdrawn"]


async def test_a_unit_that_hands_back_is_not_proposed_again(desk: Desk) -> None:
    complaint = await held(desk, CLEAR)
    await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    row = await desk.assessment(complaint)
    assert (row.stage, row.hand_backs, row.unit, row.category) == ("handed_back", 1, "customer-service", "product-quality")
    assert row.waits_for[0]["code"] == "handed-back"
    entry = (await desk.history(complaint))[-1]
    assert entry.detail == {"unit": "quality"}
    assert desk.opened("triage", entry.sealed, complaint) == "不属于我单位"


async def test_a_complaint_withdrawn_meanwhile_does_not_come_back_to_the_desk(desk: Desk) -> None:
    complaint = await held(desk, CLEAR)
    await desk.hears(desk.withdrawn(complaint))
    await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    assert (await desk.assessment(complaint)).stage == "withdrawn"


async def test_only_a_unit_that_has_the_complaint_can_hand_it_back(desk: Desk) -> None:
    complaint = await held(desk)
    with pytest.raises(NotPermitted):
        await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    assert (await desk.assessment(complaint)).stage == "waiting"


async def test_an_event_about_an_unknown_complaint_is_tried_again_later(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.hears(desk.withdrawn(random_id()))
