"""Where the time comes from."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.procedures.editions import SHANGHAI
from shared.process.clock import Clock, FixedClock, MovedClock, SystemClock


def near(clock: Clock, offset: timedelta) -> bool:
    return abs(clock.now() - datetime.now(UTC) - offset) < timedelta(minutes=1)


class Impatient(MovedClock):
    """Looks at its file each time, so that a test need not wait."""

    EVERY = 0.0


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert near(SystemClock(), timedelta())


def test_a_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(datetime(2026, 3, 2, 8, tzinfo=SHANGHAI))
    assert clock.now() == clock.now() == datetime(2026, 3, 2, 0, tzinfo=UTC)
    clock.at += timedelta(days=1)
    assert clock.now() == datetime(2026, 3, 3, 0, tzinfo=UTC)


def test_a_moved_clock_follows_its_file(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    clock = Impatient(file)
    assert near(clock, timedelta())
    file.write_text("86400\n", encoding="ascii")
    assert near(clock, timedelta(days=1))
    file.write_text("-3600.5", encoding="ascii")
    assert near(clock, timedelta(seconds=-3600.5))
    file.write_text("", encoding="ascii")
    assert near(clock, timedelta())


def test_a_moved_clock_does_not_read_its_file_at_every_look(tmp_path: Path) -> None:
    class Patient(MovedClock):
        EVERY = 3600.0

    file = tmp_path / "offset"
    clock = Patient(file)
    assert near(clock, timedelta())
    file.write_text("86400", encoding="ascii")
    assert near(clock, timedelta())


def test_a_file_without_a_number_is_an_error_and_moves_nothing_silently(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("tomorrow", encoding="ascii")
    with pytest.raises(ValueError, match="tomorrow"):
        MovedClock(file).now()
