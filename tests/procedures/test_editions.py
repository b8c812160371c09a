"""Dated editions: which one governs what arrived when."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.words import Text
from shared.errors import NotFound
from shared.procedures import BrokenPack, Clause, Editions, load
from tests.procedures.pack_files import HEAD, SECTION, Section, edition, loaded, working_days, write


@pytest.fixture
def two_editions(tmp_path: Path) -> Editions[Section]:
    write(tmp_path, edition("2020-01-01", days=45), "2020-01-01.yaml")
    write(tmp_path, edition("2026-04-15", days=60), "2026-04-15.yaml")
    return loaded(tmp_path)


@pytest.mark.parametrize(
    ("received", "edition_day"),
    [
        (date(2020, 1, 1), date(2020, 1, 1)),
        (date(2026, 4, 10), date(2020, 1, 1)),
        (date(2026, 4, 14), date(2020, 1, 1)),
        (date(2026, 4, 15), date(2026, 4, 15)),
        (date(2026, 4, 20), date(2026, 4, 15)),
        (datetime(2026, 4, 14, 15, 59, 59, tzinfo=UTC), date(2020, 1, 1)),
        (datetime(2026, 4, 14, 16, 0, tzinfo=UTC), date(2026, 4, 15)),
    ],
)
def test_a_complaint_lives_by_the_edition_in_force_on_the_day_it_was_received(
    two_editions: Editions[Section], received: date, edition_day: date
) -> None:
    assert two_editions.in_force("parcels", received).edition == edition_day


def test_another_zone_begins_its_days_at_another_moment(tmp_path: Path) -> None:
    write(tmp_path, edition("2020-01-01"), "2020-01-01.yaml")
    write(tmp_path, edition("2026-04-15"), "2026-04-15.yaml")
    editions = load(tmp_path, "triage", Section, ZoneInfo("America/New_York"))
    assert editions.in_force("parcels", datetime(2026, 4, 15, 3, tzinfo=UTC)).edition == date(2020, 1, 1)


def test_an_edition_carries_its_head_and_the_one_section_asked_for(tmp_path: Path) -> None:
    write(tmp_path, HEAD + SECTION + "notify: {anything: [goes, {here: 1}]}\n")
    found = loaded(tmp_path).in_force("parcels", date(2026, 5, 1))
    assert (found.procedure, found.edition) == ("parcels", date(2026, 1, 1))
    assert found.title == Text(zh="包裹", en="Parcels")
    assert found.source == Text(zh="包裹办法第三条", en="Parcel rules, article 3")
    assert found.section.answer_within == working_days(7)


def test_a_source_may_be_one_text_for_both_languages(two_editions: Editions[Section]) -> None:
    assert two_editions.all()[0].source == Text(zh="包裹办法", en="包裹办法")


def test_nothing_is_in_force_before_the_first_edition(two_editions: Editions[Section]) -> None:
    with pytest.raises(NotFound, match="parcels has no edition in force on 2019-12-31: its first is 2020-01-01"):
        two_editions.in_force("parcels", date(2019, 12, 31))


def test_an_unknown_procedure_is_named_beside_the_known_ones(two_editions: Editions[Section]) -> None:
    with pytest.raises(NotFound, match="no procedure 'letters'; there are: parcels"):
        two_editions.in_force("letters", date(2026, 1, 1))


def test_a_repealed_procedure_is_in_force_until_the_day_before(tmp_path: Path) -> None:
    write(tmp_path, edition("2020-01-01", more="until: 2026-04-15\n"), "2020-01-01.yaml")
    editions = loaded(tmp_path)
    assert editions.in_force("parcels", date(2026, 4, 14)).until == date(2026, 4, 15)
    with pytest.raises(NotFound, match="repealed on 2026-04-15"):
        editions.in_force("parcels", date(2026, 4, 15))


def test_a_case_keeps_the_edition_it_was_stored_with(two_editions: Editions[Section]) -> None:
    stored = two_editions.of("parcels", date(2020, 1, 1))
    assert stored.section.answer_within == working_days(45)
    assert two_editions.for_open_case("parcels", date(2020, 1, 1), date(2026, 6, 1)) is stored


def test_open_cases_move_over_when_the_new_edition_says_so(tmp_path: Path) -> None:
    write(tmp_path, edition("2020-01-01"), "2020-01-01.yaml")
    write(tmp_path, edition("2026-04-15", open_cases=True), "2026-04-15.yaml")
    write(tmp_path, edition("2026-09-01"), "2026-09-01.yaml")
    editions = loaded(tmp_path)
    assert editions.for_open_case("parcels", date(2020, 1, 1), date(2026, 4, 14)).edition == date(2020, 1, 1)
    assert editions.for_open_case("parcels", date(2020, 1, 1), date(2026, 12, 1)).edition == date(2026, 4, 15)
    assert editions.for_open_case("parcels", date(2026, 9, 1), date(2026, 12, 1)).edition == date(2026, 9, 1)


def test_an_edition_taken_away_while_cases_live_by_it_is_missed_by_name(two_editions: Editions[Section]) -> None:
    with pytest.raises(NotFound, match="no edition of 2022-01-01, only 2020-01-01, 2026-04-15: put its file back"):
        two_editions.of("parcels", date(2022, 1, 1))


def test_all_editions_stand_in_order(tmp_path: Path) -> None:
    write(tmp_path, edition("2026-04-15"), "2026-04-15.yaml")
    write(tmp_path, edition("2020-01-01"), "2020-01-01.yaml")
    write(tmp_path, edition("2024-01-01", procedure="letters"), "2024-01-01.yaml", "letters")
    editions = loaded(tmp_path)
    assert editions.procedures() == ["letters", "parcels"]
    assert [(each.procedure, each.edition.year) for each in editions.all()] == [("letters", 2024), ("parcels", 2020), ("parcels", 2026)]


def test_each_service_reads_its_own_section_and_no_other(tmp_path: Path) -> None:
    class Other(Clause):
        open_from: int

    write(tmp_path, HEAD + SECTION + "intake: {open_from: 8}\n")
    assert load(tmp_path, "intake", Other).all()[0].section.open_from == 8
    with pytest.raises(BrokenPack, match="`open_from` is not a field here"):
        load(tmp_path, "intake", Section)


def test_examples_and_other_files_are_no_editions(tmp_path: Path) -> None:
    write(tmp_path, HEAD + SECTION)
    write(tmp_path, "anything: [", "examples.yaml")
    write(tmp_path, "# Parcels", "README.md")
    write(tmp_path, "not: ours", "x.yaml", ".git")
    (tmp_path / "README.md").write_text("packs", encoding="utf-8")
    assert len(loaded(tmp_path).all()) == 1


def test_a_folder_without_packs_has_no_procedures(tmp_path: Path) -> None:
    assert loaded(tmp_path).procedures() == []
