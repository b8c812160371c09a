"""Handing a complaint in over HTTP: registered, announced and answered once."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.intake import Complainant, Contact, Content
from shared.contracts.words import Sealed
from shared.errors import Unreadable
from tests.services.intake.office import Office

FULL = {
    "procedure": "customer",
    "kind": "complaint",
    "identity": "named",
    "complainant": {"name": "Liu Yang", "phone": "13900001111", "email": "liu@example.org", "address": "7 Harbour Street"},
    "contact": {"channel": "email", "value": "liu@example.org"},
    "title": "A kettle that smokes",
    "narrative": "The kettle I bought began to smoke when I used it the second time.",
    "occurred": {"from": "2026-03-01", "to": "2026-03", "place": "the shop at the harbour"},
    "respondents": [{"unit": "Harbour shop", "person": "the man at the till", "text": "tall"}],
    "asks": "my money back",
    "ongoing_harm": True,
    "language": "en",
    "publish_consent": True,
}


async def test_a_complaint_is_answered_with_reference_receipt_and_what_happens_next(office: Office) -> None:
    answer = await office.submit(FULL)
    told = answer.json()
    assert answer.status_code == 201
    assert set(told) == {"reference", "receipt", "received_at", "procedure", "status", "next"}
    assert re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]", told["reference"])
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", told["receipt"])
    assert told["procedure"] == "customer"
    assert told["status"] == "received"
    assert told["received_at"].endswith("Z")
    assert told["next"]["what"] == "The complaint is classified and handed to the department responsible"
    assert told["next"]["due_at"] > told["received_at"]
    assert answer.headers["location"] == f"/api/v1/complaints/{told['reference']}"


async def test_the_other_services_are_told_and_only_they_can_read_it(office: Office) -> None:
    told = await office.registered(**FULL)
    (event,) = await office.said(told["complaint_id"])
    said = event["data"]
    about = told["complaint_id"]
    content = office.keyrings["investigation"].open(Sealed(**said["content"]), Content, about)
    assert content.narrative == FULL["narrative"]
    assert office.keyrings["triage"].open(Sealed(**said["content"]), Content, about) == content
    assert office.keyrings["notify"].open(Sealed(**said["contact"]), Contact, about).value == "liu@example.org"
    assert office.keyrings["vault"].open(Sealed(**said["complainant"]), Complainant, about).address == "7 Harbour Street"
    assert said["reference"] == told["reference"]
    assert (said["channel"], said["branch"], said["ongoing_harm"], said["language"]) == ("web", None, True, "en")
    for stranger in ("intake", "notify"):
        with pytest.raises(Unreadable):
            office.keyrings[stranger].open(Sealed(**said["content"]), Content, about)


async def test_nothing_that_was_said_stands_in_the_database(office: Office) -> None:
    canary = "canary" + uuid4().hex
    body = json.loads(
        json.dumps(FULL)
        .replace("Liu Yang", canary)
        .replace("liu@", canary + "@")
        .replace("smoke", canary)
        .replace("13900001111", "13912348765")
    )
    told = await office.registered(**body)
    tables = [row["tablename"] for row in await office.rows("select tablename from pg_tables where schemaname = 'public'")]
    assert {"complaint", "outbox", "idempotency"} <= set(tables)
    for table in tables:
        dump = json.dumps([row["line"] for row in await office.rows(f"select cast({table} as text) as line from {table}")])  # noqa: S608 - names of our own tables
        for secret in (canary, "13912348765", told["receipt"], told["receipt"].replace("-", "")):
            assert secret not in dump


async def test_other_systems_are_told_facts_without_text_and_of_a_report_nothing(office: Office) -> None:
    told = await office.registered()
    public = await office.rows("select body from outbox where exchange = 'complaints.public' and subject = :r", r=told["reference"])
    assert json.loads(public[0]["body"])["data"]["reference"] == told["reference"]
    report = await office.registered(procedure="market-regulation-12315", kind="report", authority=await authority(office))
    assert await office.rows("select 1 from outbox where exchange = 'complaints.public' and subject = :r", r=report["reference"]) == []


async def authority(office: Office) -> str:
    asked = (await office.client.get("/api/v1/procedures/market-regulation-12315")).json()["questions"]["authority"]
    code: str = asked["choices"][0]["code"]
    return code


async def test_a_repeat_gets_the_first_answer_and_registers_nothing(office: Office) -> None:
    key = str(uuid4())
    first = await office.submit(FULL, key=key)
    again = await office.submit(FULL, key=f'"{key}"')
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await office.rows("select 1 from complaint where reference = :r", r=first.json()["reference"])) == 1


async def test_the_same_key_with_another_body_is_refused(office: Office) -> None:
    key = str(uuid4())
    await office.submit(FULL, key=key)
    other = await office.submit({**FULL, "narrative": "something else"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_a_key_is_forgotten_after_seven_days(office: Office) -> None:
    key = str(uuid4())
    first = await office.submit(FULL, key=key)
    await office.pass_time(timedelta(days=7, minutes=1))
    second = await office.submit({**FULL, "narrative": "something else"}, key=key)
    assert second.status_code == 201
    assert second.json()["reference"] != first.json()["reference"]


async def test_keys_of_two_clients_never_meet(office: Office) -> None:
    key, token = str(uuid4()), await office.key_for("north", "submit")
    assert (await office.submit(FULL, key=key)).status_code == 201
    assert (await office.submit({**FULL, "narrative": "another"}, key=key, token=token)).status_code == 201


@pytest.mark.parametrize("key", [None, "", "k" * 10_000, "with space", "schlüssel"])
async def test_without_a_usable_key_nothing_is_registered(office: Office, key: str | None) -> None:
    headers = {} if key is None else {b"Idempotency-Key": key.encode()}
    answer = await office.client.post("/api/v1/complaints", json=FULL, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")


async def test_many_at_once_are_all_registered_and_a_bad_one_hurts_no_other(office: Office) -> None:
    bodies: list[dict[str, Any]] = [{**FULL, "narrative": f"complaint {number}"} for number in range(60)]
    bodies[30]["procedure"] = "unheard-of"
    answers = await asyncio.gather(*(office.submit(body) for body in bodies))
    codes = [answer.status_code for answer in answers]
    assert codes == [201] * 30 + [422] + [201] * 29
    assert len({answer.json()["reference"] for answer in answers if answer.status_code == 201}) == 59


async def test_a_key_whose_first_request_is_still_running_is_refused(office: Office) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(office.submit(FULL, key=key) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    told = {answer.json()["reference"] for answer in answers if answer.status_code == 201}
    assert len(told) == 1
    assert all(answer.json()["code"] == "key_in_use" for answer in answers if answer.status_code == 409)


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no narrative": ({"narrative": None}, "/narrative", "string_type"),
    "a blank narrative": ({"narrative": " \n "}, "/narrative", "string_too_short"),
    "a narrative without end": ({"narrative": "x" * 20_001}, "/narrative", "string_too_long"),
    "an unknown procedure": ({"procedure": "unheard-of"}, "/procedure", "not_offered"),
    "an unknown field": ({"status": "closed"}, "/status", "extra_forbidden"),
    "an unknown field inside": ({"contact": {"channel": "portal", "bcc": "x"}}, "/contact/bcc", "extra_forbidden"),
    "a kind the procedure does not take": ({"kind": "report"}, "/kind", "not_offered"),
    "an unknown kind": ({"kind": "praise"}, "/kind", "enum"),
    "a channel of another": ({"channel": "phone"}, "/channel", "office_only"),
    "a time of arrival from the public": ({"received_at": "2026-01-01T00:00:00Z"}, "/received_at", "office_only"),
    "a name with anonymity": ({"identity": "anonymous"}, "/complainant", "anonymous"),
    "a contact without address": ({"contact": {"channel": "email"}}, "/contact/value", "missing"),
    "a contact that is no address": ({"contact": {"channel": "email", "value": "a@b"}}, "/contact/value", "email_format"),
    "two addresses": ({"contact": {"channel": "email", "value": "a@b.org,c@d.org"}}, "/contact/value", "email_format"),
    "an address with a line end": (
        {"contact": {"channel": "email", "value": "a@b.org\nBcc: c@d.org"}},
        "/contact/value",
        "string_pattern_mismatch",
    ),
    "no telephone number": ({"contact": {"channel": "phone", "value": "call me"}}, "/contact/value", "phone_format"),
    "a day that does not exist": ({"occurred": {"from": "2026-02-30"}}, "/occurred/from", "date_format"),
    "the year nought": ({"occurred": {"from": "0000-01-01"}}, "/occurred/from", "date_format"),
    "hour 24": ({"occurred": {"from": "2026-01-01T24:00"}}, "/occurred/from", "date_format"),
    "a number for yes": ({"ongoing_harm": 1}, "/ongoing_harm", "bool_type"),
    "a file nobody uploaded": ({"attachments": [str(uuid4())]}, "/attachments", "unknown_file"),
    "too many respondents": ({"respondents": [{"unit": "x"}] * 21}, "/respondents", "too_long"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_named_and_not_repeated(office: Office, what: str) -> None:
    changes, pointer, code = WRONG[what]
    answer = await office.submit({**FULL, **changes})
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert problem["errors"][0]["message"] not in ("", f"field.{code}")


async def test_the_words_of_a_problem_follow_accept_language(office: Office) -> None:
    headers = {"Idempotency-Key": str(uuid4()), "Accept-Language": "zh-CN"}
    answer = await office.client.post("/api/v1/complaints", json={**FULL, "procedure": "unheard-of"}, headers=headers)
    assert "customer" in answer.json()["errors"][0]["message"]
    assert re.search("[\u4e00-\u9fff]", answer.json()["errors"][0]["message"])


async def test_a_branch_office_states_how_and_when_a_complaint_came(office: Office) -> None:
    token = await office.key_for("harbour", "submit")
    arrived = (office.now() - timedelta(days=3)).isoformat()
    told = await office.registered(
        **FULL, channel="phone", received_at=arrived, branch_ref="H-17", referred_by="consumer association", token=token
    )
    said = (await office.said(told["complaint_id"]))[0]["data"]
    assert (said["channel"], said["branch"]) == ("phone", "harbour")
    content = office.keyrings["triage"].open(Sealed(**said["content"]), Content, told["complaint_id"])
    assert (content.branch_ref, content.referred_by) == ("H-17", "consumer association")


async def test_without_a_statement_a_branch_offices_complaint_came_by_its_system(office: Office) -> None:
    told = await office.registered(**FULL, token=await office.key_for("harbour", "submit"))
    assert (await office.said(told["complaint_id"]))[0]["data"]["channel"] == "api"


@pytest.mark.parametrize(
    "moment",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2031-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00+14:00",
        1,
        "2026-12-31T23:59:60Z",
    ],
)
async def test_a_time_of_arrival_that_cannot_be_is_refused(office: Office, moment: object) -> None:
    answer = await office.submit({**FULL, "received_at": moment}, token=await office.key_for("harbour", "submit"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/received_at")


async def test_the_edition_is_the_one_in_force_when_the_complaint_came(office: Office) -> None:
    token, code = await office.key_for("county", "submit"), await authority(office)
    body = {
        "procedure": "market-regulation-12315",
        "narrative": "The scales in the market are false.",
        "authority": code,
        "channel": "phone",
    }
    await office.pass_time(timedelta(days=max(0, (at(office, "2026-04-21T00:00:00+00:00")).days + 1)))
    old = await office.registered(**body, received_at="2026-04-10T01:00:00Z", token=token)
    new = await office.registered(**body, received_at="2026-04-20T01:00:00Z", token=token)
    editions = [(await office.said(told["complaint_id"]))[0]["data"]["edition"] for told in (old, new)]
    assert editions == ["2020-01-01", "2026-04-15"]


def at(office: Office, moment: str) -> timedelta:
    from datetime import datetime  # noqa: PLC0415 - only here

    return datetime.fromisoformat(moment) - office.now()


ACCESS: dict[str, tuple[tuple[str, ...], dict[str, Any], int]] = {
    "the right key": (("submit",), {}, 201),
    "a key for something else": (("import", "read"), {}, 403),
    "a revoked key": (("submit",), {"revoked_at": "now"}, 401),
    "an expired key": (("submit",), {"expires_at": "now"}, 401),
}


@pytest.mark.parametrize("what", ACCESS)
async def test_a_key_opens_what_it_was_made_for(office: Office, what: str) -> None:
    scopes, more, status = ACCESS[what]
    token = await office.key_for("south", *scopes, **{name: office.now() for name in more})
    assert (await office.submit(FULL, token=token)).status_code == status


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Basic eDp4", "Bearer rk_00000000_" + "0" * 40, "rk_00000000_" + "0" * 40]
)
async def test_what_is_no_key_opens_nothing(office: Office, authorization: str) -> None:
    headers = {"Idempotency-Key": "k", "Authorization": authorization}
    answer = await office.client.post("/api/v1/complaints", json=FULL, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_intake_is_ready_while_broker_and_all_others_are_down(office: Office) -> None:
    answer = await office.client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["checks"]["broker"]["ok"] is False
