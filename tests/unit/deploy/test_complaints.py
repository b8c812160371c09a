"""The invented complaints of the demo."""

import csv
import io
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from deploy.demo.complaints import Office, offices
from deploy.installation.application.branches import BRANCHES

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PACKS = Path("deploy/procedures")
OFFICES = offices(NOW)
RIGHT = [row for office in OFFICES for row in office.rows if row["branch_ref"] not in office.wrong]


@cache
def intake_of(pack: str) -> dict[str, Any]:
    section: dict[str, Any] = YAML(typ="safe").load(max((PACKS / pack).glob("2*.yaml")))["intake"]
    return section


def choices(pack: str, name: str) -> set[str]:
    return {choice["code"] for choice in intake_of(pack).get(name, {}).get("choices", [])}


def test_four_offices_hand_in_more_than_sixty_complaints_in_both_languages() -> None:
    assert sorted(office.name for office in OFFICES) == sorted(BRANCHES)
    assert len(RIGHT) >= 66
    assert all(sum(row["language"] == language for row in RIGHT) >= 30 for language in ("zh", "en"))
    assert {row["procedure"] for row in RIGHT} == {"customer", "service-complaints", "market-regulation-12315"}


def test_no_complaint_is_received_in_the_future_but_the_one_that_is_wrong_on_purpose() -> None:
    late = {row["branch_ref"] for office in OFFICES for row in office.rows if datetime.fromisoformat(row["received_at"]) > NOW}
    assert late == {"DL-2291"}


def test_every_office_has_a_row_that_is_wrong_on_purpose_and_numbers_each_row_once() -> None:
    assert all(office.wrong for office in OFFICES)
    numbers = [row["branch_ref"] for office in OFFICES for row in office.rows]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", ["territory", "authority", "business"])
def test_codes_are_those_of_the_packs(name: str) -> None:
    unknown = [row["branch_ref"] for row in RIGHT if row.get(name) and row[name] not in choices(row["procedure"], name)]
    assert unknown == []


def test_addresses_and_numbers_belong_to_nobody() -> None:
    mails = [row["contact.value"] for row in RIGHT if row["contact.channel"] == "email"]
    assert all(mail.endswith(("@example.org", "@example.com")) for mail in mails)
    phones = [row["complainant.phone"] for row in RIGHT if "complainant.phone" in row]
    assert all(phone.startswith(("0000-", "555-01", "555-02")) for phone in phones)


def office(name: str) -> Office:
    return next(office for office in OFFICES if office.name == name)


def test_an_old_machine_writes_gb18030(tmp_path: Path) -> None:
    text = office("dongling").write(tmp_path).read_bytes().decode("gb18030")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["title"] == "冰箱不制冷，已经修了两次"
    assert rows[0]["publish_consent"] == "true"


def test_lines_of_json_are_nested_as_the_interface_says(tmp_path: Path) -> None:
    first = json.loads(office("riverside").write(tmp_path).read_text(encoding="utf-8").splitlines()[0])
    assert first["complainant"] == {"name": "Nora Whitfield", "phone": "555-0101"}
    assert first["ongoing_harm"] is True
