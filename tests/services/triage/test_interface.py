"""The JSON operations of the triage desk."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.services.triage.desk import Desk
from tests.services.triage.web import client, web_of

LIST = "/api/v1/assessments"


@pytest.fixture(scope="module")
def app(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return web_of(desk, tmp_path_factory.mktemp("staff"))


@pytest.fixture
async def officer(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, "li") as made:
        yield made


async def arrived(desk: Desk, narrative: str = "上周的事情一直没有下文", **more: Any) -> UUID:
    event = desk.received(narrative, **more)
    await desk.hears(event)
    return event.complaint_id


async def ordered(officer: httpx.AsyncClient, complaint: UUID, verb: str, body: dict[str, Any], **headers: str) -> httpx.Response:
    version = (await officer.get(f"{LIST}/{complaint}")).headers["etag"]
    given = {"if-match": version, "idempotency-key": f"{complaint}-{verb}-{version.strip(chr(34))}", **headers}
    return await officer.post(f"{LIST}/{complaint}/{verb}", json=body, headers=given)


ACCEPTANCE = {"category": "delivery", "severity": "minor", "urgency": "normal", "unit": "logistics", "reason": "new-facts"}


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("nobody", 401), ("zhao", 403), ("li", 200), ("wang", 200)])
async def test_only_triage_officers_and_supervisors_come_in(app: FastAPI, person: str | None, status: int) -> None:
    async with client(app, person) as visitor:
        assert (await visitor.get(LIST)).status_code == status


async def test_the_list_shows_what_is_open_the_most_urgent_first_of_those_the_oldest(desk: Desk, officer: httpx.AsyncClient) -> None:
    await desk.rows("update assessment set stage = 'refused'")
    young = await arrived(desk, received_at="2026-04-19T02:00:00Z")
    old = await arrived(desk, received_at="2026-04-01T02:00:00Z")
    harm = await arrived(desk, ongoing_harm=True)
    routed = await arrived(desk, "冰箱不制冷")
    items = (await officer.get(LIST)).json()["items"]
    assert [item["id"] for item in items] == [str(harm), str(old), str(young)]
    assert items[1]["due"]["at"] == "2026-04-02T15:59:59Z"
    assert (items[0]["urgency"], items[0]["waits_for"][0]["code"]) == ("immediate", "no-words")
    assert [item["id"] for item in (await officer.get(LIST, params={"state": "routed"})).json()["items"]] == [str(routed)]


async def test_the_list_goes_on_from_its_cursor_and_loses_nobody(desk: Desk, officer: httpx.AsyncClient) -> None:
    await desk.rows("update assessment set stage = 'refused'")
    complaints = {str(await arrived(desk, ongoing_harm=number % 3 == 0)) for number in range(7)}
    seen: list[str] = []
    answer = (await officer.get(LIST, params={"limit": 3})).json()
    while True:
        seen += [item["id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            break
        answer = (await officer.get(LIST, params={"limit": 3, "cursor": answer["next_cursor"]})).json()
    assert len(seen) == len(complaints)
    assert set(seen) == complaints


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"procedure": "customer"}, True), ({"procedure": "property"}, False), ({"severity": "minor"}, True),
        ({"severity": "major"}, False), ({"urgency": "normal"}, True), ({"urgency": "urgent"}, False),
        ({"unit": "customer-service"}, True), ({"unit": "quality"}, False), ({"state": "waiting"}, True), ({"state": "asked"}, False),
    ],
)  # fmt: skip
async def test_the_list_is_filtered(desk: Desk, officer: httpx.AsyncClient, query: dict[str, str], *, fits: bool) -> None:
    complaint = str(await arrived(desk))
    ids = [item["id"] for item in (await officer.get(LIST, params={**query, "limit": 200})).json()["items"]]
    assert (complaint in ids) == fits


@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": 0}, {"urgency": "soon"}, {"limit": 1000}])
async def test_a_filter_that_is_none_is_refused(officer: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await officer.get(LIST, params=query)).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "eyJ9", "e30", "////"])
async def test_a_cursor_that_is_none_of_ours_is_refused(officer: httpx.AsyncClient, cursor: str) -> None:
    assert (await officer.get(LIST, params={"cursor": cursor})).status_code == 400


async def test_one_assessment_is_read_with_the_complaint_in_clear_and_its_version(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk, "冰箱不制冷，态度也差", asks="退款")
    await desk.hears(desk.supplemented(complaint, "型号是 X1"))
    answer = await officer.get(f"{LIST}/{complaint}")
    read = answer.json()
    assert answer.headers["etag"] == f'"{read["version"]}"'
    assert (read["content"]["narrative"], read["content"]["asks"], read["added"]) == ("冰箱不制冷，态度也差", "退款", ["型号是 X1"])
    assert read["words"] == ["不制冷", "态度"]
    assert (read["suggestion"]["category"]["certain"], read["suggestion"]["severity"]["value"]) == (False, "minor")
    assert {option["code"] for option in read["options"]["units"]} >= {"quality", "logistics"}
    assert "headquarters" not in {option["code"] for option in read["options"]["units"]}
    assert [entry["fact"] for entry in read["history"]] == ["held", "supplemented"]


async def test_what_nobody_has_is_not_found(officer: httpx.AsyncClient) -> None:
    assert (await officer.get(f"{LIST}/00000000-0000-0000-0000-000000000000")).status_code == 404
    assert (await officer.get(f"{LIST}/no-id")).status_code in (404, 422)


async def test_an_officer_accepts_and_routes(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    answer = await ordered(officer, complaint, "accept", ACCEPTANCE)
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["unit"]) == ("routed", "logistics")
    _, accepted = (await desk.said(complaint))[1]
    assert accepted["decided_by"] == "li"


async def test_an_order_names_the_version_it_was_given_from(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    place, key = f"{LIST}/{complaint}/refuse", {"idempotency-key": "k-1"}
    body = {"ground": "already-answered"}
    assert (await officer.post(place, json=body, headers=key)).status_code == 428
    for wrong in ('"0"', '"99"', "*", '"x"', 'W/"1"'):
        assert (await officer.post(place, json=body, headers={**key, "if-match": wrong})).status_code == 412
    assert (await officer.post(place, json=body, headers={"if-match": '"1"'})).status_code == 400
    assert (await officer.post(place, json=body, headers={**key, "if-match": '"1"'})).status_code == 200


async def test_a_repeated_order_gets_the_first_answer_though_the_version_has_moved_on(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    headers = {"idempotency-key": f"again-{complaint}", "if-match": '"1"'}
    first = await officer.post(f"{LIST}/{complaint}/accept", json=ACCEPTANCE, headers=headers)
    again = await officer.post(f"{LIST}/{complaint}/accept", json=ACCEPTANCE, headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    other = await officer.post(f"{LIST}/{complaint}/accept", json={**ACCEPTANCE, "unit": "stores"}, headers=headers)
    assert other.status_code == 422
    assert len(await desk.said(complaint)) == 3


async def test_a_refusal_speaks_the_words_of_the_procedure(desk: Desk, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    answer = await ordered(officer, complaint, "route", {"unit": "stores", "reason": "new-facts"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_permitted")
    answer = await ordered(officer, complaint, "accept", {**ACCEPTANCE, "severity": "major", "reason": None})
    assert (answer.status_code, answer.json()["code"]) == (409, "reason_needed")


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("accept", {**ACCEPTANCE, "category": "wet"}, "/category"),
        ("accept", {**ACCEPTANCE, "severity": "terrible"}, "/severity"),
        ("accept", {**ACCEPTANCE, "colour": "red"}, "/colour"),
        ("refuse", {"ground": "no-mood"}, "/ground"),
        ("refuse", {}, "/ground"),
        ("ask", {"question": ""}, "/question"),
        ("ask", {"question": "x" * 5001}, "/question"),
        ("correct", {"category": "price"}, "/reason"),
        ("reassess", {"why": "so"}, "/why"),
    ],
)
async def test_a_wrong_body_is_refused_with_its_place(
    desk: Desk, officer: httpx.AsyncClient, verb: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await ordered(officer, await arrived(desk), verb, body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_after_two_hand_backs_the_officer_is_told_that_a_supervisor_decides(
    desk: Desk, app: FastAPI, officer: httpx.AsyncClient
) -> None:
    complaint = await arrived(desk, "冰箱不制冷")
    await desk.hears(desk.handed_back(complaint, "quality"), actor="investigation")
    assert (await ordered(officer, complaint, "route", {"unit": "after-sales", "reason": "handed-back"})).status_code == 200
    await desk.hears(desk.handed_back(complaint, "after-sales", 2), actor="investigation")
    answer = await ordered(officer, complaint, "route", {"unit": "stores", "reason": "handed-back"})
    assert (answer.status_code, answer.json()["code"]) == (409, "supervisor_decides")
    async with client(app, "wang") as supervisor:
        assert (await ordered(supervisor, complaint, "route", {"unit": "stores", "reason": "handed-back"})).status_code == 200


async def test_who_belongs_to_the_unit_complained_about_sees_no_trace_of_it(desk: Desk, app: FastAPI, officer: httpx.AsyncClient) -> None:
    complaint = await arrived(desk)
    await desk.rows("update assessment set complained_about = '{qingxi-shiqiao-station}' where complaint_id = :id", id=complaint)
    async with client(app, "qian") as biased:
        listed = (await biased.get(LIST, params={"limit": 200})).json()["items"]
        assert str(complaint) not in {item["id"] for item in listed}
        assert (await biased.get(f"{LIST}/{complaint}")).status_code == 404
        headers = {"if-match": '"1"', "idempotency-key": "biased"}
        order = await biased.post(f"{LIST}/{complaint}/refuse", json={"ground": "already-answered"}, headers=headers)
        assert order.status_code == 404
    assert (await officer.get(f"{LIST}/{complaint}")).status_code == 200


async def test_the_interface_describes_itself(officer: httpx.AsyncClient) -> None:
    paths = (await officer.get("/openapi.json")).json()["paths"]
    verbs = {path.rsplit("/", 1)[1] for path, operations in paths.items() if "post" in operations and path.startswith(LIST)}
    assert verbs == {"accept", "refuse", "ask", "correct", "route", "reassess"}
