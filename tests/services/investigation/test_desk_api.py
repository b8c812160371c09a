"""The desk's JSON API: lists by due date, versions, keys, and who may do what."""

from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.words import Severity
from tests.services.investigation.house import House
from tests.services.investigation.story import at_unit, under_investigation

REF = "TS-2026-0001"


async def references(house: House, person: str = "li", **filters: str) -> list[str]:
    answer = await house.get(person, "", **filters)
    assert answer.status_code == 200, answer.text
    return [item["reference"] for item in answer.json()["items"]]


async def three_cases(house: House) -> None:
    """The second is the most urgent, the third was received last."""
    await under_investigation(house, "TS-1")
    await at_unit(house, "TS-2", Severity.MAJOR)
    await house.move(days=1)
    await at_unit(house, "TS-3")


async def test_the_case_due_first_stands_at_the_top(investigation: House) -> None:
    await three_cases(investigation)
    assert await references(investigation) == ["TS-2", "TS-1", "TS-3"]


async def test_a_list_goes_on_where_the_page_before_ended(investigation: House) -> None:
    await three_cases(investigation)
    seen: list[str] = []
    query: dict[str, str] = {"limit": "1"}
    for _ in range(4):
        answer = (await investigation.get("li", "", **query)).json()
        seen += [item["reference"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            break
        query["cursor"] = answer["next_cursor"]
    assert seen == ["TS-2", "TS-1", "TS-3"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"owner": "me"}, ["TS-1"]),
        ({"owner": "li"}, ["TS-1"]),
        ({"stage": "open"}, ["TS-2", "TS-3"]),
        ({"severity": "major"}, ["TS-2"]),
        ({"unit": "elsewhere"}, []),
        ({"overdue": "true"}, ["TS-2"]),
    ],
)
async def test_a_list_is_narrowed(investigation: House, filters: dict[str, str], expected: list[str]) -> None:
    await three_cases(investigation)
    await investigation.move(days=8)
    assert await references(investigation, **filters) == expected


@pytest.mark.parametrize(
    ("filters", "status"),
    [
        ({"limit": "0"}, 422),
        ({"limit": "x"}, 422),
        ({"stage": "nowhere"}, 422),
        ({"cursor": "rubbish"}, 400),
        ({"cursor": "eyJkdWUiOiAxfQ"}, 400),
    ],
)
async def test_a_list_that_cannot_be_is_refused(investigation: House, filters: dict[str, str], status: int) -> None:
    assert (await investigation.get("li", "", **filters)).status_code == status


@pytest.mark.parametrize(("person", "seen"), [("li", True), ("zhao", False), ("chen", True), ("sun", True), ("zhou", False)])
async def test_a_case_exists_only_for_those_it_concerns(investigation: House, person: str, seen: bool) -> None:
    await at_unit(investigation)
    assert await references(investigation, person) == ([REF] if seen else [])
    assert (await investigation.get(person, f"/{REF}")).status_code == (200 if seen else 404)
    assert (await investigation.do(person, REF, "note", text="x")).status_code == (200 if seen else 404)


async def test_who_has_no_desk_here_gets_nothing(investigation: House) -> None:
    await at_unit(investigation)
    assert (await investigation.get("wu", f"/{REF}")).status_code == 403
    assert (await investigation.get("nobody", f"/{REF}")).status_code == 401


async def test_a_change_names_the_version_it_was_made_from(investigation: House) -> None:
    await at_unit(investigation)
    read = await investigation.get("li", f"/{REF}")
    assert read.headers["ETag"] == f'"{read.json()["version"]}"'
    assert (await investigation.do("li", REF, "take", version=1)).status_code == 412
    headers = {"Authorization": "Bearer token-of-li", "Idempotency-Key": uuid4().hex}
    missing = await investigation.client.post(f"/api/v1/cases/{REF}/take", json={}, headers=headers)
    assert missing.status_code == 428
    weird = await investigation.client.post(f"/api/v1/cases/{REF}/take", json={}, headers={**headers, "If-Match": "W/rubbish"})
    assert weird.status_code == 412


async def test_a_change_needs_a_key(investigation: House) -> None:
    await at_unit(investigation)
    headers = {"Authorization": "Bearer token-of-li", "If-Match": '"3"'}
    assert (await investigation.client.post(f"/api/v1/cases/{REF}/take", json={}, headers=headers)).status_code == 400


