"""List H of the security tests: what people and attackers put where the receipt goes."""

import unicodedata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.intake.decisions.receipts import ALPHABET
from tests.services.intake.office import Office, running


@pytest.fixture(scope="module")
async def told(office: Office) -> dict[str, Any]:
    return await office.registered()


async def look(office: Office, reference: str, receipt: str) -> httpx.Response:
    return await office.client.get(f"/api/v1/complaints/{reference}", headers={b"Receipt": receipt.encode()})


def confused(text: str) -> str:
    return text.replace("0", "O").replace("1", "l")


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as printed": str,
    "in lower case": str.lower,
    "without dashes": lambda text: text.replace("-", ""),
    "with spaces": lambda text: text.replace("-", "  "),
    "with other dashes": lambda text: text.replace("-", "–"),
    "with O for 0 and l for 1": confused,
    "in full-width signs": full_width,
}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_a_receipt_opens_in_every_spelling_a_person_may_use(office: Office, told: dict[str, Any], spelling: str) -> None:
    typed = SPELLINGS[spelling](told["receipt"])
    assert (await look(office, told["reference"], typed)).status_code == 200


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if "full-width" not in name and "spaces" not in name])
async def test_a_reference_opens_in_every_spelling_a_person_may_use(office: Office, told: dict[str, Any], spelling: str) -> None:
    assert (await look(office, SPELLINGS[spelling](told["reference"]), told["receipt"])).status_code == 200


def other_sign(sign: str) -> str:
    return ALPHABET[(ALPHABET.index(sign) + 1) % 32]


WRONG: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "only the beginning": lambda text: text[:24],
    "one sign wrong": lambda text: text[:-1] + other_sign(text[-1]),
    "twice": lambda text: text + text,
    "SQL": lambda _: "' or 1=1 --",
    "HTML": lambda _: "<script>alert(1)</script>",
    "a NUL in disguise": lambda text: text + "%00",
    "signs of other scripts": lambda text: unicodedata.normalize("NFKD", text.replace(text[0], "Ѕ")),
    "ten thousand signs": lambda text: text * 350,
}


@pytest.mark.parametrize("what", WRONG)
async def test_wrong_receipt_and_unknown_reference_cannot_be_told_apart(office: Office, told: dict[str, Any], what: str) -> None:
    wrong = await look(office, told["reference"], WRONG[what](told["receipt"]))
    unknown = await look(office, "R-0000-0000-0001-2", WRONG[what](told["receipt"]))
    crossed = await look(office, "R-0000-0000-0001-2", told["receipt"])
    told_nothing = {(answer.status_code, without_instance(answer), headers(answer)) for answer in (wrong, unknown, crossed)}
    assert len(told_nothing) == 1
    assert wrong.status_code == 404


def without_instance(answer: httpx.Response) -> str:
    return str({name: value for name, value in answer.json().items() if name != "instance"})


def headers(answer: httpx.Response) -> str:
    return str(sorted((name, value) for name, value in answer.headers.items() if name not in ("date", "content-length")))


async def test_a_receipt_opens_its_own_complaint_only(office: Office, told: dict[str, Any]) -> None:
    other = await office.registered()
    assert (await look(office, other["reference"], told["receipt"])).status_code == 404


@pytest.fixture
async def strict(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with running(database_url, tmp_path, guesses=5) as office:
        yield office


async def test_guessing_is_slowed_down_but_never_keeps_the_right_one_out(strict: Office) -> None:
    told = await strict.registered()
    codes = [(await look(strict, told["reference"], f"guess {number}")).status_code for number in range(7)]
    assert codes == [404] * 5 + [429] * 2
    assert (await look(strict, told["reference"], told["receipt"])).status_code == 200


async def test_after_ten_minutes_guessing_begins_anew(strict: Office) -> None:
    from datetime import timedelta  # noqa: PLC0415 - only here

    for number in range(6):
        await look(strict, "R-0000-0000-0001-2", f"guess {number}")
    await strict.pass_time(timedelta(minutes=11))
    assert (await look(strict, "R-0000-0000-0001-2", "guess")).status_code == 404
