"""One ring of tests run to its end and counted."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from deploy.installation.application.credentials import SERVICES
from deploy.installation.places import Places

TOOLS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "lint-imports": ["lint-imports"],
}
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Count:
    """How a ring went; `reason` says why it was left out or cut short."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reason: str = ""

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.seconds + other.seconds,
            self.reason or other.reason,
        )


@dataclass(frozen=True)
class Course:
    """What all rings of one run share: where, with which environment, until when (monotonic seconds), with which words for pytest."""

    places: Places
    environment: dict[str, str]
    until: float
    words: list[str]

    def run(self, ring: str) -> Count:
        """Run the ring's tools and tests; a ring that is not finished in time has failed."""
        began = time.monotonic()
        count = self._tools() if ring == "architecture" else Count()
        if (self.places.clone / "tests" / ring).exists():
            count += self._tests(ring)
        else:
            count += Count(reason="has no tests yet")
        return count + Count(seconds=time.monotonic() - began)

    def _tools(self) -> Count:
        bin_folder = self.places.python.parent
        failures = [name for name, (tool, *words) in TOOLS.items() if self._ran([str(bin_folder / tool), *words]) != 0]
        return Count(passed=len(TOOLS) - len(failures), failed=len(failures), reason=", ".join(f"{name} complains" for name in failures))

    def _tests(self, ring: str) -> Count:
        report = self.places.run / "tests" / f"{ring}.xml"
        report.parent.mkdir(parents=True, exist_ok=True)
        report.unlink(missing_ok=True)
        code = self._ran([str(self.places.python), "-m", "pytest", "-q", f"tests/{ring}", f"--junitxml={report}", *self.words])
        if code == NOTHING_COLLECTED:
            return Count(reason="no test was chosen")
        count = counted(report)
        if code != 0 and count.failed == 0:
            return count + Count(failed=1, reason=f"pytest ended with {code}")
        return count

    def _ran(self, command: list[str]) -> int | None:
        """Run one command with its output in front of the person; None when the time was over."""
        left = self.until - time.monotonic()
        try:
            return subprocess.run(
                command, cwd=self.places.clone, env=self.environment, stdin=subprocess.DEVNULL, timeout=max(left, 1), check=False
            ).returncode
        except subprocess.TimeoutExpired:
            return None


def counted(report: Path) -> Count:
    """Count what pytest wrote down; nothing when it died before."""
    if not report.exists():
        return Count()
    total = Count()
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it a moment ago
        numbers = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        failed = numbers["failures"] + numbers["errors"]
        total += Count(passed=numbers["tests"] - failed - numbers["skipped"], failed=failed, skipped=numbers["skipped"])
    return total


def environment_for_tests(given: dict[str, str], browser: str | None) -> dict[str, str]:
    """What tests see: the person's environment without settings of services, the shared servers, the browser."""
    prefixes = tuple(f"{service}_".upper() for service in SERVICES)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return {**plain, **given, **({"TEST_BROWSER": browser} if browser else {})}
