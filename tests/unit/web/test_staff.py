"""Staff: known by token or session, signed out when idle, and no demo person in production."""

import json
import os
import re
from pathlib import Path

import httpx
import pytest

from shared.web.pages.signing import Signer
from shared.web.staff.persons import StaffList
from shared.web.wire.site import Site
from tests.unit.web.parcels import DEMO_STAFF, PAGE, STAFF, TOKEN, MovableClock, hidden, parcels, staffed, visiting


async def sign_in(client: httpx.AsyncClient, **fields: str) -> httpx.Response:
    page = await client.get("/sign-in", headers=PAGE)
    return await client.post("/sign-in", data={"csrf": hidden(page.text, "csrf"), **fields}, headers=PAGE)


async def test_a_token_opens_the_api(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        answer = await client.get("/api/v1/me", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.json() == {"id": "mei"}


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer x", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer " + "x" * 5000, "Bearer é"]
)
async def test_anything_else_does_not(tmp_path: Path, sent: str) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        answer = await client.get("/api/v1/me", headers=[(b"authorization", sent.encode())])
    assert (answer.status_code, answer.json()["code"], answer.headers["www-authenticate"]) == (401, "sign_in_needed", "Bearer")


async def test_a_person_without_a_token_is_not_found_by_an_empty_one(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF[1:]))) as client:
        assert (await client.get("/api/v1/me", headers={"authorization": "Bearer "})).status_code == 401


async def test_a_browser_is_sent_to_sign_in_and_back(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        away = await client.get("/depot", headers=PAGE)
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/depot")
        back = await sign_in(client, token=TOKEN, next="/depot")
        assert (back.status_code, back.headers["location"]) == (303, "/depot")
        assert (await client.get("/depot", headers=PAGE)).status_code == 200


async def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        cookie = (await sign_in(client, token=TOKEN)).headers["set-cookie"]
    assert re.fullmatch(r"staff_parcels=[\w.-]+; Path=/; HttpOnly; SameSite=Lax", cookie)


async def test_behind_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    site = staffed(tmp_path, STAFF, secure=True, secret=b"s" * 32)
    async with visiting(parcels(site)) as client:
        page = await client.get("/sign-in", headers=PAGE)
        visitor = page.headers["set-cookie"].split(";", maxsplit=1)[0]
        fields = {"csrf": hidden(page.text, "csrf"), "token": TOKEN}
        cookie = (await client.post("/sign-in", data=fields, headers={"cookie": visitor})).headers["set-cookie"]
    assert visitor.startswith("__Host-visitor=")
    assert cookie.startswith("__Host-staff=")
    assert cookie.endswith("; Secure")


async def test_a_wrong_token_shows_the_form_again(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        answer = await sign_in(client, token="wrong")
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
        assert (await client.get("/depot", headers=PAGE)).status_code == 303


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/a\r\nX: y"]
)
async def test_signing_in_never_leads_elsewhere(tmp_path: Path, after: str) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        assert (await sign_in(client, token=TOKEN, next=after)).headers["location"] == "/"


async def test_without_the_role_a_door_stays_shut(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF))) as client:
        await sign_in(client, person="sam")
        answer = await client.get("/depot", headers=PAGE)
    assert answer.status_code == 403
    assert 'href="/depot"' not in answer.text


async def test_in_a_demo_a_person_is_one_click_away(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF))) as client:
        page = await client.get("/sign-in", headers=PAGE)
        assert "梅" in page.text
        assert 'class="demo"' in page.text
        await sign_in(client, person="mei")
        assert (await client.get("/depot", headers=PAGE)).status_code == 200


async def test_a_demo_says_what_each_person_does(tmp_path: Path) -> None:
    staff = [{**DEMO_STAFF[0], "post": {"zh": "北区投递员", "en": "Courier, north"}}, DEMO_STAFF[1]]
    async with visiting(parcels(staffed(tmp_path, staff)), **PAGE) as client:
        assert "<span>Courier, north</span>" in (await client.get("/sign-in")).text
        chinese = (await client.get("/sign-in?lang=zh")).text
    assert "<span>北区投递员</span>" in chinese
    assert "<span>porter</span>" in chinese  # nobody gave words for this role


