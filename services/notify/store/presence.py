"""Which senders live, and what the dead and the late left behind."""

from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from services.notify.lifecycle import LIFECYCLE
from services.notify.model import Cause, Fact, Stage
from services.notify.store.results import Step, enter
from shared.messaging.transaction import Transaction

MOST_AT_ONCE = 500

# The database's own clock: a test that moves the service's days must not make living senders look dead.
_SEEN = text("""
    insert into sender (sender_id, seen_at) values (:sender, clock_timestamp())
    on conflict (sender_id) do update set seen_at = excluded.seen_at
""")
_GONE = text("delete from sender where sender_id = :sender or seen_at < clock_timestamp() - interval '1 day'")
_LEFT_BEHIND = text("""
    update notice set stage = :stage, cause = :cause, version = version + 1, changed_at = :now
    from (
        select notice_id from notice where stage = 'sending' and not exists (
            select from sender
            where sender.sender_id = notice.sender_id and seen_at > clock_timestamp() - make_interval(secs => :dead_after)
        ) limit :most for update skip locked
    ) as left_behind
    where notice.notice_id = left_behind.notice_id
    returning notice.notice_id, version
""")
_OVER_TIME = text("""
    update notice set stage = :stage, cause = :cause, version = version + 1, changed_at = :now, send_after = null
    from (select notice_id from notice where stage = 'waiting' and due_at < :now limit :most for update skip locked) as late
    where notice.notice_id = late.notice_id
    returning notice.notice_id, version
""")
_OPEN = text("select stage, count(*) as number from notice where stage <> 'sent' group by stage")


async def be_seen(tx: Transaction, sender_id: UUID) -> None:
    """Say that this sender lives; its first word comes before its first claim."""
    await (await tx.session.connection()).execute(_SEEN, {"sender": sender_id})


async def say_goodbye(tx: Transaction, sender_id: UUID) -> None:
    """This sender ends; it is forgotten, and those that ended long ago without a word."""
    await (await tx.session.connection()).execute(_GONE, {"sender": sender_id})


async def doubt_the_dead(tx: Transaction, dead_after: float) -> int:
    """What was being sent by a sender not seen for `dead_after` seconds is in doubt now; how many notices that were."""
    return await _sweep(tx, _LEFT_BEHIND, Stage.SENDING, Fact.LOST, Cause.SENDER_DIED, {"dead_after": dead_after})


async def hand_over_late(tx: Transaction) -> int:
    """What could not be sent in its time becomes a person's task; how many notices that were."""
    return await _sweep(tx, _OVER_TIME, Stage.WAITING, Fact.GIVEN_UP, Cause.TRIED_TOO_LONG, {})


async def still_open(tx: Transaction) -> dict[str, int]:
    """How many notices stand at each stage but the last."""
    return {row.stage: row.number for row in await (await tx.session.connection()).execute(_OPEN)}


async def _sweep(tx: Transaction, statement: TextClause, stage: Stage, fact: Fact, cause: Cause, further: dict[str, Any]) -> int:
    after = LIFECYCLE.after(stage, fact)
    given = {"stage": after.value, "cause": cause.value, "now": tx.now, "most": MOST_AT_ONCE, **further}
    rows = (await (await tx.session.connection()).execute(statement, given)).all()
    await enter(tx, [Step(row.notice_id, row.version, fact, after, cause) for row in rows])
    return len(rows)
