"""What a mail server's answer means, and when a mail is tried again."""

from datetime import timedelta

import pytest

from services.notify.decisions.notices import TRIED_FOR
from services.notify.decisions.sending import back_off, follows, said
from services.notify.model import Answer, Cause, Fact
from tests.unit.notify.complaints import NOW

DUE = NOW + TRIED_FOR
DEFERRED = Answer(Fact.DEFERRED)


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        (250, Fact.TAKEN),
        (251, Fact.TAKEN),
        (421, Fact.DEFERRED),
        (450, Fact.DEFERRED),
        (452, Fact.DEFERRED),
        (550, Fact.REFUSED),
        (554, Fact.REFUSED),
        (0, Fact.LOST),
        (-1, Fact.LOST),
        (354, Fact.LOST),
    ],
)
def test_the_first_digit_of_an_answer_says_what_becomes_of_the_mail(code: int, fact: Fact) -> None:
    assert said(code, "").fact is fact


def test_a_deferred_mail_waits_longer_each_time() -> None:
    waits = [back_off(attempt) for attempt in range(1, 8)]
    minute = timedelta(minutes=1)
    assert waits == [minute / 6, minute, 5 * minute, 30 * minute, 120 * minute, 120 * minute, 120 * minute]


def test_a_deferred_mail_is_tried_again_after_its_wait() -> None:
    verdict = follows(DEFERRED, 2, NOW, DUE)
    assert (verdict.fact, verdict.again_at, verdict.cause) == (Fact.DEFERRED, NOW + timedelta(minutes=1), None)


def test_a_mail_that_could_not_be_tried_again_in_time_becomes_a_task() -> None:
    verdict = follows(DEFERRED, 9, DUE - timedelta(minutes=1), DUE)
    assert (verdict.fact, verdict.again_at, verdict.cause) == (Fact.GIVEN_UP, None, Cause.TRIED_TOO_LONG)


def test_a_mail_that_was_not_tried_waits_no_longer() -> None:
    assert follows(Answer(Fact.RELEASED), 1, NOW, DUE).again_at == NOW


@pytest.mark.parametrize("fact", [Fact.TAKEN, Fact.REFUSED, Fact.LOST, Fact.OVER_LIMIT])
def test_nothing_else_is_ever_tried_again_by_itself(fact: Fact) -> None:
    assert follows(Answer(fact), 1, NOW, DUE).again_at is None
