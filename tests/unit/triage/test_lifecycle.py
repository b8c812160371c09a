"""What may happen in the life of an assessment."""

import pytest

from services.triage.lifecycle import LIFECYCLE, ON_THE_DESK, OPEN, Fact, Stage
from shared.lifecycle import NotPermitted

FROM_OUTSIDE = {
    # the complainant may write or withdraw whenever the assessment exists; a unit hands back only what it has
    Fact.SUPPLEMENTED: set(Stage) - {Stage.RECEIVED},
    Fact.WITHDRAWN: set(Stage) - {Stage.RECEIVED, Stage.WITHDRAWN},
    Fact.HANDED_BACK: {Stage.ROUTED},
    Fact.UNANSWERED: {Stage.ASKED},
}


@pytest.mark.parametrize("fact", FROM_OUTSIDE)
def test_whatever_others_do_has_a_place_in_the_table(fact: Fact) -> None:
    assert {stage for stage in Stage if LIFECYCLE.permits(stage, fact)} == FROM_OUTSIDE[fact]


def test_every_stage_and_fact_is_in_the_table_and_can_be_reached() -> None:
    assert set(LIFECYCLE.stages()) == set(Stage)
    assert set(LIFECYCLE.facts()) == set(Fact)
    assert LIFECYCLE.unreachable() == []
    assert LIFECYCLE.trapped() == []


def test_what_is_open_can_end_and_what_has_ended_is_not_open() -> None:
    assert set(LIFECYCLE.ends()) == {Stage.REFUSED, Stage.WITHDRAWN}
    assert set(OPEN) == set(Stage) - {Stage.RECEIVED, Stage.ROUTED, Stage.REFUSED, Stage.WITHDRAWN}
    assert set(ON_THE_DESK) == set(OPEN) - {Stage.ASKED}


@pytest.mark.parametrize("stage", [Stage.ROUTED, Stage.REFUSED, Stage.WITHDRAWN])
def test_what_was_decided_is_not_decided_again(stage: Stage) -> None:
    for fact in (Fact.ACCEPTED, Fact.REFUSED, Fact.ROUTED, Fact.ASKED):
        with pytest.raises(NotPermitted):
            LIFECYCLE.after(stage, fact)


def test_withdrawal_ends_an_assessment_only_before_a_unit_has_the_complaint() -> None:
    assert {LIFECYCLE.after(stage, Fact.WITHDRAWN) for stage in OPEN} == {Stage.WITHDRAWN}
    assert LIFECYCLE.after(Stage.ROUTED, Fact.WITHDRAWN) == Stage.ROUTED
