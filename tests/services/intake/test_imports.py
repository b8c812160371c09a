"""Bulk imports over HTTP: every row is registered once or comes back with its reason."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook

from tests.services.intake.files import COLUMNS, delimited, lines, row, workbook
from tests.services.intake.office import Office, running


@pytest.fixture(scope="module")
async def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with running(database_url, tmp_path_factory.mktemp("intake"), roles=("web", "import"), import_chunk=7) as office:
        yield office


@pytest.fixture
async def branch(office: Office) -> "Branch":
    name = f"branch {uuid4().hex[:6]}"
    return Branch(office, name, await office.key_for(name, "import"))


class Branch:
    """A branch office that sends files."""

    def __init__(self, office: Office, name: str, token: str) -> None:
        self.office = office
        self.name = name
        self.headers = {"Authorization": f"Bearer {token}"}

    async def send(self, raw: bytes, filename: str = "rows.csv", **fields: str) -> httpx.Response:
        return await self.office.client.post("/api/v1/imports", files={"file": (filename, raw)}, data=fields, headers=self.headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.office.client.get(f"/api/v1/imports/{path}", headers=self.headers | headers)

    async def ended(self, raw: bytes, filename: str = "rows.csv", **fields: str) -> dict[str, Any]:
        """The report on a file, once there is no work left."""
        begun = await self.send(raw, filename, **fields)
        assert begun.status_code == 202, begun.text
        for _ in range(400):
            report: dict[str, Any] = (await self.get(begun.json()["id"])).json()
            if report["state"] in ("finished", "unreadable"):
                return report
            await asyncio.sleep(0.05)
        raise AssertionError(report)

    async def registered(self) -> int:
        return len(await self.office.rows("select 1 from complaint where branch = :name", name=self.name))


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    counted = report["counts"]
    return counted["registered"], counted["already_registered"], counted["failed"]


TWELVE = [row(number) for number in range(12)]
GOOD: dict[str, tuple[bytes, str]] = {
    "CSV": (delimited(TWELVE), "rows.csv"),
    "CSV with a mark": (delimited(TWELVE, encoding="utf-8-sig"), "rows.csv"),
    "CSV in GB18030": (delimited(TWELVE, encoding="gb18030"), "rows.csv"),
    "CSV in UTF-16": (delimited(TWELVE, encoding="utf-16", delimiter="\t"), "rows.csv"),
    "CSV with semicolons": (delimited(TWELVE, delimiter=";"), "rows.csv"),
    "CSV with tabs": (delimited(TWELVE, delimiter="\t"), "rows.tsv"),
    "XLSX": (workbook(TWELVE), "rows.xlsx"),
    "JSON lines": (
        lines([{"procedure": "customer", "narrative": f"line {number}", "contact": {"channel": "portal"}} for number in range(12)]),
        "rows.jsonl",
    ),
    "CSV with Chinese names of columns": (
        "程序,投诉内容,渠道\n".encode() + b"".join(f"customer,等了{n}分钟,柜台\n".encode() for n in range(12)),
        "rows.csv",
    ),
}


@pytest.mark.parametrize("kind", GOOD)
async def test_every_row_of_a_good_file_is_registered(branch: Branch, kind: str) -> None:
    report = await branch.ended(*GOOD[kind])
    assert (report["state"], counts(report), report["problems"]) == ("finished", (12, 0, 0), [])
    assert (report["counts"]["rows"], report["progress"]) == (12, 1.0)
    assert await branch.registered() == 12


@pytest.mark.parametrize("kind", GOOD)
async def test_the_same_file_again_adds_nothing(branch: Branch, kind: str) -> None:
    await branch.ended(*GOOD[kind])
    again = await branch.ended(*GOOD[kind])
    assert counts(again) == (0, 12, 0)
    assert await branch.registered() == 12


async def test_two_copies_sent_at_once_register_every_row_once(branch: Branch) -> None:
    raw = delimited([row(number) for number in range(60)])
    reports = await asyncio.gather(branch.ended(raw), branch.ended(raw))
    assert [report["counts"]["failed"] for report in reports] == [0, 0]
    assert sum(report["counts"]["registered"] for report in reports) == await branch.registered() == 60


async def test_rows_of_two_branches_never_meet(office: Office, branch: Branch) -> None:
    other = Branch(office, "the other", await office.key_for("the other", "import"))
    assert counts(await branch.ended(delimited(TWELVE))) == counts(await other.ended(delimited(TWELVE))) == (12, 0, 0)


async def test_a_row_without_a_number_of_its_own_is_known_by_what_stands_in_it(branch: Branch) -> None:
    rows = [row(number, branch_ref="") for number in (1, 2, 2, 3)]
    assert counts(await branch.ended(delimited(rows))) == (3, 1, 0)
    assert counts(await branch.ended(delimited([*rows, row(4, branch_ref="")]))) == (1, 4, 0)


async def test_a_number_with_another_content_is_a_conflict(branch: Branch) -> None:
    report = await branch.ended(delimited([row(1), row(1, narrative="something else"), row(2)]))
    assert counts(report) == (2, 0, 1)
    assert [(problem["row"], problem["column"], problem["code"]) for problem in report["problems"]] == [
        (3, "branch_ref", "conflicting_number")
    ]


async def test_what_came_over_http_is_known_when_a_file_brings_it(office: Office, branch: Branch) -> None:
    token = await office.key_for(branch.name, "submit")
    await office.registered(narrative="told by telephone", channel="phone", branch_ref="T-1", token=token)
    report = await branch.ended(
        lines([{"procedure": "customer", "narrative": "told by telephone", "channel": "phone", "branch_ref": "T-1"}]), "rows.jsonl"
    )
    assert counts(report) == (0, 1, 0)


BAD: dict[str, tuple[dict[str, str], str, str, str]] = {
    "no narrative": (row(1, narrative=""), "narrative", "missing", ""),
    "an unknown procedure": (row(1, procedure="unheard-of"), "procedure", "not_offered", "unheard-of"),
    "an unknown channel": (row(1, channel="pigeon"), "channel", "enum", "pigeon"),
    "a wrong telephone number": (row(1) | {"contact.value": "1.39E+10"}, "contact.value", "phone_format", ""),
    "an address in the future": (row(1) | {"contact.channel": "email", "contact.value": "x@y"}, "contact.value", "email_format", ""),
    "a NUL": (row(1, narrative="a\0b"), "narrative", "string_pattern_mismatch", ""),
    "a date that does not exist": (row(1) | {"occurred.from": "2026/2/30"}, "occurred.from", "date_format", "2026/2/30"),
    "a time of arrival in the future": (row(1) | {"received_at": "2999-01-01 10:00"}, "received_at", "in_the_future", "2999-01-01 10:00"),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_row_is_named_and_blocks_no_other(branch: Branch, what: str) -> None:
    bad, column, code, value = BAD[what]
    columns = [*COLUMNS, "occurred.from", "received_at"]
    report = await branch.ended(delimited([row(2), bad, row(3)], columns=columns))
    assert counts(report) == (2, 0, 1)
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["code"], problem["value"]) == (3, column, code, value)
    assert problem["what_to_do"] not in ("", f"field.{code}")


async def test_identities_and_words_are_never_repeated(branch: Branch) -> None:
    canary = "canary" + uuid4().hex
    bad = row(1, narrative=canary * 2000) | {"complainant.name": canary + "\n", "contact.value": canary, "title": canary * 50}
    report = await branch.ended(delimited([bad]))
    assert report["counts"]["failed"] == 1
    assert canary not in json.dumps(report)
    dump = json.dumps([one["line"] for one in await branch.office.rows("select cast(import_row as text) as line from import_row")])
    assert canary not in dump
    kept = await branch.office.rows("select file from import")
    assert all(canary.encode() not in bytes(one["file"]) for one in kept)


async def test_the_problems_are_told_in_the_language_asked_for(branch: Branch) -> None:
    begun = await branch.ended(delimited([row(1, narrative="")]))
    told = (await branch.get(begun["id"], **{"Accept-Language": "zh-CN"})).json()
    assert "请补充" in told["problems"][0]["what_to_do"]


async def test_a_dry_run_examines_and_registers_nothing(branch: Branch) -> None:
    report = await branch.ended(delimited([row(1), row(2, channel="pigeon")]), dry_run="true")
    assert (counts(report), report["counts"]["valid"], report["dry_run"]) == ((0, 0, 1), 1, True)
    assert await branch.registered() == 0
    assert counts(await branch.ended(delimited([row(1)]))) == (1, 0, 0)


async def test_the_procedure_of_the_form_fills_in_where_a_row_names_none(branch: Branch) -> None:
    raw = delimited([row(1), row(2)], columns=[column for column in COLUMNS if column != "procedure"])
    assert counts(await branch.ended(raw, procedure="service-complaints")) == (2, 0, 0)
    found = await branch.office.rows("select procedure from complaint where branch = :name", name=branch.name)
    assert {one["procedure"] for one in found} == {"service-complaints"}


FORMATS: dict[str, Callable[[list[dict[str, str]]], tuple[bytes, str]]] = {
    "CSV": lambda rows: (delimited(rows, delimiter=";", encoding="gb18030"), "rows.csv"),
    "XLSX": lambda rows: (workbook(rows), "rows.xlsx"),
}


@pytest.mark.parametrize("kind", FORMATS)
async def test_the_failed_rows_come_back_as_the_same_file_with_a_reason(branch: Branch, kind: str) -> None:
    rows = [row(1), row(2, channel="pigeon", title="+cmd|' /C calc'!A0"), row(3, narrative="")]
    report = await branch.ended(*FORMATS[kind](rows))
    answer = await branch.get(f"{report['id']}/failed-rows")
    assert answer.headers["content-disposition"].startswith('attachment; filename="failed-rows.')
    table = read(answer.content, kind)
    assert table[0] == [*COLUMNS, "reason"]
    assert [line[:3] for line in table[1:]] == [["customer", rows[1]["narrative"], "'+cmd|' /C calc'!A0"], ["customer", "", "服务态度"]]
    assert "channel" in table[1][-1]
    assert "narrative" in table[2][-1]


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_corrected_file_of_failed_rows_can_be_sent_as_it_is(branch: Branch, kind: str) -> None:
    rows = [row(1), row(2, channel="pigeon", title="+2+3")]
    report = await branch.ended(*FORMATS[kind](rows))
    table = read((await branch.get(f"{report['id']}/failed-rows")).content, kind)
    corrected = [dict(zip(table[0], line, strict=True)) | {"channel": "phone"} for line in table[1:]]
    raw = delimited(corrected, columns=table[0]) if kind == "CSV" else workbook(corrected, table[0])
    assert counts(await branch.ended(raw, FORMATS[kind]([])[1])) == (1, 0, 0)


def read(raw: bytes, kind: str) -> list[list[str]]:
    if kind == "CSV":
        return list(csv.reader(io.StringIO(raw.decode("gb18030"), newline=""), delimiter=";"))
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]


async def test_failed_json_lines_come_back_as_they_were(branch: Branch) -> None:
    records: list[object] = [{"procedure": "customer", "narrative": "ok"}, {"procedure": "customer", "narrative": "x", "status": "closed"}]
    report = await branch.ended(lines(records), "rows.jsonl")
    back = (await branch.get(f"{report['id']}/failed-rows")).text.splitlines()
    assert [{name: value for name, value in json.loads(line).items() if name != "reason"} for line in back] == records[1:]


async def test_the_references_of_registered_rows_can_be_fetched(branch: Branch) -> None:
    report = await branch.ended(delimited([row(1), row(2, channel="pigeon"), row(3)]))
    first = (await branch.get(f"{report['id']}/registered?limit=1")).json()
    rest = (await branch.get(f"{report['id']}/registered?limit=5&after={first['next_row']}")).json()
    assert [one["row"] for one in [*first["items"], *rest["items"]]] == [2, 4]
    found = await branch.office.rows("select reference from complaint where branch = :name", name=branch.name)
    assert {one["reference"] for one in [*first["items"], *rest["items"]]} == {one["reference"] for one in found}


async def test_an_import_of_another_branch_does_not_exist(office: Office, branch: Branch) -> None:
    report = await branch.ended(delimited([row(1)]))
    other = Branch(office, "nosy", await office.key_for("nosy", "import", "read"))
    for path in ("", "/failed-rows", "/registered"):
        assert (await other.get(report["id"] + path)).status_code == 404


async def test_without_a_key_for_imports_nothing_is_taken_in(office: Office, branch: Branch) -> None:
    reader = Branch(office, branch.name, await office.key_for(branch.name, "submit", "read"))
    assert (await reader.send(delimited([row(1)]))).status_code == 403
    public = await office.client.post("/api/v1/imports", files={"file": ("a.csv", b"narrative\nx\n")})
    assert public.status_code == 401


async def test_what_is_no_table_is_refused_at_the_door(branch: Branch) -> None:
    old = b"\xd0\xcf\x11\xe0" + b"\0" * 600
    for raw, name in (
        (b"", "a.csv"),
        (b" \n", "a.csv"),
        (old, "a.xls"),
        (old, "a.xlsx"),
        (b"PK\x03\x04zip", "a.csv"),
        (b"%PDF-1.7", "a.pdf"),
    ):
        answer = await branch.send(raw, name)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_format"), name


async def test_unknown_fields_of_the_form_are_refused(branch: Branch) -> None:
    answer = await branch.send(delimited([row(1)]), owner="me", procedure="unheard-of", dry_run="perhaps")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/owner", "/procedure", "/dry_run"}


async def test_a_file_over_the_limit_is_refused(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, import_bytes=1000) as small:
        key = await small.key_for("big", "import")
        answer = await Branch(small, "big", key).send(b"narrative\n" + b"x" * 2000)
        assert answer.status_code == 413
