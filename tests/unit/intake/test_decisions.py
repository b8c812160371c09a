"""What follows from a submission, without a database."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.intake.commands.submission import Submission
from services.intake.decisions import submission as decisions
from services.intake.model import PUBLIC, Submitter, branch_office, registration_desk
from services.intake.procedure import Section
from shared.contracts.words import Channel, Identity, Kind
from shared.procedures import Editions, load

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PACKS = Path(__file__).parents[3] / "deploy" / "procedures"
SMALLEST = {"procedure": "customer", "narrative": "The kettle broke."}


@pytest.fixture(scope="module")
def rules() -> Editions[Section]:
    return load(PACKS, "intake", Section)


@pytest.fixture
def customer(rules: Editions[Section]) -> Section:
    return rules.in_force("customer", NOW).section


def submission(**more: Any) -> Submission:
    return Submission.model_validate_json(json.dumps({**SMALLEST, **more}), strict=True)


def flaws(section: Section, by: Submitter = PUBLIC, **more: Any) -> list[tuple[str, str]]:
    return [(flaw.place, flaw.code) for flaw in decisions.flaws(submission(**more), by, section)]


def test_the_smallest_submission_is_complete(customer: Section) -> None:
    assert flaws(customer) == []


def test_whoever_gives_a_name_is_named_unless_it_chose_otherwise() -> None:
    assert decisions.identity_of(submission()) is Identity.ANONYMOUS
    assert decisions.identity_of(submission(complainant={"name": "Liu"})) is Identity.NAMED
    assert decisions.identity_of(submission(complainant={"phone": "1"})) is Identity.ANONYMOUS
    assert decisions.identity_of(submission(complainant={"name": "Liu"}, identity="confidential")) is Identity.CONFIDENTIAL


@pytest.mark.parametrize(
    ("by", "channel"), [(PUBLIC, Channel.WEB), (branch_office("north"), Channel.API), (registration_desk("lin"), Channel.PHONE)]
)
def test_what_states_no_channel_came_by_its_submitters_own(by: Submitter, channel: Channel) -> None:
    assert decisions.channel_of(submission(), by) is channel


def test_only_an_office_states_another_channel(customer: Section) -> None:
    assert flaws(customer, channel="phone") == [("channel", "office_only")]
    assert flaws(customer, channel="web") == []
    assert flaws(customer, branch_office("north"), channel="phone") == []
    assert flaws(customer, branch_office("north"), channel="fax") == [("channel", "not_offered")]


def test_letters_are_written_in_the_language_of_the_narrative_or_the_one_chosen() -> None:
    assert decisions.language_of(submission(), ("zh", "en")) == "en"
    assert decisions.language_of(submission(narrative="水壶坏了 kettle"), ("zh", "en")) == "zh"
    assert decisions.language_of(submission(language="zh"), ("zh", "en")) == "zh"
    assert decisions.language_of(submission(), ("zh",)) == "zh"


def section_with(section: Section, **changes: Any) -> Section:
    return Section.model_validate({**section.model_dump(), **changes})


@pytest.mark.parametrize(
    ("required", "given", "place"),
    [
        ("title", {"title": "x"}, "title"),
        ("name", {"complainant": {"name": "x"}}, "complainant.name"),
        ("contact", {"contact": {"channel": "portal"}}, "contact.channel"),
        ("occurred_from", {"occurred": {"from": "2026"}}, "occurred.from"),
        ("place", {"occurred": {"place": "x"}}, "occurred.place"),
        ("respondents", {"respondents": [{"unit": "x"}]}, "respondents"),
        ("asks", {"asks": "x"}, "asks"),
    ],
)
def test_what_the_procedure_requires_has_to_be_there(customer: Section, required: str, given: dict[str, Any], place: str) -> None:
    strict = section_with(customer, required=(required,))
    assert flaws(strict, identity="named") == [(place, "missing")]
    assert flaws(strict, identity="named", **given) == []


@pytest.mark.parametrize("required", ["name", "contact"])
def test_an_anonymous_complainant_is_never_asked_who_it_is(customer: Section, required: str) -> None:
    assert flaws(section_with(customer, required=(required,)), identity="anonymous") == []


def test_a_question_with_a_list_is_answered_from_the_list(rules: Editions[Section]) -> None:
    market = rules.in_force("market-regulation-12315", NOW).section
    asked = market.questions()["authority"].choices
    assert flaws(market, authority="the moon")[0] == ("authority", "not_offered")
    assert ("authority", "not_offered") not in flaws(market, authority=asked[0].code)


def test_a_question_that_is_not_asked_may_still_be_answered(customer: Section) -> None:
    assert flaws(customer, territory="110105") == []


@pytest.mark.parametrize(
    ("received_at", "code"),
    [("2026-11-21T09:00:01Z", "in_the_future"), ("1899-12-31T00:00:00Z", "no_edition"), ("0001-01-01T00:00:00+14:00", "no_edition")],
)
def test_a_time_of_arrival_that_cannot_be_is_a_flaw(received_at: str, code: str) -> None:
    found = decisions.dating_flaws(submission(received_at=received_at), branch_office("north"), NOW)
    assert [flaw.code for flaw in found] == [code]


@pytest.mark.parametrize("number", ["13900001111", "+86 10 8888 0000", "(010) 8888-0000", "１３９００００１１１１"])
def test_a_telephone_number_is_taken_as_people_write_it(customer: Section, number: str) -> None:
    assert flaws(customer, contact={"channel": "phone", "value": number}) == []


def test_full_width_digits_reach_the_letter_desk_as_plain_ones() -> None:
    contact = decisions.contact_of(submission(contact={"channel": "phone", "value": "１３９００００１１１１"}))
    assert contact is not None
    assert contact.value == "13900001111"


def test_an_anonymous_complainants_letter_names_nobody() -> None:
    contact = decisions.contact_of(submission(contact={"channel": "email", "value": "a@b.org"}))
    assert contact is not None
    assert contact.name is None


def test_without_another_road_there_is_no_contact_to_seal() -> None:
    assert decisions.contact_of(submission(contact={"channel": "portal", "value": "ignored"})) is None


def test_a_report_of_wrongdoing_is_told_to_no_other_system() -> None:
    assert not decisions.is_told_to_others(Kind.REPORT)
    assert decisions.is_told_to_others(Kind.COMPLAINT)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026", True),
        ("2026-02", True),
        ("2026-02-28", True),
        ("2026-02-28T10:00", True),
        ("2026-02-28T10:00:00+08:00", True),
        ("2026-13", False),
        ("2026-02-30", False),
        ("yesterday", False),
        ("2026-02-28T25:00", False),
        ("0000", False),
    ],
)
def test_people_may_know_only_the_year_of_what_happened_but_it_has_to_exist(text: str, good: bool) -> None:
    try:
        found = submission(occurred={"from": text}).occurred
    except ValueError:
        found = None
    assert (found is not None) == good


def test_the_day_of_the_edition_is_kept_with_the_complaint(rules: Editions[Section]) -> None:
    edition = rules.in_force("market-regulation-12315", date(2026, 4, 14))
    given = submission(procedure="market-regulation-12315", received_at="2026-04-14T01:00:00Z")
    from uuid import uuid4  # noqa: PLC0415 - only here

    kept = decisions.complaint_of(given, branch_office("n"), edition, complaint_id=uuid4(), reference="R", receipt_mark=b"", now=NOW)
    assert (kept.edition, kept.received_at, kept.registered_at) == (edition.edition, given.received_at, NOW)
