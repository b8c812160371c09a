"""What a triage officer orders, carried out."""

from typing import Any
from uuid import UUID

import pytest

from services.triage import commands
from services.triage.model import Stale
from shared.contracts.words import Severity, Urgency
from shared.errors import Invalid, Refused, Unreadable
from shared.lifecycle import NotPermitted
from tests.services.triage.desk import Desk

UNCLEAR = "上周的事情一直没有下文"
CLEAR = "上周买的冰箱不制冷"


async def arrived(desk: Desk, narrative: str = UNCLEAR, **more: Any) -> UUID:
    event = desk.received(narrative, **more)
    await desk.hears(event)
    return event.complaint_id


async def order(desk: Desk, kind: type[commands.Command], complaint: UUID, *, supervisor: bool = False, **more: Any) -> dict[str, Any]:
    """Give this order about the assessment as it is now."""
    version = more.pop("version", None) or (await desk.assessment(complaint)).version
    command = kind(complaint_id=complaint, version=version, by_supervisor=supervisor, **more)
    answer: dict[str, Any] = await desk.transactions.perform(command, actor="li")
    return answer


def acceptance(**more: Any) -> dict[str, Any]:
    return {"category": "delivery", "severity": Severity.IMPORTANT, "urgency": Urgency.URGENT, **more}


async def test_accepting_with_a_unit_routes_at_once(desk: Desk) -> None:
    complaint = await arrived(desk)
    answer = await order(desk, commands.Accept, complaint, **acceptance(unit="logistics", reason="new-facts"))
    assert (answer["state"], answer["unit"], answer["version"]) == ("routed", "logistics", 3)
    row = await desk.assessment(complaint)
    assert (row.category, row.severity, row.urgency, row.urgency_rank, row.decided_by) == ("delivery", "important", "urgent", 1, "li")
    accepted, routed = (await desk.said(complaint))[1:]
    assert (accepted[1]["decided_by"], accepted[1]["reasons"][0]["code"]) == ("li", "new-facts")
    assert (routed[1]["unit"], routed[1]["decided_by"]) == ("logistics", "li")
    assert [name for name, _ in await desk.told_the_public(row.reference)] == ["complaint.accepted.v1", "complaint.routed.v1"]


async def test_accepting_without_a_unit_leaves_the_routing_to_somebody_else(desk: Desk) -> None:
    complaint = await arrived(desk)
    answer = await order(desk, commands.Accept, complaint, **acceptance(reason="new-facts"))
    assert answer["state"] == "accepted"
    answer = await order(desk, commands.Route, complaint, unit="stores", reason="new-facts")
    assert (answer["state"], answer["unit"]) == ("routed", "stores")


async def test_a_decision_against_the_rules_needs_a_reason(desk: Desk) -> None:
    complaint = await arrived(desk, "慢")  # the rules are certain that it is minor
    with pytest.raises(Refused) as refused:
        await order(desk, commands.Accept, complaint, **acceptance())
    assert refused.value.ground == "reason_needed"
    assert (await desk.assessment(complaint)).stage == "waiting"


async def test_a_person_s_own_words_stay_sealed_at_triage(desk: Desk) -> None:
    complaint = await arrived(desk)
    await order(desk, commands.Accept, complaint, **acceptance(unit="stores", reason="王五来电说过此事"))
    assert "王五" not in await desk.everything_stored()
    entry = (await desk.history(complaint))[1]
    assert desk.opened("triage", entry.sealed, complaint) == "王五来电说过此事"
    assert entry.detail["reasons"][0]["code"] == "own-words"


async def test_refusing_tells_the_ground_and_the_other_routes(desk: Desk) -> None:
    complaint = await arrived(desk)
    assert (await order(desk, commands.Refuse, complaint, ground="not-our-goods-or-service"))["state"] == "refused"
    _, said = (await desk.said(complaint))[-1]
    assert (said["ground"], said["decided_by"]) == ("not-our-goods-or-service", "li")
    assert "12315" in said["other_routes"]["zh"]


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        (commands.Refuse, {"ground": "no-mood"}, "/ground"),
        (commands.Accept, acceptance(category="wet", reason="new-facts"), "/category"),
        (commands.Accept, acceptance(unit="headquarters", reason="new-facts"), "/unit"),
    ],
)
async def test_what_the_procedure_does_not_have_is_invalid(desk: Desk, kind: Any, wrong: dict[str, Any], field: str) -> None:
    complaint = await arrived(desk)
    with pytest.raises(Invalid) as invalid:
        await order(desk, kind, complaint, **wrong)
    assert invalid.value.problems[0].pointer == field


