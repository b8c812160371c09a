"""What a person at the terminal reads."""

from pathlib import Path

import pytest

from deploy.installation import console
from deploy.installation.rings.running import counted

REPORT = """<testsuites><testsuite tests="7" failures="2" errors="1" skipped="1"/></testsuites>"""


def test_chinese_characters_take_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    console.table([("投诉", "1"), ("abcd", "2")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["  投诉  1", "  abcd  2"]


def test_a_step_that_fails_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError, match="no disk"), console.step("tables", "数据表"):
        raise OSError("no disk")
    assert "✗ tables · 数据表" in capsys.readouterr().out


def test_output_that_goes_to_a_file_has_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    console.heading("Ready", "已就绪")
    assert "\033" not in capsys.readouterr().out


def test_a_report_of_tests_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "unit.xml"
    report.write_text(REPORT)
    count = counted(report)
    assert (count.passed, count.failed, count.skipped) == (3, 3, 1)


def test_a_ring_that_died_before_its_report_counts_nothing(tmp_path: Path) -> None:
    assert counted(tmp_path / "absent.xml").passed == 0
