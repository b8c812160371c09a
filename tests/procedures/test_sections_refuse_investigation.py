"""What investigation refuses in its part of a pack, each time with a sentence that names the remedy."""

from pathlib import Path

import pytest

from tests.procedures.breaking import SOUND, read, refusal

MEDIATION = SOUND[SOUND.index("  mediation:\n") : SOUND.index("  withdrawal:")]
APPEAL_CLOCK = "unit: working_days}, starts_on: appealed"

FAULTS = [
    ("a clock that starts on no fact", "starts_on: accepted", "starts_on: full_moon", "`full_moon`"),
    ("a clock that stops on no fact", "stops_on: [decided, closed]", "stops_on: [doomsday]", "`doomsday`"),
    ("a clock that never stops", "stops_on: [decided, closed]", "stops_on: []", "at least 1"),
    (
        "a clock that stops when it starts",
        "stops_on: [decided, closed]",
        "stops_on: [accepted]",
        "clock solve stops on accepted, which starts it",
    ),
    ("a pause without an end", "      resumes_on: [information_received]\n", "", "gives pauses_on or resumes_on without the other"),
    ("a clock twice", "{code: appeal, text: {zh: 答复申诉", "{code: solve, text: {zh: 答复申诉", "clocks gives solve twice"),
    ("a negative limit", "limit: {length: 5, unit: days}\n", "limit: {length: -5, unit: days}\n", "greater than 0"),
    ("a limit of eleven years", "limit: {length: 5, unit: days}\n", "limit: {length: 4015, unit: days}\n", "ten years"),
    ("a limit in moons", "limit: {length: 5, unit: days}\n", "limit: {length: 5, unit: moons}\n", "`moons`"),
    (
        "a warning as long as the shortest limit",
        "warn_before: [{length: 1, unit: days}]",
        "warn_before: [{length: 72, unit: hours}]",
        "clock solve warns no later than it starts",
    ),
    ("a severity that does not exist", "by_severity: {major:", "by_severity: {terrible:", "`terrible`"),
    ("an extension by nobody", "{by: supervisor,", "{by: fortune,", "`fortune`"),
    ("an escalation beyond the chain", "escalations: [{level: 1}]", "escalations: [{level: 6}]", "at most 5"),
    (
        "a pool under an unknown superior",
        "{unit: desk, name: {zh: 客服, en: Customer service}, superior: head}",
        "{unit: desk, name: {zh: 客服, en: Customer service}, superior: moon}",
        "names moon, which is not in pools",
    ),
    (
        "a loop in the case-handling chain",
        "{unit: head, name: {zh: 总局, en: Head office}}",
        "{unit: head, name: {zh: 总局, en: Head office}, superior: north}",
        "comes back to itself upwards",
    ),
    ("a pool twice", "{unit: desk, name", "{unit: north, name", "pools gives north twice"),
    (
        "a withdrawal on an unknown ground",
        "end_on_withdrawal: withdrawn",
        "end_on_withdrawal: regretted",
        "names regretted, which is not in mediation.end_grounds",
    ),
    ("a withdrawal that ends a mediation there is none of", MEDIATION, "", "speaks of mediation, but there is none"),
    (
        "an appeal without its clock",
        "answer_clock: appeal",
        "answer_clock: solve",
        "names solve, which is not in clocks (starts_on: appealed)",
    ),
    (
        "an appeal whose clock starts elsewhere",
        APPEAL_CLOCK,
        "unit: working_days}, starts_on: told",
        "names appeal, which is not in clocks (starts_on: appealed)",
    ),
    ("an appeal to anybody", "reviewer: not_involved_before", "reviewer: anybody", "`anybody`"),
    ("a measure for nobody", "for: complainant}", "for: nobody}", "`nobody`"),
    ("an outcome that no decision has", "{code: upheld, text", "{code: ignored, text", "`ignored`"),
    ("a rule for closing that is not programmed", "{rule: decided,", "{rule: forgotten,", "`forgotten`"),
]


def test_the_sound_pack_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "investigation").procedures() == ["parcels"]


@pytest.mark.parametrize(("old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_investigation_refuses(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal(tmp_path, "investigation", old, new)
