"""Rows of a file as submissions: flattened names, Chinese names, values as people write them."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.commands.submission import Submission
from services.intake.imports.columns import field_of, guarded, may_be_shown, record_of, submission_of, unknown_columns

ZONE = ZoneInfo("Asia/Shanghai")


def read(**cells: str) -> Any:
    columns = [name.replace("__", ".") for name in cells]
    return submission_of(record_of(columns, list(cells.values()), ZONE), "customer")


def test_flattened_columns_become_the_body_of_the_http_interface() -> None:
    found = read(
        narrative="x",
        complainant__name="Liu",
        contact__channel="email",
        contact__value="a@b.org",
        occurred__place="shop",
        respondents__1__person="B",
        respondents__unit="A",
    )
    assert isinstance(found, Submission)
    assert found.complainant is not None
    assert found.complainant.name == "Liu"
    assert [one.model_dump(exclude_none=True) for one in found.respondents] == [{"unit": "A"}, {"person": "B"}]


def test_chinese_names_and_words_are_understood() -> None:
    found = submission_of(
        record_of(["投诉内容", "类型", "身份", "渠道", "正在造成损害"], ["水管漏水", "投诉", "匿名", "电话", "是"], ZONE), "customer"
    )
    assert isinstance(found, Submission)
    assert (found.kind, found.identity, found.channel, found.ongoing_harm) == ("complaint", "anonymous", "phone", True)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026/3/1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("2026.3", "2026-03"),
        ("2026-3-1 9:05", "2026-03-01T09:05:00"),
        ("2026-03-01T09:05:00Z", "2026-03-01T09:05:00Z"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, kept: str) -> None:
    found = read(narrative="x", occurred__from=written)
    assert isinstance(found, Submission)
    assert found.occurred is not None
    assert found.occurred.from_ == kept


def test_a_local_time_of_arrival_is_the_organisations() -> None:
    found = read(narrative="x", received_at="2026/3/1 8:00")
    assert isinstance(found, Submission)
    assert found.received_at is not None
    assert found.received_at.isoformat() == "2026-03-01T08:00:00+08:00"


def test_what_is_wrong_is_named_by_its_field() -> None:
    found = read(narrative="", channel="pigeon", ongoing_harm="perhaps", contact__value="x")
    assert {(flaw.place, flaw.code) for flaw in found} == {
        ("narrative", "missing"), ("channel", "enum"), ("ongoing_harm", "bool_type"), ("contact.channel", "missing")
    }  # fmt: skip


def test_columns_nobody_knows_are_found_and_reasons_are_passed_over() -> None:
    assert unknown_columns(["Narrative ", "标题", "shoe_size", "reason", "原因", "respondents.20.unit"]) == [
        "shoe_size",
        "respondents.20.unit",
    ]


@pytest.mark.parametrize(
    "field",
    [
        "narrative",
        "title",
        "asks",
        "complainant.name",
        "complainant.phone",
        "contact.value",
        "respondents.0.person",
        "occurred.place",
        "referred_by",
        "branch_ref",
    ],
)
def test_words_and_persons_are_never_shown_in_a_list_of_problems(field: str) -> None:
    assert field_of(field) == field
    assert not may_be_shown(field)


@given(st.text(max_size=50))
def test_no_text_that_was_guarded_is_a_formula_and_all_of_it_comes_back(text: str) -> None:
    assert not guarded(text).startswith(tuple("=+-@\t\r＝＋－＠"))
    back = record_of(["title"], [guarded(text)], ZONE).get("title", "")
    assert back == text.strip() or text[:1] == "'"
