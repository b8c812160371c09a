"""The registration desk over HTTP: for clerks alone, one page, the same registering, the receipt to read out."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.contracts.intake import Complainant, Contact, Content
from shared.contracts.words import Sealed
from tests.services.intake.browsing import Browser, browser, main_of, told
from tests.services.intake.office import Office, running

DESK = "/desk/register"
STAFF = [
    {"id": "ma", "name": "马登记", "roles": ["clerk"], "demo": True},
    {"id": "li", "name": "李分流", "roles": ["triage_officer"], "demo": True},
]
CALL = {"narrative": "来电人说收到的锅漏电。", "channel": "phone", "kind": "complaint", "reply": "portal"}


@pytest.fixture(scope="module")
async def counter(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    folder: Path = tmp_path_factory.mktemp("counter")
    staff = folder / "staff.json"
    staff.write_text(json.dumps(STAFF))
    async with running(database_url, folder, staff_file=staff) as counter:
        yield counter


async def signed_in(one: Browser, person: str) -> None:
    page = await one.see("/sign-in")
    assert (await one.send(page, "/sign-in", person=person)).status_code == 303


@pytest.fixture
async def clerk(counter: Office) -> AsyncIterator[Browser]:
    async with browser(counter) as one:
        await signed_in(one, "ma")
        yield one


async def taken_down(clerk: Browser, **typed: str) -> httpx.Response:
    """The page with the receipt after a complaint was taken down."""
    return await clerk.follow(await clerk.send(await clerk.see(DESK), DESK, **{**CALL, **typed}))


async def complaint(counter: Office, page: httpx.Response) -> dict[str, object]:
    (row,) = await counter.rows("select * from complaint where reference = :r", r=told(page.text)[0])
    return row


async def test_visitors_are_sent_to_sign_in_and_other_roles_away(counter: Office) -> None:
    async with browser(counter) as stranger:
        assert (await stranger.see(DESK)).headers["location"] == "/sign-in?next=/desk/register"
        await signed_in(stranger, "li")
        assert (await stranger.see(DESK)).status_code == 403
        assert (await stranger.client.post(DESK, data=CALL)).status_code == 403


async def test_a_call_is_registered_and_the_receipt_is_there_to_read_out(clerk: Browser, counter: Office) -> None:
    page = await taken_down(clerk)
    row = await complaint(counter, page)
    assert (row["channel"], row["language"], row["branch"]) == ("phone", "zh", None)
    reference, receipt = told(page.text)
    assert "What happens next" in main_of(page.text)
    seen = await counter.view({"reference": reference, "receipt": receipt})
    assert seen["status"] == "received"


async def test_a_letter_keeps_its_day_its_number_and_its_sender(clerk: Browser, counter: Office) -> None:
    came = (counter.now() - timedelta(days=3)).replace(second=0, microsecond=0)
    local = came.astimezone(ZoneInfo(counter.assembly.service.settings.zone))
    page = await clerk.see(f"{DESK}?procedure=service-complaints")
    answer = await clerk.send(
        page, DESK, narrative="The lift stands still.", channel="letter", kind="complaint", received_at=f"{local:%Y-%m-%dT%H:%M}",
        branch_ref="L-17", referred_by="Consumer association", name="Wu Min", phone="13900001111", address="7 Harbour Street",
        reply="letter", reply_to="7 Harbour Street",
    )  # fmt: skip
    row = await complaint(counter, await clerk.follow(answer))
    assert (row["procedure"], row["channel"], row["received_at"]) == ("service-complaints", "letter", came)
    about = row["complaint_id"]
    (said,) = [event["data"] for event in await counter.said(about)]  # type: ignore[arg-type]
    content = counter.keyrings["investigation"].open(Sealed(**said["content"]), Content, about)
    assert (content.branch_ref, content.referred_by) == ("L-17", "Consumer association")
    assert counter.keyrings["notify"].open(Sealed(**said["contact"]), Contact, about).value == "7 Harbour Street"
    assert counter.keyrings["vault"].open(Sealed(**said["complainant"]), Complainant, about).name == "Wu Min"
    assert said["identity"] == "named"


async def test_the_same_form_sent_twice_is_one_complaint(clerk: Browser, counter: Office) -> None:
    page = await clerk.see(DESK)
    first = told((await clerk.follow(await clerk.send(page, DESK, **CALL))).text)
    assert told((await clerk.follow(await clerk.send(page, DESK, **CALL))).text) == first


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("narrative", ""),
        ("received_at", "2199-01-01T00:00"),
        ("received_at", "yesterday"),
        ("received_at", "1201-01-01T00:00"),
        ("channel", "box"),
        ("channel", "pigeon"),
        ("reply", "email"),
        ("branch_ref", "n" * 301),
    ],
)
async def test_what_is_wrong_is_named_and_everything_typed_stays(clerk: Browser, counter: Office, name: str, typed: str) -> None:
    before = await counter.rows("select count(*) as many from complaint")
    page = await clerk.see(f"{DESK}?procedure=service-complaints")
    answer = await clerk.send(page, DESK, **{**CALL, "asks": "kept as typed", name: typed})
    assert answer.status_code == 422
    assert f'href="#{"reply_to" if name == "reply" else name}"' in answer.text
    assert "kept as typed" in answer.text
    assert '<input type="hidden" name="procedure" value="service-complaints">' in answer.text
    assert await counter.rows("select count(*) as many from complaint") == before


async def test_the_receipt_is_gone_once_the_caller_has_it(clerk: Browser) -> None:
    page = await taken_down(clerk)
    assert len(page.content) % 1024 == 0
    done = await clerk.send(page, f"{DESK}/receipt")
    assert done.headers["location"] == DESK
    assert (await clerk.see(f"{DESK}/receipt")).headers["location"] == DESK


async def test_the_desk_is_found_by_those_who_may_use_it(clerk: Browser, counter: Office) -> None:
    assert 'href="/desk/register"' in (await clerk.see(DESK)).text
    assert "登记投诉" in main_of((await clerk.see(f"{DESK}?lang=zh")).text)
    assert (await clerk.see(f"{DESK}?procedure=unheard-of")).status_code == 404
    assert (await clerk.client.post(DESK, data=CALL)).status_code == 403
