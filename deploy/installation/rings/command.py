"""`deploy/test [ring …]`: everything that this machine can run, then one table and one plain line."""

import argparse
import time

from deploy.installation import console, environment
from deploy.installation.places import Places
from deploy.installation.rings import needs
from deploy.installation.rings.running import Count, Course, environment_for_tests

RINGS = ("architecture", "unit", "contracts", "procedures", "services", "stories", "browser", "faults")


def test(words: list[str]) -> int:
    """Exit 0 when nothing failed, 1 otherwise."""
    ours, for_pytest = _split(words)
    wanted = _parser().parse_args(ours)
    until = time.monotonic() + wanted.within
    places = Places()
    places.create()
    environment.ensure(places)
    rings = [ring for ring in RINGS if ring in (wanted.rings or RINGS)]
    reasons = needs.left_out(places, rings)
    able = [ring for ring in rings if ring not in reasons]
    counts = {ring: Count(reason=f"left out: {reason}") for ring, reason in reasons.items()}
    with needs.servers(places, able) as given:
        course = Course(places, environment_for_tests(given, needs.browser()), until, for_pytest)
        for ring in able:
            console.heading(f"ring {ring}", "测试")
            counts[ring] = course.run(ring)
    return _summary({ring: counts[ring] for ring in rings})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy/test", description="Run rings of tests; without names, all that this machine can run.")
    parser.add_argument("rings", nargs="*", metavar="ring", type=console.one_of(RINGS), help=", ".join(RINGS))
    parser.add_argument("--within", type=float, default=3600, metavar="SECONDS", help="what is not finished by then has failed")
    parser.epilog = "Words after -- go to pytest: deploy/test unit -- -x -k clock"
    return parser


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _summary(counts: dict[str, Count]) -> int:
    console.heading("Summary", "汇总")
    rows: list[tuple[str, ...]] = [("ring", "passed", "failed", "skipped", "seconds", "")]
    for ring, count in counts.items():
        rows.append((ring, str(count.passed), str(count.failed), str(count.skipped), f"{count.seconds:.1f}", count.reason))
    console.table(rows)
    total = sum(counts.values(), Count())
    console.say(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0
