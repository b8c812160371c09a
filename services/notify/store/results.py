"""What became of notices on their way, written down for many at once, each with its entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from services.notify.lifecycle import LIFECYCLE
from services.notify.model import Cause, Fact, Stage, Verdict
from services.notify.store.claims import Claimed
from shared.messaging.transaction import Transaction


@dataclass(frozen=True)
class Result:
    """What came of one claimed notice: what follows, and the server's words about it."""

    claimed: Claimed
    verdict: Verdict
    words: str

    @property
    def stage(self) -> Stage:
        return LIFECYCLE.after(Stage.SENDING, self.verdict.fact)


@dataclass(frozen=True)
class Step:
    """An entry to be written."""

    notice_id: UUID
    number: int
    fact: Fact
    stage: Stage
    cause: Cause | None = None
    words: str = ""


# `attempt_id` stays while the attempt is in doubt: only then may its own late result still arrive.
_SETTLE = text("""
    update notice
    set stage = result.stage, cause = result.cause, send_after = result.again_at, changed_at = :now,
        version = version + result.entries, attempts = attempts - result.uncounted,
        attempt_id = case when result.stage = 'in_doubt' then notice.attempt_id end,
        sender_id = case when result.stage = 'in_doubt' then notice.sender_id end
    from unnest(
        cast(:ids as uuid[]), cast(:stages as text[]), cast(:causes as text[]), cast(:agains as timestamptz[]),
        cast(:entries as integer[]), cast(:uncounted as integer[])
    ) as result (notice_id, stage, cause, again_at, entries, uncounted)
    where notice.notice_id = result.notice_id and notice.attempt_id = :attempt and notice.stage in ('sending', 'in_doubt')
    returning notice.notice_id, version
""")
_ENTER = text("""
    insert into entry (notice_id, number, at, actor, fact, stage, cause, words)
    select notice_id, number, :now, :actor, fact, stage, cause, words
    from unnest(
        cast(:ids as uuid[]), cast(:numbers as integer[]), cast(:facts as text[]), cast(:stages as text[]),
        cast(:causes as text[]), cast(:words as text[])
    ) as entry (notice_id, number, fact, stage, cause, words)
""")


async def settle(tx: Transaction, attempt_id: UUID, results: Sequence[Result]) -> set[UUID]:
    """Write down what came of the claims of one attempt; the notices for which it counted.

    A claim that was found in doubt meanwhile is settled all the same, unless a person has decided about it.
    """
    if not results:
        return set()
    rows = (await (await tx.session.connection()).execute(_SETTLE, _columns(tx, attempt_id, results))).all()
    versions = {row.notice_id: row.version for row in rows}
    counted = [one for one in results if one.claimed.notice_id in versions and one.verdict.fact is not Fact.RELEASED]
    await enter(tx, [_step(one, versions[one.claimed.notice_id]) for one in counted])
    return set(versions)


def _columns(tx: Transaction, attempt_id: UUID, results: Sequence[Result]) -> dict[str, object]:
    """A released notice was not tried: it gets no entry, and the attempt does not count."""
    ordered = sorted(results, key=lambda one: one.claimed.notice_id)
    released = [int(one.verdict.fact is Fact.RELEASED) for one in ordered]
    return {
        "ids": [one.claimed.notice_id for one in ordered],
        "stages": [one.stage.value for one in ordered],
        "causes": [one.verdict.cause for one in ordered],
        "agains": [one.verdict.again_at for one in ordered],
        "entries": [1 - each for each in released],
        "uncounted": released,
        "attempt": attempt_id,
        "now": tx.now,
    }


def _step(one: Result, number: int) -> Step:
    return Step(one.claimed.notice_id, number, one.verdict.fact, one.stage, one.verdict.cause, one.words)


async def enter(tx: Transaction, steps: Sequence[Step]) -> None:
    """Write these entries down."""
    if not steps:
        return
    columns = {
        "ids": [step.notice_id for step in steps],
        "numbers": [step.number for step in steps],
        "facts": [step.fact.value for step in steps],
        "stages": [step.stage.value for step in steps],
        "causes": [step.cause for step in steps],
        "words": [step.words for step in steps],
    }
    await (await tx.session.connection()).execute(_ENTER, {**columns, "now": tx.now, "actor": tx.actor})
