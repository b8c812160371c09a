"""The complainant's stages: whatever is said in whatever order, the record can be read."""

from hypothesis import given
from hypothesis import strategies as st

from services.intake.decisions.record import STATUS, Status
from services.intake.lifecycle import LEFT_AS_IT_IS, LIFECYCLE, stage_after
from services.intake.model import Fact, Stage

DONE = {Fact.SUPPLEMENTED, Fact.WITHDRAWN, Fact.APPEAL_LODGED, Fact.RATED}
SAID = sorted(set(Fact) - DONE)


@given(st.lists(st.sampled_from(SAID), max_size=30), st.lists(st.sampled_from(sorted(DONE)), max_size=5), st.randoms())
def test_what_is_said_in_any_order_between_what_was_permitted_never_breaks_the_record(
    said: list[Fact], done: list[Fact], random: object
) -> None:
    facts: list[Fact] = []
    for fact in [*said, *done]:
        if fact in SAID or LIFECYCLE.permits(stage_after(facts), fact):
            facts.append(fact)
    assert stage_after(facts) in Stage


def test_every_pair_of_stage_and_what_others_say_is_foreseen() -> None:
    assert [
        (stage, fact) for stage in Stage for fact in SAID if not LIFECYCLE.permits(stage, fact) and (stage, fact) not in LEFT_AS_IT_IS
    ] == []


def test_nothing_is_both_a_move_and_left_as_it_is() -> None:
    assert [pair for pair in LEFT_AS_IT_IS if LIFECYCLE.permits(*pair)] == []


def test_what_the_complainant_does_is_never_silently_ignored() -> None:
    assert [pair for pair in LEFT_AS_IT_IS if pair[1] in DONE] == []


def test_every_stage_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == []


@given(st.lists(st.sampled_from(SAID), max_size=20))
def test_a_withdrawn_complaint_stays_withdrawn(said: list[Fact]) -> None:
    assert stage_after([Fact.WITHDRAWN, *said]) is Stage.WITHDRAWN


@given(st.permutations([Fact.ACCEPTED, Fact.ROUTED]), st.integers(0, 2))
def test_triage_may_be_heard_after_the_case_was_opened(said: list[Fact], place: int) -> None:
    assert stage_after([*said[:place], Fact.OPENED, *said[place:]]) is Stage.INVESTIGATING


def test_every_stage_has_a_status_of_the_outside_contract() -> None:
    assert set(STATUS) == set(Stage)
    assert set(STATUS.values()) == set(Status)
