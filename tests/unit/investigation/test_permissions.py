"""Who may see a case and act on it."""

import pytest

from services.investigation import commands as c
from services.investigation.commands import CaseCommand
from services.investigation.decisions.permissions import check_permitted, may, scope
from services.investigation.model import CaseFile, Denied, Fact, Person
from shared.contracts.words import Outcome
from shared.errors import NotFound
from tests.unit.investigation.cases import person, section, taken, then

LI = person()
WANG = person("wang")
STRANGER = person("zhao", units=("elsewhere",))
CHEN = person("chen", ("supervisor",))
SUN = person("sun", ("supervisor",), ("county",))
ZHOU = person("zhou", ("reviewer",), ("county",))
EVERYBODY = {each.id: each for each in (LI, WANG, STRANGER, CHEN, SUN, ZHOU)}


def who_may(command: type[CaseCommand], case: CaseFile) -> set[str]:
    return {each.id for each in EVERYBODY.values() if may(command, each, case, section())}


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        (c.TakeCase, {"li", "wang"}),
        (c.AssignCase, {"chen", "sun"}),
        (c.AddNote, {"li", "wang", "chen", "sun"}),
        (c.DecideCase, {"li", "chen", "sun"}),
        (c.AskComplainant, {"li", "chen", "sun"}),
        (c.TakeReview, {"zhou"}),
        (c.DecideAppeal, set()),
    ],
)
def test_the_owner_works_and_the_chain_supervises(command: type[CaseCommand], allowed: set[str]) -> None:
    assert who_may(command, taken()) == allowed


def test_an_appeal_is_the_reviewer_s_alone() -> None:
    appealed = then(then(taken(), Fact.DECIDED), Fact.APPEALED)
    reviewing = then(appealed, Fact.REVIEW_TAKEN, who="zhou")
    assert who_may(c.DecideAppeal, reviewing) == {"zhou"}
    assert who_may(c.RecordFinding, reviewing) == {"zhou"}
    assert who_may(c.AskComplainant, appealed) == set()


def test_where_no_owner_is_needed_the_whole_unit_works() -> None:
    loose = section(pools=tuple(pool.model_copy(update={"owner_required": False}) for pool in section().pools))
    assert may(c.DecideCase, WANG, taken(), loose)
    assert not may(c.DecideCase, STRANGER, taken(), loose)


@pytest.mark.parametrize(("someone", "sees"), [(LI, True), (STRANGER, False), (CHEN, True), (SUN, True), (ZHOU, False)])
def test_a_case_is_there_for_its_unit_and_the_units_above(someone: Person, sees: bool) -> None:
    assert scope(someone, section().pools).shows(taken()) is sees


def test_a_reviewer_sees_cases_under_appeal_below() -> None:
    appealed = then(then(taken(), Fact.DECIDED), Fact.APPEALED)
    assert scope(ZHOU, section().pools).shows(appealed)
    assert not scope(person("zheng", ("reviewer",), ("elsewhere",)), section().pools).shows(appealed)


def test_who_may_not_see_it_is_told_that_there_is_none_and_who_may_not_act_that_it_is_somebody_else_s() -> None:
    for someone, refusal in ((STRANGER, NotFound), (WANG, Denied)):
        command = c.DecideCase(reference="TS-1", version=1, by=someone, outcome=Outcome.UPHELD, reasons="x")
        with pytest.raises(refusal):
            check_permitted(command, taken(), section())