async def test_in_production_nobody_is_one_click_away(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        page = await client.get("/sign-in", headers=PAGE)
        assert "梅" not in page.text
        assert 'class="demo"' not in page.text
        assert (await sign_in(client, person="mei")).status_code == 422


def test_production_refuses_to_start_with_demo_persons(tmp_path: Path) -> None:
    site = staffed(tmp_path, DEMO_STAFF, demo=False)
    with pytest.raises(ValueError, match="holds demo persons"):
        parcels(site)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
def test_a_demo_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="demo mode"):
        Site(demo=True, host=host)
    assert Site(demo=True, host=host, behind_loopback=True).demo


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "entry : Invalid JSON"),
        ("{}", "valid array"),
        ('[{"id": "a"}]', "entry 0/name"),
        ('[{"id": "a", "name": "b", "role": []}]', "0/role"),
        ('[{"id": "a", "name": "b", "token_sha256": "xyz"}]', "0/token_sha256"),
        ('[{"id": "a", "name": "b"}, {"id": "a", "name": "c"}]', "same id"),
    ],
)
def test_a_broken_staff_list_stops_the_start_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "staff.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=words):
        StaffList(path, demo=False)


def test_a_person_taken_off_the_list_is_out_at_the_next_look(tmp_path: Path) -> None:
    site = staffed(tmp_path, STAFF)
    seconds = [0.0]
    staff = StaffList(site.staff_file, demo=False, clock=lambda: seconds[0])
    assert site.staff_file is not None
    site.staff_file.write_text(json.dumps(STAFF[1:]))
    assert staff.person("mei") is not None
    seconds[0] = 2.0
    assert staff.person("mei") is None
    assert staff.holding(TOKEN) is None


def test_a_list_broken_while_running_is_kept_as_it_was(tmp_path: Path) -> None:
    site = staffed(tmp_path, STAFF)
    seconds = [0.0]
    staff = StaffList(site.staff_file, demo=False, clock=lambda: seconds[0])
    assert site.staff_file is not None
    site.staff_file.write_text("[{")
    seconds[0] = 2.0
    assert staff.person("mei") is not None
    os.remove(site.staff_file)  # noqa: PTH107 - as an operator would
    seconds[0] = 4.0
    assert staff.person("mei") is not None


async def test_a_session_ends_after_fifteen_idle_minutes_and_eight_hours(tmp_path: Path) -> None:
    clock = MovableClock()
    async with visiting(parcels(staffed(tmp_path, STAFF, now=clock.now)), **PAGE) as client:
        await sign_in(client, token=TOKEN)
        for _ in range(34):  # eight and a half hours at work
            clock.pass_by(minutes=14)
            worked = (await client.get("/depot")).status_code == 200
        assert worked
        clock.pass_by(minutes=14)
        assert (await client.get("/depot")).status_code == 303
        await sign_in(client, token=TOKEN)
        clock.pass_by(minutes=15, seconds=1)
        assert (await client.get("/depot")).status_code == 303


async def test_signing_out_ends_the_session_even_for_a_copied_cookie(tmp_path: Path) -> None:
    app = parcels(staffed(tmp_path, DEMO_STAFF))
    async with visiting(app, **PAGE) as client, visiting(app, **PAGE) as thief:
        await sign_in(client, person="mei")
        thief.cookies.update(client.cookies)
        page = await client.get("/form")
        await client.post("/sign-out", data={"csrf": hidden(page.text, "csrf")})
        assert (await client.get("/depot")).status_code == 303
        assert (await thief.get("/depot")).status_code == 303


async def test_every_sign_in_is_a_new_session(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        await sign_in(client, token=TOKEN)
        first = client.cookies["staff_parcels"]
        await sign_in(client, token=TOKEN)
        assert client.cookies["staff_parcels"] != first


@pytest.mark.parametrize("change", ["", "x", ".", "a.b", "é"])
async def test_a_touched_session_is_none(tmp_path: Path, change: str) -> None:
    async with visiting(parcels(staffed(tmp_path, STAFF))) as client:
        await sign_in(client, token=TOKEN)
        good = client.cookies["staff_parcels"]
        for forged in (change, good[:-1], good + change if change else "x", "x" + good, Signer(b"t" * 32).sign("session", "{}")):
            answer = await client.get("/depot", headers=[(b"accept", b"text/html"), (b"cookie", f"staff_parcels={forged}".encode())])
            assert answer.status_code == 303


def test_a_signature_for_one_purpose_is_worthless_for_another() -> None:
    signer = Signer(b"s" * 32)
    signed = signer.sign("form", "text")
    assert signer.open("form", signed) == "text"
    assert signer.open("session", signed) is None
    assert Signer(b"t" * 32).open("form", signed) is None


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        parcels(Site(secret=b"short"))