async def test_a_repeated_request_is_answered_as_the_first_and_happens_once(investigation: House) -> None:
    await at_unit(investigation)
    first = await investigation.do("li", REF, "take", key="k1", version=3)
    again = await investigation.do("li", REF, "take", key="k1", version=3)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (await investigation.facts(REF)).count("taken") == 1
    other = await investigation.do("li", REF, "note", key="k1", version=3, text="x")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("note", {}, "/text"),
        ("note", {"text": ""}, "/text"),
        ("note", {"text": "x" * 20_001}, "/text"),
        ("note", {"text": "x", "by": {"id": "sun"}}, "/by"),
        ("decide", {"outcome": "great", "reasons": "x"}, "/outcome"),
        ("extension", {"clock": "solve", "length": 0, "reason": "x"}, "/length"),
        ("measure", {"kind": "refund", "text": "x", "due": "tomorrow"}, "/due"),
    ],
)
async def test_a_body_that_breaks_the_contract_is_told_where(investigation: House, verb: str, body: dict[str, Any], pointer: str) -> None:
    await under_investigation(investigation)
    refused = await investigation.do("li", REF, verb, **body)
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]


@pytest.mark.parametrize(
    ("verb", "body", "ground"),
    [
        ("take", {}, "not_permitted"),
        ("close", {}, "decided"),
        ("measure", {"kind": "gold", "text": "x"}, "unknown_measure"),
        ("measure-done", {"measure": 1}, "no_such_measure"),
        ("hand-back", {"reason": "tired", "text": "x"}, "unknown_reason"),
        ("clue-settled", {"filed": True, "text": "x"}, "no_open_clue"),
        ("extension-answer", {"request": 1, "approved": True}, "no_open_request"),
        ("assign", {"owner": "wang"}, "not_yours"),
    ],
)
async def test_what_the_procedure_does_not_allow_is_refused_with_its_ground(
    investigation: House, verb: str, body: dict[str, Any], ground: str
) -> None:
    await under_investigation(investigation)
    refused = await investigation.do("li", REF, verb, **body)
    assert (refused.status_code, refused.json()["code"]) == (409, ground)


async def test_a_colleague_of_the_unit_cannot_act_on_a_case_that_needs_its_owner(investigation: House) -> None:
    await under_investigation(investigation)
    assert (await investigation.do("wang", REF, "ask", question="?")).json()["code"] == "not_yours"
    await investigation.must("chen", REF, "assign", owner="wang")
    await investigation.must("wang", REF, "ask", question="?")


async def test_next_steps_say_what_stands_against_them(investigation: House) -> None:
    await under_investigation(investigation)
    case = (await investigation.get("li", f"/{REF}")).json()
    verbs = [step["verb"] for step in case["next_steps"]]
    assert "finding" in verbs
    assert "take" not in verbs
    await investigation.must("li", REF, "measure", kind="refund", text="退款", owner="li", due="2026-03-20")
    await investigation.must("li", REF, "decide", outcome="settled", reasons="和解")
    decided = (await investigation.get("li", f"/{REF}")).json()
    close = next(step for step in decided["next_steps"] if step["verb"] == "close")
    assert [text["en"] for text in close["waits_for"]] == ["Every measure was carried out"]


async def test_two_people_at_once_do_not_overwrite_each_other(investigation: House) -> None:
    await under_investigation(investigation)
    version = (await investigation.case(REF))["version"]
    await investigation.must("li", REF, "note", text="先")
    late = await investigation.do("chen", REF, "note", text="后", version=version)
    assert (late.status_code, late.json()["code"]) == (412, "version_changed")


async def test_a_measure_for_nobody_is_not_done_twice(investigation: House) -> None:
    await under_investigation(investigation)
    added = await investigation.must("li", REF, "measure", kind="training", text="培训")
    await investigation.must("li", REF, "measure-done", measure=added["version"])
    again = await investigation.do("li", REF, "measure-done", measure=added["version"])
    assert again.json()["code"] == "measure_done_before"


async def test_the_operations_are_described(investigation: House) -> None:
    document = (await investigation.client.get("/openapi.json")).json()
    assert "/api/v1/cases/{reference}/decide" in document["paths"]
    assert set(document["components"]["schemas"]["DecideCaseBody"]["properties"]) == {"outcome", "reasons"}
