"""A complaint arrives at triage."""

import json
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from shared.errors import Unreadable
from tests.services.triage.desk import Desk

FRIDGE = "上周买的冰箱不制冷，而且漏水，售货员张三说等通知"


def names(said: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, _ in said]


async def test_what_the_rules_are_certain_about_is_accepted_and_routed_at_once(desk: Desk) -> None:
    event = desk.received(FRIDGE)
    await desk.hears(event)
    row = await desk.assessment(event.complaint_id)
    assert (row.stage, row.category, row.severity, row.urgency, row.unit) == ("routed", "product-quality", "minor", "normal", "quality")
    assert row.decided_by == "rule"
    assert [entry.fact for entry in await desk.history(event.complaint_id)] == ["accepted", "routed"]
    (_, accepted), (_, routed) = said = await desk.said(event.complaint_id)
    assert names(said) == ["case.accepted.v1", "case.routed.v1"]
    assert (accepted["edition"], accepted["category"], accepted["category_name"]["zh"]) == ("2020-01-01", "product-quality", "产品质量问题")
    assert accepted["decided_by"] == routed["decided_by"] == "rule"
    assert [reason["code"] for reason in accepted["reasons"]] == ["conditions-met", "words", "ordinary", "ordinary"]
    assert (routed["unit"], routed["unit_name"]["en"]) == ("quality", "Quality department")
    assert routed["reasons"][0]["code"] == "quality-to-quality"


async def test_other_systems_hear_the_facts_without_text_or_person(desk: Desk) -> None:
    event = desk.received(FRIDGE, channel="phone")
    await desk.hears(event)
    told = await desk.told_the_public(event.reference)
    assert names(told) == ["complaint.accepted.v1", "complaint.routed.v1"]
    assert told[1][1] | {"at": ""} == {
        "reference": event.reference, "procedure": "customer", "edition": "2020-01-01", "kind": "complaint", "channel": "phone",
        "category": "product-quality", "severity": "minor", "unit": "quality", "territory": None, "at": "",
    }  # fmt: skip


async def test_of_a_report_of_wrongdoing_nobody_outside_hears(desk: Desk) -> None:
    event = desk.received(FRIDGE, kind="report")
    await desk.hears(event)
    assert len(await desk.said(event.complaint_id)) == 2
    assert await desk.told_the_public(event.reference) == []


async def test_what_no_rule_decides_waits_on_the_desk_with_the_reasons(desk: Desk) -> None:
    event = desk.received("上周的事情一直没有下文")
    await desk.hears(event)
    row = await desk.assessment(event.complaint_id)
    assert (row.stage, row.category, row.unit) == ("waiting", None, "customer-service")
    assert [reason["code"] for reason in row.waits_for] == ["no-words"]
    [(name, held)] = await desk.said(event.complaint_id)
    assert name == "case.held.v1"
    assert held["reasons"] == row.waits_for
    assert await desk.told_the_public(event.reference) == []


async def test_harm_that_is_going_on_is_immediate(desk: Desk) -> None:
    event = desk.received("水管漏水", ongoing_harm=True)
    await desk.hears(event)
    assert (await desk.assessment(event.complaint_id)).urgency == "immediate"


async def test_a_rule_refuses_only_where_its_pack_lets_it(desk: Desk) -> None:
    old = {"occurred_from": "2023-01-01"}
    refused, held = desk.received("服务差", procedure="service-complaints", **old), desk.received("服务差", **old)
    await desk.hears(refused, held)
    row = await desk.assessment(refused.complaint_id)
    assert (row.stage, row.ground, row.unit) == ("refused", "too-old", None)
    [(name, said)] = await desk.said(refused.complaint_id)
    assert (name, said["ground"], said["decided_by"]) == ("case.refused.v1", "too-old", "rule")
    assert "人工复核" in said["other_routes"]["zh"]
    assert names(await desk.told_the_public(refused.reference)) == ["complaint.refused.v1"]
    assert (await desk.assessment(held.complaint_id)).stage == "waiting"


async def test_choice_territory_and_business_lead_to_the_station(desk: Desk) -> None:
    market = {"procedure": "market-regulation-12315", "edition": "2026-04-15", "business": "food"}
    event = desk.received("这家饭馆的食品变质", authority="qingxi", territory="qingxi-shiqiao", **market)
    await desk.hears(event)
    row = await desk.assessment(event.complaint_id)
    assert (row.stage, row.unit, row.edition.isoformat()) == ("routed", "qingxi-shiqiao-station", "2026-04-15")


@pytest.mark.parametrize("unknown", [{"procedure": "property"}, {"edition": "1999-01-01"}])
async def test_a_complaint_under_unknown_rules_waits_where_it_is_seen(desk: Desk, unknown: dict[str, str]) -> None:
    event = desk.received("电梯坏了", ongoing_harm=True, **unknown)
    await desk.hears(event)
    row = await desk.assessment(event.complaint_id)
    assert (row.stage, row.suggestion, row.urgency_rank) == ("waiting", None, 0)
    assert row.waits_for[0]["code"] == "unknown-edition"
    assert names(await desk.said(event.complaint_id)) == ["case.held.v1"]


async def test_content_sealed_for_others_or_moved_from_another_complaint_is_unreadable(desk: Desk) -> None:
    event, other = desk.received(FRIDGE), desk.received(FRIDGE)
    with pytest.raises(Unreadable):
        await desk.hears(event.model_copy(update={"content": other.content}))
    assert await desk.said(event.complaint_id) == []


async def test_a_complaint_is_taken_in_once(desk: Desk) -> None:
    event = desk.received(FRIDGE)
    await desk.hears(event)
    with pytest.raises(IntegrityError):
        await desk.hears(event)
    assert len(await desk.said(event.complaint_id)) == 2


async def test_many_complaints_share_one_transaction(desk: Desk) -> None:
    events = [desk.received(f"{FRIDGE}，第{number}次") for number in range(20)]
    await desk.hears(*events)
    assert {(await desk.assessment(event.complaint_id)).stage for event in events} == {"routed"}


async def test_nothing_of_the_narrative_or_its_words_is_stored_or_said(desk: Desk) -> None:
    await desk.hears(desk.received(FRIDGE), desk.received("上周的事情一直没有下文"))
    everything = await desk.everything_stored()
    for secret in ("冰箱", "不制冷", "漏水", "张三", "下文"):
        assert secret not in everything
        assert json.dumps(secret).strip('"') not in everything
