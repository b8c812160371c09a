"""How senders take what waits: many notices in one statement, none of them twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.notify.lifecycle import LIFECYCLE
from services.notify.model import Fact, Stage
from shared.contracts.words import Sealed
from shared.messaging.transaction import Transaction


@dataclass(frozen=True)
class Claimed:
    """A notice that one attempt of one sender took; `attempts` includes this one. `counts` says that its address is counted now."""

    notice_id: UUID
    complaint_id: UUID
    about: str
    letter: Sealed
    contact: Sealed | None
    written_at: datetime
    due_at: datetime
    attempts: int
    traceparent: str | None
    counts: bool


_WAITS = text("select exists (select from notice where stage = 'waiting' and send_after <= :now and due_at >= :now)")
# The acknowledgement of a complaint that no office vouched for is counted once, at its first attempt.
_CLAIM = text("""
    update notice
    set stage = :sending, attempts = attempts + 1, attempt_id = :attempt, sender_id = :sender, changed_at = :now,
        counted = notice.counted or (about = 'acknowledgement' and complaint.public)
    from (
        select notice_id, counted from notice where stage = 'waiting' and send_after <= :now and due_at >= :now
        order by send_after limit :most for update skip locked
    ) as next, complaint
    where notice.notice_id = next.notice_id and complaint.complaint_id = notice.complaint_id
    returning notice.notice_id, notice.complaint_id, about, letter, complaint.contact, written_at, due_at, attempts, traceparent,
        notice.counted and not next.counted as counts
""")
_COUNT = text("""
    insert into address_day (mark, day, acknowledgements)
    select mark, :day, number from unnest(cast(:marks as bytea[]), cast(:numbers as integer[])) as given (mark, number)
    on conflict (mark, day) do update set acknowledgements = address_day.acknowledgements + excluded.acknowledgements
    returning mark, acknowledgements
""")
_FORGET = text("delete from address_day where day < :day")


async def anything_waits(tx: Transaction) -> bool:
    """Whether a notice may be claimed now."""
    return bool(await (await tx.session.connection()).scalar(_WAITS, {"now": tx.now}))


async def claim(tx: Transaction, sender_id: UUID, attempt_id: UUID, most: int) -> list[Claimed]:
    """Take up to `most` notices that wait, the longest waiting first; what another sender is taking is passed over."""
    sending = LIFECYCLE.after(Stage.WAITING, Fact.CLAIMED).value
    given = {"sending": sending, "attempt": attempt_id, "sender": sender_id, "now": tx.now, "most": most}
    rows = (await (await tx.session.connection()).execute(_CLAIM, given)).mappings()
    return [_claimed(dict(row)) for row in rows]


def _claimed(row: dict[str, Any]) -> Claimed:
    contact = Sealed.model_validate(row["contact"]) if row["contact"] else None
    return Claimed(**{**row, "letter": Sealed.model_validate(row["letter"]), "contact": contact})


async def count(tx: Transaction, marks: Mapping[bytes, int], day: date) -> dict[bytes, int]:
    """Count acknowledgements against their addresses' day; the new totals."""
    ordered = sorted(marks.items())  # one order for all senders, so that none waits in a ring
    given = {"day": day, "marks": [mark for mark, _ in ordered], "numbers": [number for _, number in ordered]}
    rows = await (await tx.session.connection()).execute(_COUNT, given)
    return {bytes(row.mark): row.acknowledgements for row in rows}


async def forget_days(tx: Transaction, before: date) -> None:
    """Forget which addresses were written to on days that are over."""
    await (await tx.session.connection()).execute(_FORGET, {"day": before})
