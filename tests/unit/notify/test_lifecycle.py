"""What may happen to a notice on its way."""

import pytest

from services.notify.lifecycle import LIFECYCLE, SETTING_OUT
from services.notify.model import Fact, Stage
from shared.contracts.words import ReplyChannel
from shared.lifecycle import NotPermitted

OF_AN_ATTEMPT = {Fact.TAKEN, Fact.DEFERRED, Fact.RELEASED, Fact.REFUSED, Fact.GIVEN_UP, Fact.LOST}


def test_every_stage_and_fact_is_in_the_table_and_can_be_reached() -> None:
    assert set(LIFECYCLE.stages()) == set(Stage)
    assert set(LIFECYCLE.facts()) == set(Fact)
    assert LIFECYCLE.unreachable() == []
    assert LIFECYCLE.trapped() == []


def test_every_channel_has_a_way_to_set_out() -> None:
    assert {channel: LIFECYCLE.after(LIFECYCLE.initial, fact) for channel, fact in SETTING_OUT.items()} == {
        ReplyChannel.PORTAL: Stage.SENT,
        ReplyChannel.EMAIL: Stage.WAITING,
        ReplyChannel.PHONE: Stage.TASK,
        ReplyChannel.LETTER: Stage.TASK,
    }


def test_what_is_in_doubt_goes_out_again_only_when_a_person_or_the_attempt_itself_says_so() -> None:
    leading_back = {
        fact for fact in Fact if LIFECYCLE.permits(Stage.IN_DOUBT, fact) and LIFECYCLE.after(Stage.IN_DOUBT, fact) is Stage.WAITING
    }
    assert leading_back == {Fact.ASKED_AGAIN, Fact.DEFERRED, Fact.RELEASED}
    assert not LIFECYCLE.permits(Stage.IN_DOUBT, Fact.CLAIMED)


def test_a_late_result_leads_where_it_would_have_led_in_time() -> None:
    late = {fact: LIFECYCLE.after(Stage.IN_DOUBT, fact) for fact in OF_AN_ATTEMPT}
    assert late == {fact: LIFECYCLE.after(Stage.SENDING, fact) for fact in OF_AN_ATTEMPT}


@pytest.mark.parametrize("stage", [Stage.SENT, Stage.FAILED, Stage.WITHHELD])
def test_what_has_ended_is_never_sent_again(stage: Stage) -> None:
    assert stage in LIFECYCLE.ends()
    with pytest.raises(NotPermitted):
        LIFECYCLE.after(stage, Fact.ASKED_AGAIN)
