"""Every example beside a pack comes true: what the rules say to it, and when its clocks are due."""

from datetime import datetime, time

import pytest

from services.investigation.procedure import Section as InvestigationSection
from services.triage.decisions.facts import facts_of
from services.triage.decisions.judgement import Hold, Refuse, Suggestion, Take, Verdict, kept, suggest, verdict
from services.triage.decisions.jurisdiction import Barred
from services.triage.procedure import Section as TriageSection
from shared.contracts.intake import Content, Respondent
from shared.procedures import Edition, Editions, load
from shared.procedures.editions import SHANGHAI
from shared.workdays import Roll, WorkingCalendar, due
from tests.procedures.examples import PACKS, Example, Given, all_examples
from tests.procedures.submissions import Submitted

TRIAGE: Editions[TriageSection] = load(PACKS, "triage", TriageSection)
INVESTIGATION: Editions[InvestigationSection] = load(PACKS, "investigation", InvestigationSection)
CALENDAR = WorkingCalendar.load()
NAMES = {Take: "accepted", Refuse: "refused", Hold: "waiting"}
EXAMPLES = list(all_examples())
NAMED = [f"{procedure}: {example.name}" for procedure, example in EXAMPLES]


def content_of(given: Given) -> Content:
    respondents = [Respondent(unit=None, person=None, text=given.respondent)] if given.respondent else []
    occurred = given.occurred.isoformat() if given.occurred else None
    return Content(
        title=None,
        narrative=given.narrative,
        occurred_from=occurred,
        occurred_to=None,
        place=None,
        respondents=respondents,
        asks=given.asks,
    )


def assessed(procedure: str, given: Given) -> tuple[Verdict, Suggestion, Edition[TriageSection]]:
    edition = TRIAGE.in_force(procedure, given.received)
    suggestion = suggest(facts_of(Submitted.of(given), content_of(given)), edition.section, Barred())
    return verdict(suggestion, edition.section), suggestion, edition


@pytest.mark.parametrize(("procedure", "example"), EXAMPLES, ids=NAMED)
def test_the_rules_say_what_the_example_expects(procedure: str, example: Example) -> None:
    reached, suggestion, edition = assessed(procedure, example.given)
    answers = {
        "verdict": NAMES[type(reached)],
        "edition": edition.edition,
        "ground": reached.ground.code if isinstance(reached, Refuse) else None,
        "unmet": tuple(condition.code for condition in suggestion.unmet),
        **{question: answer["value"] for question, answer in kept(suggestion).items()},
    }
    expected = example.expect.model_dump(exclude_none=True, exclude={"due", "basis"})
    assert {name: answers[name] for name in expected} == expected


@pytest.mark.parametrize(("procedure", "example"), EXAMPLES, ids=NAMED)
def test_the_clocks_are_due_on_the_days_of_the_example_and_name_their_article(procedure: str, example: Example) -> None:
    section = INVESTIGATION.in_force(procedure, example.given.received).section
    clocks = {clock.code: clock for clock in section.clocks if example.given.kind in clock.kinds}
    received = datetime.combine(example.given.received, time(10), SHANGHAI)
    severity = assessed(procedure, example.given)[1].severity.value
    for code, day in example.expect.due.items():
        limit = next((limit for known, limit in clocks[code].by_severity.items() if known == severity), clocks[code].limit)
        roll = Roll.HOLIDAYS if clocks[code].rolls_over else Roll.NEVER
        assert (code, due(limit, received, (), CALENDAR, roll=roll).day) == (code, day)
    assert {code: clocks[code].basis.en.partition(":")[0] for code in example.expect.basis} == example.expect.basis
