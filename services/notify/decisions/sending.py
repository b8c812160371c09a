"""What the mail server's answer means for a notice, and when it is tried again."""

from datetime import datetime, timedelta

from services.notify.model import Answer, Cause, Fact, Verdict

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
TEMPORARY = range(400, 500)
PERMANENT = range(500, 600)
TAKEN = range(200, 300)


def said(code: int, words: str) -> Answer:
    """The server's answer to one mail: 2xx taken, 4xx later, 5xx never; what is no answer leaves doubt (RFC 5321 4.2.1)."""
    if code in TAKEN:
        return Answer(Fact.TAKEN, None, words)
    if code in TEMPORARY:
        return Answer(Fact.DEFERRED, None, words)
    if code in PERMANENT:
        return Answer(Fact.REFUSED, Cause.SERVER_REFUSED, words)
    return Answer(Fact.LOST, Cause.ANSWER_LOST, words)


def follows(answer: Answer, attempts: int, now: datetime, due_at: datetime) -> Verdict:
    """What becomes of a notice after this answer; `attempts` counts this one, `due_at` is when trying ends.

    A deferred notice waits longer each time. What cannot be tried again before its time is up is a person's task.
    """
    if answer.fact not in (Fact.DEFERRED, Fact.RELEASED):
        return Verdict(answer.fact, None, answer.cause)
    again_at = now + (back_off(attempts) if answer.fact is Fact.DEFERRED else timedelta())
    if again_at > due_at:
        return Verdict(Fact.GIVEN_UP, None, Cause.TRIED_TOO_LONG)
    return Verdict(answer.fact, again_at, None)


def back_off(attempts: int) -> timedelta:
    """How long to wait after the n-th failed attempt, n from 1: 10 s, 1 min, 5 min, 30 min, then 2 h each time."""
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
