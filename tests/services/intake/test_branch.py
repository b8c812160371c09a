"""The branch office's command line: nothing handed in is lost, nothing is registered twice, and the exit code says how it ended."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.branch.spool import Spool, sent
from tests.servers import PostgresServer, Vhost
from tests.servers.ports import free_port
from tests.servers.system import ROOT, System

GOOD = (
    "procedure,narrative,branch_ref,channel\n"
    "customer,The kettle bought on Monday leaks.,K-1,phone\n"
    "customer,The shop was closed at noon.,K-2,counter\n"
)
HALF_BAD = "procedure,narrative,branch_ref\ncustomer,The lamp flickers since it was delivered.,K-3\ncustomer,,K-4\n"


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, vhost: Vhost) -> Iterator[System]:
    """Intake alone; the broker is there, the other services are not."""
    system = System(tmp_path_factory.mktemp("system"), postgres, vhost, "smtp://127.0.0.1:1")
    system.prepare()
    system.start("intake")
    yield system
    system.stop()


def run(intake: System, folder: Path, *words: str, url: str | None = None, key: Path | None = None) -> tuple[int, dict[str, Any]]:
    """One call of the command line; its exit code and its JSON."""
    line = [] if words[0] == "status" else ["--to", url or intake.url("intake"), "--key-file", str(key or intake.branch_key("north"))]
    program = [sys.executable, "-m", "services.intake.branch", *words, *line, "--spool", str(folder / "spool"), "--output", "json"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_good_file_is_registered_and_ends_with_0(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text(GOOD)
    code, said = run(intake, tmp_path, "submit", str(file))
    assert code == 0
    assert said["orders"][0]["result"]["counts"]["registered"] == 2


def test_handing_the_same_file_in_again_registers_nothing(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    file.write_text(GOOD.replace("K-", "A-"))
    run(intake, tmp_path, "submit", str(file))
    code, said = run(intake, tmp_path, "submit", str(file))
    counts = said["orders"][0]["result"]["counts"]
    assert (code, counts["registered"], counts["already_registered"]) == (0, 0, 2)


def test_failed_rows_come_back_beside_the_file_and_the_end_is_3(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    file.write_text(HALF_BAD)
    code, said = run(intake, tmp_path, "submit", str(file))
    assert code == 3
    assert said["orders"][0]["result"]["counts"]["failed"] == 1
    failed = (tmp_path / "half.failed-rows.csv").read_text(encoding="utf-8-sig")
    assert "K-4" in failed
    assert "K-3" not in failed


def test_a_file_that_intake_can_never_read_is_refused_with_its_reason(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    code, said = run(intake, tmp_path, "submit", str(file))
    assert code == 3
    assert said["orders"][0]["state"] == "refused"
    assert said["orders"][0]["result"]["why"]


def test_without_a_line_the_file_waits_in_the_spool_and_retry_delivers_it(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "later.csv"
    file.write_text(GOOD.replace("K-", "L-"))
    code, said = run(intake, tmp_path, "submit", str(file), "--patience", "0", url=f"http://127.0.0.1:{free_port()}")
    assert (code, said["orders"][0]["state"]) == (4, "waiting")
    file.unlink()
    assert run(intake, tmp_path, "status")[0] == 4
    code, said = run(intake, tmp_path, "retry")
    assert (code, said["orders"][0]["result"]["counts"]["registered"]) == (0, 2)


def test_a_refused_key_loses_nothing(intake: System, tmp_path: Path) -> None:
    file, key = tmp_path / "kept.csv", tmp_path / "wrong.key"
    file.write_text(GOOD.replace("K-", "W-"))
    key.write_text("rk_nobody_knows_this_key")
    code, said = run(intake, tmp_path, "submit", str(file), key=key)
    assert (code, said["orders"][0]["state"]) == (4, "waiting")


def test_an_import_that_intake_forgot_is_sent_again(intake: System, tmp_path: Path) -> None:
    file = tmp_path / "forgotten.csv"
    file.write_text(GOOD.replace("K-", "F-"))
    spool = Spool(tmp_path / "spool")
    spool.keep(sent(spool.hand_in(file, None), "00000000-0000-0000-0000-000000000000"))
    code, said = run(intake, tmp_path, "retry")
    assert (code, said["orders"][0]["result"]["counts"]["registered"]) == (0, 2)


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    words = ["submit", str(tmp_path / "nothing.csv"), "--to", "http://127.0.0.1:1", "--key-file", str(tmp_path / "nokey")]
    program = [sys.executable, "-m", "services.intake.branch", *words, "--spool", str(tmp_path / "spool")]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "nokey" in done.stderr
