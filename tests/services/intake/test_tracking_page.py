"""The tracking page over HTTP: opened by the receipt alone, the dialogue both ways, and left without a trace."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts.intake import Message
from shared.contracts.words import Sealed
from tests.services.intake.browsing import Browser, browser, main_of
from tests.services.intake.office import Office, running
from tests.services.intake.test_dialogue import Services


@pytest.fixture
async def visitor(office: Office) -> AsyncIterator[Browser]:
    async with browser(office) as visitor:
        yield visitor


@pytest.fixture
async def own(office: Office) -> dict[str, Any]:
    return await office.registered(language="en")


async def opened(visitor: Browser, own: dict[str, Any]) -> httpx.Response:
    return await visitor.opened(own["reference"], own["receipt"])


def typed(text: str) -> str:
    """As somebody types it: lower case, no dashes, O for 0."""
    return text.lower().replace("-", " ").replace("0", "o")


async def test_number_and_receipt_open_the_complaint_however_they_are_typed(visitor: Browser, own: dict[str, Any]) -> None:
    page = await visitor.opened(typed(own["reference"]), typed(own["receipt"]))
    assert own["reference"] in main_of(page.text)


async def test_wrong_receipt_and_unknown_number_look_the_same(visitor: Browser, own: dict[str, Any]) -> None:
    page = await visitor.see("/track")
    wrong = await visitor.send(page, "/track", reference=own["reference"], receipt="A" * 24)
    unknown = await visitor.send(page, "/track", reference="R-0000-0000-0001-2", receipt="A" * 24)
    crossed = await visitor.send(page, "/track", reference="R-0000-0000-0001-2", receipt=own["receipt"])
    seen = {(answer.status_code, plain(answer), len(answer.content)) for answer in (wrong, unknown, crossed)}
    assert len(seen) == 1
    assert wrong.status_code == 404
    assert own["receipt"] not in crossed.text
    assert "visit" not in visitor.client.cookies


def plain(answer: httpx.Response) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text)


@pytest.mark.parametrize("receipt", ["", "' or 1=1 --", "<script>alert(1)</script>", "%00", "Ѕ" * 24, "0" * 100_000])
async def test_strange_receipts_open_nothing(visitor: Browser, own: dict[str, Any], receipt: str) -> None:
    answer = await visitor.send(await visitor.see("/track"), "/track", reference=own["reference"], receipt=receipt)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


async def test_pages_and_interface_count_the_same_guesses(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, guesses=3) as strict, browser(strict) as guesser:
        told = await strict.registered()
        page = await guesser.see("/track")
        tries = [await guesser.send(page, "/track", reference=told["reference"], receipt=f"guess {n}") for n in range(4)]
        assert [answer.status_code for answer in tries] == [404] * 3 + [429]
        address = f"/api/v1/complaints/{told['reference']}"
        assert (await strict.client.get(address, headers={"Receipt": "guess"})).status_code == 429
        assert (await opened(guesser, told)).status_code == 200


async def test_neither_title_nor_address_says_what_it_is_about(visitor: Browser, own: dict[str, Any]) -> None:
    page = await opened(visitor, own)
    door = await visitor.see("/track?lang=zh")
    assert re.findall("<title>(.*?)</title>", page.text) == ["Look up"]
    assert re.findall("<title>(.*?)</title>", door.text) == ["查询"]
    assert str(page.url).endswith("/track")
    assert len(page.content) % 1024 == 0


async def test_the_visit_ends_twenty_minutes_after_the_last_page(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    await opened(visitor, own)
    kept = visitor.client.cookies["visit"]
    for _ in range(2):
        await office.pass_time(timedelta(minutes=19))
        assert own["reference"] in (await visitor.see("/track")).text
    await office.pass_time(timedelta(minutes=21))
    assert own["reference"] not in (await visitor.see("/track")).text
    async with browser(office, Cookie=f"visit={kept}") as thief:
        assert own["reference"] not in (await thief.see("/track")).text


async def test_the_cookie_is_for_the_server_alone_and_tells_nothing(visitor: Browser, own: dict[str, Any]) -> None:
    answer = await visitor.send(await visitor.see("/track"), "/track", reference=own["reference"], receipt=own["receipt"])
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("visit=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=1200" in cookie
    assert str(own["complaint_id"]) not in cookie


async def test_behind_tls_the_cookies_belong_to_this_host_alone(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, secure_cookies=True) as secure, browser(secure) as visitor:
        told = await secure.registered()
        door = await visitor.see("/track")
        visitor.client.headers["Cookie"] = door.headers["set-cookie"].partition(";")[0]
        answer = await visitor.send(door, "/track", reference=told["reference"], receipt=told["receipt"])
        (cookie,) = [line for line in answer.headers.get_list("set-cookie") if "visit" in line]
        assert cookie.startswith("__Host-visit=")
        assert "; Secure" in cookie


@pytest.mark.parametrize("forged", ["", "rubbish", "AAAA", "é", "eyJjb21wbGFpbnQiOjF9"])
async def test_a_forged_cookie_opens_nothing(office: Office, forged: str) -> None:
    async with browser(office) as visitor:
        visitor.client.headers["Cookie"] = f"visit={forged}".encode().decode("latin-1").encode("ascii", "ignore").decode()
        answer = await visitor.see("/track")
    assert answer.status_code == 200
    assert "Receipt" in main_of(answer.text)


async def test_two_complaints_never_mix(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    other = await office.registered()
    first = await opened(visitor, own)
    assert own["reference"] not in (await visitor.follow(await visitor.send(first, "/close"))).text
    page = await opened(visitor, other)
    assert own["reference"] not in page.text
    await visitor.send(page, "/track/message", text="for the second one")
    assert len(await office.rows("select 1 from entry where complaint_id = :c", c=own["complaint_id"])) == 0


async def test_the_dialogue_goes_both_ways(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    services = Services(office, own)
    await office.hear(services.completion_requested("Which <kettle>?"))
    page = await opened(visitor, own)
    seen = main_of(page.text)
    assert "Which <kettle>?" in seen
    assert "Which &lt;kettle&gt;?" in page.text
    assert "Please answer by" in seen
    assert "we need your answer" in seen
    after = await visitor.follow(await visitor.send(page, "/track/message", text="The blue one."))
    assert "The blue one." in main_of(after.text)
    said = (await office.said(own["complaint_id"]))[-1]["data"]
    message = office.keyrings["triage"].open(Sealed(**said["message"]), Message, own["complaint_id"])
    assert message.text == "The blue one."


async def test_a_message_sent_twice_is_one_message(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    page = await opened(visitor, own)
    for _ in range(2):
        assert (await visitor.send(page, "/track/message", text="Once only.")).status_code == 303
    assert len(await office.rows("select 1 from entry where complaint_id = :c", c=own["complaint_id"])) == 1


async def test_an_empty_or_endless_message_comes_back_with_what_to_do(visitor: Browser, own: dict[str, Any]) -> None:
    page = await opened(visitor, own)
    for text in ("", "x" * 5_001):
        answer = await visitor.send(page, "/track/message", text=text)
        assert answer.status_code == 422
        assert 'href="#text"' in answer.text
        assert text in answer.text


async def test_what_was_written_is_not_lost_when_the_visit_is_over(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    page = await opened(visitor, own)
    await office.pass_time(timedelta(minutes=21))
    answer = await visitor.send(page, "/track/message", text="A long story.")
    assert answer.status_code == 403
    assert "A long story." in main_of(answer.text)
    assert await office.rows("select 1 from entry where complaint_id = :c", c=own["complaint_id"]) == []


async def test_a_withdrawal_is_asked_once_more(visitor: Browser, own: dict[str, Any]) -> None:
    page = await opened(visitor, own)
    assert 'action="/track/withdrawal"' not in page.text
    confirm = await visitor.see("/track/withdrawal")
    after = await visitor.follow(await visitor.send(confirm, "/track/withdrawal", reason="It is solved."))
    assert "withdrawn" in main_of(after.text)
    assert "Withdraw this complaint" not in after.text
    assert (await visitor.see("/track/withdrawal")).status_code == 303


async def test_decision_measures_appeal_and_rating_stand_on_the_page(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    services = Services(office, own)
    await office.hear(services.accepted(), services.routed(), services.opened(), services.decided())
    page = await opened(visitor, own)
    seen = main_of(page.text)
    for said in ("The complaint is upheld", "The seal was faulty.", "Your money back", "You can appeal until 8 Jan 2027"):
        assert said in seen
    assert (await visitor.send(page, "/track/rating", score="6")).status_code == 422
    rated = await visitor.follow(await visitor.send(page, "/track/rating", score="2", comment="Too slow."))
    assert "/track/rating" not in rated.text
    assert (await visitor.send(rated, "/track/appeal", reasons=" ")).status_code == 422
    appealed = await visitor.follow(await visitor.send(rated, "/track/appeal", reasons="The money never came."))
    assert "appeal under way" in main_of(appealed.text)


async def test_an_order_that_came_too_late_is_refused_in_words(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    page = await opened(visitor, own)
    await office.hear(Services(office, own).refused())
    answer = await visitor.send(page, "/track/message", text="Wait!")
    assert answer.status_code == 409
    assert "nothing can be added" in main_of(answer.text)


async def test_the_steps_show_how_far_it_has_come(visitor: Browser, own: dict[str, Any], office: Office) -> None:
    services = Services(office, own)
    await office.hear(services.accepted(), services.routed(), services.opened())
    page = await opened(visitor, own)
    (current,) = re.findall(r'<li aria-current="step">(\w+)', page.text)
    assert current == "Investigated"
    assert main_of(page.text).count("not yet") == 2


async def test_after_leaving_neither_the_back_button_nor_a_copy_of_the_cookie_shows_anything(
    visitor: Browser, own: dict[str, Any], office: Office
) -> None:
    page = await opened(visitor, own)
    copy = visitor.client.cookies["visit"]
    assert page.headers["cache-control"] == "no-store"
    answer = await visitor.send(page, "/leave")
    assert answer.headers["clear-site-data"]
    assert "visit" not in visitor.client.cookies
    async with browser(office, Cookie=f"visit={copy}") as thief:
        assert own["reference"] not in (await thief.see("/track")).text
