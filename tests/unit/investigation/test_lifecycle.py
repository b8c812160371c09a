"""The life of a case as its tables have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.investigation.commands import COMMANDS
from services.investigation.decisions.folding import with_entry
from services.investigation.decisions.next_steps import BRINGS
from services.investigation.lifecycle import HEARD, LIFECYCLE, MOVES, STAYS, after, permits
from services.investigation.model import ENDED, Entry, Fact, Stage
from services.investigation.procedure import Fact as ClockFact
from shared.lifecycle import NotPermitted
from tests.unit.investigation.cases import DATA, START, registered


def test_every_stage_can_be_reached_and_left_for_an_end() -> None:
    assert set(LIFECYCLE.stages()) == set(Stage)
    assert LIFECYCLE.unreachable() == []
    assert all(LIFECYCLE.reachable(stage) & ENDED for stage in Stage)


def test_no_fact_both_moves_a_stage_and_leaves_it() -> None:
    assert [(stage, fact) for stage, fact in MOVES if stage in STAYS.get(fact, ())] == []


def test_every_fact_can_happen_somewhere() -> None:
    assert {fact for _, fact in MOVES} | set(STAYS) == set(Fact)


def test_every_fact_that_a_pack_may_hang_a_clock_on_is_one_of_a_case() -> None:
    assert {fact.value for fact in Fact} >= set(ClockFact.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", Stage)
def test_what_others_say_is_never_refused(stage: Stage) -> None:
    assert [fact for fact in HEARD if not permits(stage, fact)] == []


def test_a_fact_out_of_place_is_refused_by_name() -> None:
    with pytest.raises(NotPermitted) as refusal:
        after(Stage.OPEN, Fact.CLOSED)
    assert "`closed` is not permitted in stage `open`" in refusal.value.words


def test_every_command_brings_a_fact_about() -> None:
    assert set(BRINGS) == set(COMMANDS)


@given(facts=st.lists(st.sampled_from(list(Fact)), max_size=30))
def test_no_sequence_of_facts_breaks_a_case(facts: list[Fact]) -> None:
    """Whatever is permitted leads to a stage of the table, and the history grows by one."""
    case = registered()
    for fact in facts:
        if permits(case.stage, fact):
            grown = with_entry(case, Entry(len(case.history) + 1, START, "li", fact, DATA.get(fact, {})))
            assert len(grown.history) == len(case.history) + 1
            case = grown
    assert case.stage in Stage


@given(facts=st.lists(st.sampled_from([Fact.ACCEPTED, Fact.HANDED_OVER, Fact.WITHDRAWN]), min_size=3, max_size=3, unique=True))
def test_a_withdrawal_ends_the_case_whenever_it_is_heard(facts: list[Fact]) -> None:
    stage = Stage.REGISTERED
    for fact in facts:
        stage = after(stage, fact)
    assert stage is Stage.WITHDRAWN