async def test_a_question_travels_sealed_to_the_complainant_s_side(desk: Desk) -> None:
    complaint = await arrived(desk)
    assert (await order(desk, commands.Ask, complaint, question="请问买了什么？"))["state"] == "asked"
    name, said = (await desk.said(complaint))[-1]
    assert (name, said["answer_by"]) == ("case.completion_requested.v1", "2026-04-29T15:59:59Z")
    assert {desk.opened(reader, said["question"], complaint) for reader in ("intake", "notify")} == {"请问买了什么？"}
    with pytest.raises(Unreadable):
        desk.opened("investigation", said["question"], complaint)
    assert "买了什么" not in await desk.everything_stored()


async def test_a_correction_of_a_routed_complaint_is_told_and_moves_nothing(desk: Desk) -> None:
    complaint = await arrived(desk, CLEAR)
    answer = await order(desk, commands.Correct, complaint, severity=Severity.MAJOR, reason="wrong-severity")
    assert (answer["state"], answer["unit"]) == ("routed", "quality")
    name, said = (await desk.said(complaint))[-1]
    assert name == "case.reclassified.v1"
    assert (said["category"], said["severity"], said["urgency"], said["reason"]) == ("product-quality", "major", "normal", "wrong-severity")


async def test_a_corrected_category_proposes_another_unit_while_none_has_the_complaint(desk: Desk) -> None:
    complaint = await arrived(desk)
    await order(desk, commands.Accept, complaint, **acceptance(reason="new-facts"))
    answer = await order(desk, commands.Correct, complaint, category="price", reason="wrong-category")
    assert (answer["state"], answer["unit"]) == ("accepted", "finance")


async def test_nothing_is_corrected_before_it_is_accepted(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        await order(desk, commands.Correct, await arrived(desk, "慢"), category="price", severity=Severity.MAJOR, reason="new-facts")


async def test_after_a_hand_back_another_unit_gets_it_and_after_the_second_a_supervisor_says_which(desk: Desk) -> None:
    complaint = await arrived(desk, CLEAR)
    await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    with pytest.raises(Refused) as refused:
        await order(desk, commands.Route, complaint, unit="quality", reason="handed-back")
    assert refused.value.ground == "handed_back_before"
    assert (await order(desk, commands.Route, complaint, unit="after-sales", reason="handed-back"))["unit"] == "after-sales"
    await desk.hears(desk.handed_back(complaint, "after-sales", 2), actor="investigation")
    with pytest.raises(Refused) as refused:
        await order(desk, commands.Route, complaint, unit="stores", reason="handed-back")
    assert refused.value.ground == "supervisor_decides"
    assert (await order(desk, commands.Route, complaint, supervisor=True, unit="quality", reason="handed-back"))["unit"] == "quality"
    assert [said["unit"] for name, said in await desk.said(complaint) if name == "case.routed.v1"] == ["quality", "after-sales", "quality"]


async def test_who_saw_an_older_version_decides_nothing(desk: Desk) -> None:
    complaint = await arrived(desk)
    await desk.hears(desk.supplemented(complaint, "是冰箱"))
    with pytest.raises(Stale):
        await order(desk, commands.Refuse, complaint, version=1, ground="already-answered")


async def test_a_repeated_order_is_one_decision(desk: Desk) -> None:
    complaint = await arrived(desk)
    command = commands.Refuse(complaint_id=complaint, version=1, by_supervisor=False, ground="already-answered")
    first = await desk.transactions.perform(command, actor="li", key="click-1")
    assert await desk.transactions.perform(command, actor="li", key="click-1") == first
    assert len(await desk.said(complaint)) == 2


async def test_once_the_missing_edition_is_installed_the_rules_look_again(desk: Desk) -> None:
    complaint = await arrived(desk, CLEAR, procedure="customer", edition="2019-01-01")
    with pytest.raises(Refused) as refused:
        await order(desk, commands.Refuse, complaint, ground="already-answered")
    assert refused.value.ground == "unknown_edition"
    await desk.rows("update assessment set edition = '2020-01-01' where complaint_id = :id", id=complaint)  # as if its file were back
    with pytest.raises(Refused) as refused:
        await order(desk, commands.Accept, complaint, **acceptance())
    assert refused.value.ground == "not_assessed"
    answer = await order(desk, commands.Reassess, complaint)
    assert (answer["state"], answer["unit"]) == ("routed", "quality")


async def test_the_rules_may_look_again_and_still_leave_it_to_a_person(desk: Desk) -> None:
    complaint = await arrived(desk)
    assert (await order(desk, commands.Reassess, complaint))["state"] == "waiting"
