"""From the acknowledgement to the survey: what a complainant is told of each fact, and in whose words."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel

from services.notify.procedure import REQUIRED
from shared.contracts import intake, investigation, triage
from shared.contracts.investigation import Decision, Measure
from shared.contracts.words import Text
from tests.services.notify.postroom import PostRoom

QUALITY = Text(zh="质量管理部", en="Quality department")


async def arrived(room: PostRoom, **more: Any) -> UUID:
    event = room.received(**more)
    await room.hears(event)
    return event.complaint_id


def made(room: PostRoom, kind: type[BaseModel], complaint: UUID, **more: Any) -> BaseModel:
    return kind.model_validate({"complaint_id": complaint, "at": room.clock.now(), **more})


def refused(room: PostRoom, complaint: UUID, **more: Any) -> BaseModel:
    given = {
        "edition": "2020-01-01",
        "ground": "out_of_scope",
        "ground_text": Text(zh="不属于受理范围", en="out of scope"),
        "decided_by": "rule",
    }
    return made(
        room, triage.Refused, complaint, **{**given, "other_routes": Text(zh="可向消费者协会投诉。", en="Consumer association."), **more}
    )


def routed(room: PostRoom, complaint: UUID) -> BaseModel:
    return made(room, triage.Routed, complaint, edition="2020-01-01", unit="quality", unit_name=QUALITY, reasons=[], decided_by="rule")


def decided(room: PostRoom, complaint: UUID, level: int = 0) -> BaseModel:
    decision = Decision(reasons="检测报告显示不合格", measures=[Measure(text="退款", due=None), Measure(text="道歉", due=None)])
    sealed = room.keys["investigation"].seal(decision, ("intake", "notify"), complaint)
    text, until = Text(zh="投诉成立", en="upheld"), None if level else "2026-04-29"
    return made(
        room, investigation.Decided, complaint, level=level, outcome="upheld", outcome_text=text, decision=sealed, appeal_until=until
    )


async def last(room: PostRoom, complaint: UUID) -> tuple[str, str]:
    """What the newest letter is about, and its text."""
    sent = (await room.said(complaint))[-1]
    return sent.about, room.letter(sent).body


async def test_a_refusal_gives_the_ground_and_the_other_routes(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(refused(room, complaint))
    about, body = await last(room, complaint)
    assert about == "refusal"
    assert "不属于受理范围" in body
    assert "可向消费者协会投诉。" in body


async def test_a_refusal_without_other_routes_has_no_empty_line_for_them(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(refused(room, complaint, other_routes=None))
    _, body = await last(room, complaint)
    assert "理由是：不属于受理范围。\n给您带来不便" in body


@pytest.mark.parametrize("kind", [triage.CompletionRequested, investigation.InformationRequested])
async def test_a_question_is_asked_in_the_words_of_whoever_asks(room: PostRoom, kind: type[BaseModel]) -> None:
    complaint = await arrived(room)
    question = room.sealed(complaint, "请问购买日期?\n请附小票。")
    await room.hears(made(room, kind, complaint, request_id=uuid4(), question=question, answer_by=None))
    about, body = await last(room, complaint)
    assert about == "information_request"
    assert "请问购买日期?\n请附小票。" in body


async def test_each_question_is_asked_once(room: PostRoom) -> None:
    complaint = await arrived(room)
    for words in ("一", "二"):
        question = room.sealed(complaint, words)
        await room.hears(made(room, investigation.InformationRequested, complaint, request_id=uuid4(), question=question, answer_by=None))
    assert [sent.about for sent in await room.said(complaint)] == ["acknowledgement", "information_request", "information_request"]


async def test_progress_is_told_under_the_name_of_the_unit(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(routed(room, complaint))
    await room.hears(made(room, investigation.Progressed, complaint, note_id=uuid4(), note=room.sealed(complaint, "已送检")))
    about, body = await last(room, complaint)
    assert about == "progress"
    assert "由质量管理部办理" in body
    assert "已送检" in body


async def test_a_result_gives_reasons_measures_and_the_way_to_appeal(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(routed(room, complaint), decided(room, complaint))
    about, body = await last(room, complaint)
    assert about == "result"
    for part in ("质量管理部", "投诉成立", "检测报告显示不合格", "- 退款\n- 道歉", "2026年4月29日"):
        assert part in body


async def test_an_appeal_is_received_decided_and_closed_in_letters_of_its_own(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(decided(room, complaint))
    await room.hears(made(room, investigation.AppealOpened, complaint, appeal_id=uuid4(), level=1, next_due=None))
    await room.hears(decided(room, complaint, level=1))
    await room.hears(made(room, investigation.Closed, complaint, outcome="upheld"))
    told = [sent.about for sent in await room.said(complaint)]
    assert told == ["acknowledgement", "result", "appeal_acknowledgement", "appeal_result", "survey"]


async def test_an_appeal_that_is_not_admitted_is_refused_with_its_ground(room: PostRoom) -> None:
    complaint = await arrived(room)
    late = Text(zh="已超过申诉期限", en="too late")
    await room.hears(made(room, investigation.AppealRefused, complaint, appeal_id=uuid4(), ground="late", ground_text=late))
    about, body = await last(room, complaint)
    assert about == "appeal_refusal"
    assert "已超过申诉期限" in body


async def test_a_withdrawal_is_confirmed(room: PostRoom) -> None:
    complaint = await arrived(room)
    await room.hears(made(room, intake.Withdrawn, complaint, reason=None))
    assert (await last(room, complaint))[0] == "withdrawal"


async def test_a_complainant_who_writes_english_reads_english(room: PostRoom) -> None:
    complaint = await arrived(room, language="en")
    await room.hears(refused(room, complaint))
    _, body = await last(room, complaint)
    assert "for this reason: out of scope." in body


@pytest.mark.parametrize(
    ("edition", "rule", "until"),
    [
        # Order 20: 45 working days; Order 121: 60 days, which end on the Dragon Boat holiday and roll over
        ("2020-01-01", "暂行办法", "2026年6月25日"),
        ("2026-04-15", "投诉举报处理办法", "2026年6月22日"),
    ],
)
async def test_a_letter_cites_the_edition_the_complaint_was_received_under(room: PostRoom, edition: str, rule: str, until: str) -> None:
    complaint = await arrived(room, procedure="market-regulation-12315", edition=edition)
    await room.hears(room.accepted(complaint))
    about, body = await last(room, complaint)
    assert about == "acceptance"
    assert rule in body
    assert until in body


@pytest.mark.parametrize("procedure", ["customer", "service-complaints", "market-regulation-12315"])
@pytest.mark.parametrize("kind", ["complaint", "suggestion", "report"])
async def test_under_every_procedure_and_kind_nobody_is_left_without_an_answer(room: PostRoom, procedure: str, kind: str) -> None:
    complaint = await arrived(room, procedure=procedure, kind=kind)
    question = room.sealed(complaint, "?")
    events = [
        refused(room, complaint),
        made(room, triage.CompletionRequested, complaint, request_id=uuid4(), question=question, answer_by=None),
        made(room, investigation.InformationRequested, complaint, request_id=uuid4(), question=question, answer_by=None),
        made(room, investigation.Progressed, complaint, note_id=uuid4(), note=question),
        decided(room, complaint),
        made(room, intake.Withdrawn, complaint, reason=None),
    ]
    await room.hears(*events)
    assert len(await room.said(complaint)) == 1 + len(events) == len(REQUIRED)
