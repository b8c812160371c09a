"""List E of the security tests: whatever a file holds, the answer is a sentence, and everything else goes on."""

import io
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from tests.services.intake.files import COLUMNS, delimited, row, workbook
from tests.services.intake.office import Office, running
from tests.services.intake.test_imports import Branch, counts

HEAD = ",".join(COLUMNS).encode()
LINE = b"customer,it broke,,counter,,,,"


@pytest.fixture(scope="module")
async def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with running(database_url, tmp_path_factory.mktemp("intake"), roles=("web", "import"), import_rows=300) as office:
        yield office


@pytest.fixture
async def branch(office: Office) -> Branch:
    return Branch(office, "strange", await office.key_for("strange", "import"))


def changed(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            content = before.read(entry)
            after.writestr(entry, change(content) if entry == name else content)
    return out.getvalue()


def with_cells(*cells: tuple[str, Any]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for column, name in enumerate(COLUMNS, 1):
        sheet.cell(1, column, name)
    for place, value in cells:
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    return changed(
        workbook([row(1)]),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b"</sheetData>", b" " * 420_000_000 + b"</sheetData>"),
    )


def with_entities() -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(
        workbook([row(1)]), "xl/worksheets/sheet1.xml", lambda content: doctype + content.replace(b"<sheetData>", b"<sheetData>&b;", 1)
    )


def hidden_only() -> bytes:
    return changed(workbook([row(1)]), "xl/workbook.xml", lambda content: content.replace(b'state="visible"', b'state="hidden"'))


def parts(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in range(number):
            package.writestr(f"p{part}", b"")
    return out.getvalue()


def encrypted_part() -> bytes:
    """The flag of an encrypted part, set in the directory of the package."""
    raw = bytearray(workbook([row(1)]))
    place = raw.find(b"PK\x01\x02")
    raw[place + 8] |= 1
    return bytes(raw)


# the whole file cannot be read: code of the problem
WHOLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "an encoding nobody knows": (lambda: HEAD + b"\n" + LINE + b"\n\xff\xff\xfe", "a.csv", "unknown_encoding"),
    "two encodings": (lambda: delimited([row(1)] * 4) + "customer,柜台冷漠,,counter,,,,\n".encode("gb18030"), "a.csv", "mixed_encoding"),
    "UTF-16 cut in half": (lambda: delimited([row(1)], encoding="utf-16")[:-1], "a.csv", "unknown_encoding"),
    "a million columns": (lambda: b"a," * 1_000_000 + b"\n", "a.csv", "too_many_columns"),
    "one name twice": (lambda: b"narrative,Narrative \nx,y\n", "a.csv", "duplicate_column"),
    "an unknown column": (lambda: b"narrative,shoe_size\nx,42\n", "a.csv", "unknown_column"),
    "no names at all": (lambda: b",,,\nx,y\n", "a.csv", "no_columns"),
    "a quote never closed in the head": (lambda: b'"narrative\nx\n', "a.csv", "unclosed_quote"),
    "too many rows": (lambda: HEAD + b"\n" + LINE * 1 + b"\n" + b"\n".join([LINE] * 301), "a.csv", "too_many_rows"),
    "a zip that is no workbook": (lambda: b"PK\x03\x04" + b"x" * 100, "a.xlsx", "broken_workbook"),
    "a workbook cut in half": (lambda: workbook([row(1)])[:-200], "a.xlsx", "broken_workbook"),
    "a zip bomb": (bomb, "a.xlsx", "too_large_unpacked"),
    "ten thousand parts": (lambda: parts(10_000), "a.xlsx", "too_large_unpacked"),
    "entities": (with_entities, "a.xlsx", "forbidden_xml"),
    "only hidden sheets": (hidden_only, "a.xlsx", "no_columns"),
    "an encrypted part": (encrypted_part, "a.xlsx", "protected"),
}


@pytest.mark.parametrize("what", WHOLE)
async def test_a_file_that_cannot_be_read_says_why_and_registers_nothing_wrong(branch: Branch, what: str) -> None:
    make, name, code = WHOLE[what]
    report = await branch.ended(make(), name)
    assert report["state"] == "unreadable"
    assert report["problems"][0]["code"] == code
    assert report["problems"][0]["what_to_do"] != f"row.{code}"
    assert (await branch.office.client.get("/health/ready")).status_code == 200


# one row cannot be read: its number and code
ROWS: dict[str, tuple[Callable[[], bytes], str, list[tuple[int, str]]]] = {
    "a quote never closed": (lambda: HEAD + b"\n" + LINE + b'\ncustomer,"it broke\n' + LINE, "a.csv", [(3, "unclosed_quote")]),
    "a line of a megabyte": (lambda: HEAD + b"\n" + LINE + b"\ncustomer," + b"x" * 1_000_000, "a.csv", [(3, "unclosed_quote")]),
    "a cell of two hundred thousand signs": (lambda: HEAD + b"\n" + LINE + b"\ncustomer," + b"x" * 200_000, "a.csv", [(3, "row_too_long")]),
    "too many cells": (lambda: HEAD + b"\n" + LINE + b"\n" + LINE + b",,,surplus", "a.csv", [(3, "extra_cells")]),
    "a NUL": (lambda: HEAD + b"\n" + LINE + b"\ncustomer,it\0broke", "a.csv", [(3, "string_pattern_mismatch")]),
    "empty lines": (lambda: HEAD + b"\n\n" + LINE + b"\n,,,,\n\n", "a.csv", []),
    "a formula": (
        lambda: with_cells(("A2", "customer"), ("B2", "it broke"), ("A3", "customer"), ("B3", "=1+1")),
        "a.xlsx",
        [(3, "formula")],
    ),
    "an error of the spreadsheet": (
        lambda: with_cells(("A2", "customer"), ("B2", "it broke"), ("A3", "customer"), ("B3", "#REF!")),
        "a.xlsx",
        [(3, "error_cell")],
    ),
    "no JSON": (lambda: b'{"procedure": "customer", "narrative": "it broke"}\n{', "a.jsonl", [(2, "malformed_json")]),
    "JSON of depth": (lambda: b'{"procedure": "customer", "narrative": "it broke"}\n' + b"[" * 100_000, "a.jsonl", [(2, "malformed_json")]),
    "a key twice": (
        lambda: b'{"procedure": "customer", "narrative": "it broke"}\n{"title": "a", "title": "b"}',
        "a.jsonl",
        [(2, "duplicate_key")],
    ),
    "not a number": (lambda: b'{"procedure": "customer", "narrative": "it broke"}\n{"title": NaN}', "a.jsonl", [(2, "malformed_json")]),
    "half a character": (
        lambda: b'{"procedure": "customer", "narrative": "it broke"}\n{"procedure": "customer", "narrative": "\\ud800"}',
        "a.jsonl",
        [(2, "json_invalid")],
    ),
}


@pytest.mark.parametrize("what", ROWS)
async def test_a_row_that_cannot_be_read_is_named_and_the_others_count(branch: Branch, what: str) -> None:
    make, name, expected = ROWS[what]
    report = await branch.ended(make(), name)
    assert report["state"] == "finished"
    assert [(problem["row"], problem["code"]) for problem in report["problems"]] == expected
    done = report["counts"]
    assert done["registered"] + done["already_registered"] == 1
    assert (await branch.get(f"{report['id']}/failed-rows")).status_code == 200


async def test_numbers_and_dates_of_a_workbook_are_read_as_people_see_them(branch: Branch) -> None:
    from datetime import datetime  # noqa: PLC0415 - only here

    cells = [
        {
            "procedure": "customer",
            "narrative": 12.0,
            "contact.channel": "phone",
            "contact.value": 13900001111,
            "occurred.from": datetime(2026, 3, 1),  # noqa: DTZ001 - as Excel keeps it
        }
    ]
    raw = workbook(cells, ["procedure", "narrative", "contact.channel", "contact.value", "occurred.from"])
    assert counts(await branch.ended(raw, "a.xlsx", dry_run="yes")) == (0, 0, 0)


async def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing(branch: Branch) -> None:
    raw = with_cells(("A2", "customer"), ("B2", "far away"), ("XFD1048576", "x"))
    report = await branch.ended(raw, "a.xlsx")
    assert (report["state"], report["counts"]["failed"]) == ("finished", 0)


async def test_a_protected_structure_can_be_read(branch: Branch) -> None:
    book = Workbook()
    book.security = WorkbookProtection(workbookPassword="1234", lockStructure=True)
    book.worksheets[0].append(["procedure", "narrative"])
    book.worksheets[0].append(["customer", "locked structure"])
    out = io.BytesIO()
    book.save(out)
    assert counts(await branch.ended(out.getvalue(), "a.xlsx")) == (1, 0, 0)
