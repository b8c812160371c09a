"""The complainant comes back: status, history, messages both ways, withdrawal, appeal, rating."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import investigation, notify, triage
from shared.contracts.intake import Message
from shared.contracts.words import Outcome, ReplyChannel, Sealed, Severity, Text, Urgency
from tests.services.intake.office import Office

QUALITY = Text(zh="质量管理部", en="Quality department")


class Services:
    """What the other services say about one complaint."""

    def __init__(self, office: Office, told: dict[str, Any]) -> None:
        self.office = office
        self.about: UUID = told["complaint_id"]
        self.head = {"complaint_id": self.about, "at": office.now()}

    def sealed(self, content: Any) -> Sealed:
        return self.office.keyrings["triage"].seal(content, ("intake", "notify"), self.about)

    def held(self) -> triage.Held:
        return triage.Held(**self.head, reasons=[])

    def completion_requested(self, question: str = "Which kettle?") -> triage.CompletionRequested:
        return triage.CompletionRequested(
            **self.head, request_id=uuid4(), question=self.sealed(Message(text=question)), answer_by=self.office.now() + timedelta(days=5)
        )

    def accepted(self) -> triage.Accepted:
        return triage.Accepted(
            **self.head, edition=date(2020, 1, 1), category="product-quality", category_name=QUALITY, severity=Severity.MINOR,
            urgency=Urgency.NORMAL, reasons=[], decided_by="rule",
        )  # fmt: skip

    def refused(self) -> triage.Refused:
        return triage.Refused(
            **self.head,
            edition=date(2020, 1, 1),
            ground="not-ours",
            ground_text=Text(zh="不属于本组织", en="Not ours"),
            other_routes=None,
            decided_by="lin",
        )

    def routed(self) -> triage.Routed:
        return triage.Routed(**self.head, edition=date(2020, 1, 1), unit="quality", unit_name=QUALITY, reasons=[], decided_by="rule")

    def opened(self) -> investigation.Opened:
        return investigation.Opened(
            **self.head,
            unit="quality",
            owner=None,
            next_what=Text(zh="作出处理决定", en="The solution is decided"),
            next_due=self.office.now() + timedelta(days=9),
        )

    def information_requested(self) -> investigation.InformationRequested:
        return investigation.InformationRequested(
            **self.head, request_id=uuid4(), question=self.sealed(Message(text="When did it smoke?")), answer_by=None
        )

    def handed_back(self) -> investigation.HandedBack:
        return investigation.HandedBack(**self.head, unit="quality", reason=self.sealed(Message(text="not us")), times=1)

    def decided(self, level: int = 0, until: date | None = date(2027, 1, 8)) -> investigation.Decided:
        reasons = investigation.Decision(
            reasons="The seal was faulty.", measures=[investigation.Measure(text="Your money back", due=date(2026, 12, 1))]
        )
        return investigation.Decided(
            **self.head, level=level, outcome=Outcome.UPHELD, outcome_text=Text(zh="投诉成立", en="The complaint is upheld"),
            decision=self.sealed(reasons), appeal_until=until,
        )  # fmt: skip

    def closed(self) -> investigation.Closed:
        return investigation.Closed(**self.head, outcome=Outcome.UPHELD)

    def appeal_opened(self) -> investigation.AppealOpened:
        return investigation.AppealOpened(**self.head, appeal_id=uuid4(), level=1, next_due=self.office.now() + timedelta(days=7))

    def appeal_refused(self) -> investigation.AppealRefused:
        return investigation.AppealRefused(**self.head, appeal_id=uuid4(), ground="late", ground_text=Text(zh="逾期", en="Too late"))

    def letter(self) -> notify.NoticeSent:
        letter = notify.Letter(subject="We have your complaint", body="Hello, …")
        return notify.NoticeSent(
            **self.head, notice_id=uuid4(), about="acknowledgement", channel=ReplyChannel.PORTAL, letter=self.sealed(letter)
        )


@pytest.fixture
async def told(office: Office) -> dict[str, Any]:
    return await office.registered(complainant={"name": "Liu Yang"}, language="en")


@pytest.fixture
def services(office: Office, told: dict[str, Any]) -> Services:
    return Services(office, told)


async def test_at_first_the_complaint_is_received_and_the_next_step_is_told(office: Office, told: dict[str, Any]) -> None:
    seen = await office.view(told)
    assert seen["status"] == "received"
    assert seen["next"] == told["next"]
    assert [item["what"] for item in seen["history"]] == ["received"]
    assert (seen["messages"], seen["decision"]) == ([], None)
    assert seen["may"] == ["messages", "withdrawal"]


async def test_the_view_follows_what_the_other_services_say(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.letter(), services.accepted(), services.routed(), services.opened())
    seen = await office.view(told)
    assert seen["status"] == "investigating"
    assert [item["what"] for item in seen["history"]] == ["received", "accepted", "routed", "opened"]
    assert "Quality department" in seen["history"][2]["text"]
    assert seen["next"]["what"] == "The solution is decided"
    assert [(one["about"], one["by"], one["subject"]) for one in seen["messages"]] == [
        ("acknowledgement", "office", "We have your complaint")
    ]


async def test_the_view_is_in_the_language_asked_for(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.routed())
    seen = await office.view(told, **{"Accept-Language": "zh"})
    assert "质量管理部" in seen["history"][1]["text"]
    assert seen["procedure_title"] == "顾客投诉处理"


async def test_a_question_waits_for_its_answer_and_both_are_shown(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.completion_requested())
    asked = await office.view(told)
    assert asked["status"] == "more_information_needed"
    assert asked["next"]["due_at"] == asked["messages"][0]["answer_by"]
    answer = await office.act(told, "messages", text="The red one.")
    assert answer.status_code == 201
    seen = await office.view(told)
    assert seen["status"] == "assessing"
    assert [(one["by"], one["text"]) for one in seen["messages"]] == [("office", "Which kettle?"), ("complainant", "The red one.")]
    said = (await office.said(told["complaint_id"]))[-1]
    assert said["type"].endswith("case.supplemented.v1")
    assert office.keyrings["investigation"].open(Sealed(**said["data"]["message"]), Message, told["complaint_id"]).text == "The red one."


async def test_an_answer_to_the_investigator_leads_back_to_the_investigation(
    office: Office, told: dict[str, Any], services: Services
) -> None:
    await office.hear(services.accepted(), services.routed(), services.opened(), services.information_requested())
    assert (await office.view(told))["status"] == "more_information_needed"
    await office.act(told, "messages", text="On Monday.")
    assert (await office.view(told))["status"] == "investigating"


async def test_a_message_is_kept_sealed(office: Office, told: dict[str, Any]) -> None:
    canary = "canary" + uuid4().hex
    await office.act(told, "messages", text=canary)
    for table in ("entry", "outbox", "idempotency"):
        dump = json.dumps([row["line"] for row in await office.rows(f"select cast({table} as text) as line from {table}")])  # noqa: S608 - names of our own tables
        assert canary not in dump


async def test_a_withdrawal_is_told_and_ends_it(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.accepted())
    done = await office.act(told, "withdrawal", reason="It works again.")
    assert (done.status_code, done.json()["status"]) == (200, "withdrawn")
    seen = await office.view(told)
    assert (seen["status"], seen["may"], seen["next"]) == ("withdrawn", [], None)
    assert [said["type"].removeprefix("org.redress.") for said in await office.said(told["complaint_id"])] == [
        "case.received.v1",
        "case.withdrawn.v1",
    ]
    public = await office.rows(
        "select body from outbox where exchange = 'complaints.public' and subject = :r order by seq", r=told["reference"]
    )
    assert json.loads(public[1]["body"])["data"]["category"] == "product-quality"
    again = await office.act(told, "withdrawal")
    assert (again.status_code, again.json()["code"]) == (409, "not_permitted")


async def test_what_comes_late_after_a_withdrawal_changes_nothing(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.act(told, "withdrawal")
    await office.hear(services.accepted(), services.routed(), services.opened(), services.decided(), services.closed())
    assert (await office.view(told))["status"] == "withdrawn"


async def test_an_opening_heard_before_its_acceptance_stands(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.opened(), services.held(), services.accepted(), services.routed())
    assert (await office.view(told))["status"] == "investigating"


async def test_a_hand_back_leads_to_a_second_routing(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.accepted(), services.routed(), services.opened(), services.handed_back())
    assert (await office.view(told))["status"] == "accepted"
    await office.hear(services.routed(), services.opened())
    assert (await office.view(told))["status"] == "investigating"


async def test_a_decision_is_shown_and_can_be_appealed(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.opened(), services.decided())
    seen = await office.view(told)
    assert seen["status"] == "decided"
    assert (seen["decision"]["outcome"], seen["decision"]["reasons"]) == ("upheld", "The seal was faulty.")
    assert seen["decision"]["measures"] == [{"text": "Your money back", "due": "2026-12-01"}]
    assert seen["next"]["due_at"].startswith("2027-01-08")
    assert seen["may"] == ["appeal", "rating"]
    done = await office.act(told, "appeal", reasons="I want a new one.")
    assert done.status_code == 201
    assert (await office.view(told))["status"] == "appealed"
    await office.hear(services.closed(), services.appeal_opened())
    assert (await office.view(told))["status"] == "appealed"
    await office.hear(services.decided(level=1, until=None), services.closed())
    last = await office.view(told)
    assert (last["status"], last["decision"]["level"], last["may"]) == ("closed", 1, ["rating"])
    final = await office.act(told, "appeal", reasons="Still not.")
    assert (final.status_code, final.json()["code"]) == (409, "last_instance")


async def test_a_refused_appeal_leads_back_to_where_it_was(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.opened(), services.decided(), services.closed())
    await office.act(told, "appeal", reasons="no")
    await office.hear(services.appeal_refused())
    seen = await office.view(told)
    assert seen["status"] == "closed"
    assert "Too late" in seen["history"][-1]["text"]


async def test_a_refusal_tells_its_ground(office: Office, told: dict[str, Any], services: Services) -> None:
    await office.hear(services.refused())
    seen = await office.view(told)
    assert seen["status"] == "refused"
    assert "Not ours" in seen["history"][-1]["text"]


async def test_the_handling_is_rated_once(office: Office, told: dict[str, Any], services: Services) -> None:
    assert (await office.act(told, "rating", score=5)).json()["code"] == "not_permitted"
    await office.hear(services.opened(), services.decided())
    assert (await office.act(told, "rating", score=4, comment="quick")).status_code == 200
    assert (await office.act(told, "rating", score=1)).json()["code"] == "already_rated"
    assert "rating" not in (await office.view(told))["may"]


@pytest.mark.parametrize("score", [0, 6, "5", 4.5, True, None])
async def test_a_rating_is_a_whole_number_from_one_to_five(office: Office, told: dict[str, Any], score: object) -> None:
    assert (await office.act(told, "rating", score=score)).status_code == 422


async def test_a_repeated_message_is_said_once(office: Office, told: dict[str, Any]) -> None:
    headers = {"Receipt": told["receipt"], "Idempotency-Key": "same"}
    answers = [
        await office.client.post(f"/api/v1/complaints/{told['reference']}/messages", json={"text": "once"}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len((await office.view(told))["messages"]) == 1


async def test_two_complainants_may_use_one_key(office: Office, told: dict[str, Any]) -> None:
    other = await office.registered()
    for one in (told, other):
        headers = {"Receipt": one["receipt"], "Idempotency-Key": "same"}
        answer = await office.client.post(
            f"/api/v1/complaints/{one['reference']}/messages", json={"text": one["reference"]}, headers=headers
        )
        assert answer.status_code == 201


async def test_an_event_about_an_unknown_complaint_is_tried_again_later(office: Office, services: Services) -> None:
    from shared.errors import NotFound  # noqa: PLC0415 - only here

    with pytest.raises(NotFound):
        await office.hear(services.held().model_copy(update={"complaint_id": uuid4()}))
