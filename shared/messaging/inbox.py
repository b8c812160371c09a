"""What was heard: each message once, the messages of one source about one subject in their order, gaps waited for.

The mark is the number of the last message handled; it is a permanent memory of one row per subject, so a replay years
later is still recognised. A message above the next number is parked until the missing ones have come.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import Unreadable
from shared.messaging.envelope import Envelope, decode

Place = tuple[str, str]


@dataclass(frozen=True)
class Delivered:
    """A message as the broker handed it over, decoded."""

    envelope: Envelope
    body: bytes
    headers: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """The row of marks that this message moves: its source and subject."""
        return (self.envelope.service, self.envelope.subject)

    @property
    def digest(self) -> bytes:
        """Tells two messages with one id but different content apart."""
        return hashlib.sha256(self.body).digest()[:16]


_ENTER = text("""
    insert into inbox (event_id, digest)
    select * from unnest(cast(:ids as uuid[]), cast(:digests as bytea[]))
    on conflict do nothing returning event_id
""")
_SEEN = text("select event_id, digest from inbox where event_id = any(cast(:ids as uuid[]))")
_LOCK = text("""
    insert into mark (source, subject, last)
    select source, subject, 0 from unnest(cast(:sources as text[]), cast(:subjects as text[])) as place (source, subject)
    on conflict (source, subject) do update set last = mark.last
    returning source, subject, last
""")
_MOVE = text("""
    update mark set last = moved.last
    from unnest(cast(:sources as text[]), cast(:subjects as text[]), cast(:lasts as bigint[])) as moved (source, subject, last)
    where mark.source = moved.source and mark.subject = moved.subject
""")
_PARK = text("""
    insert into parked (source, subject, sequence, event_id, body, headers, parked_at)
    values (:source, :subject, :sequence, :event_id, :body, cast(:headers as jsonb), :now) on conflict do nothing
""")
_PARKED = text("""
    select parked.source, parked.subject, sequence, body, headers from parked
    join unnest(cast(:sources as text[]), cast(:subjects as text[])) as place (source, subject)
    on parked.source = place.source and parked.subject = place.subject
""")
_UNPARK = text("delete from parked where source = :source and subject = :subject and sequence <= :last")


@dataclass
class Inbox:
    """The inbox of one transaction: which of the delivered messages are new, and how far each subject has come."""

    session: AsyncSession
    new: set[UUID] = field(default_factory=set)
    marks: dict[Place, int] = field(default_factory=dict)
    parked: dict[Place, dict[int, Delivered]] = field(default_factory=dict)
    _moved: set[Place] = field(default_factory=set)
    _unparked: set[Place] = field(default_factory=set)

    async def admit(self, delivered: Sequence[Delivered]) -> None:
        """Enter these messages and lock the marks they move, in one order for all consumers, so that none waits in a ring."""
        connection = await self.session.connection()
        by_id = {one.envelope.id: one for one in delivered}
        ids = sorted(by_id)
        entered = await connection.execute(_ENTER, {"ids": ids, "digests": [by_id[one].digest for one in ids]})
        self.new = {row.event_id for row in entered}
        await self._compare_with_seen([one for one in delivered if one.envelope.id not in self.new])
        places = sorted({one.place for one in delivered if one.envelope.sequence is not None})
        if places:
            where = _columns(places)
            self.marks = {(row.source, row.subject): row.last for row in await connection.execute(_LOCK, where)}
            for row in await connection.execute(_PARKED, where):
                self._note_parked((row.source, row.subject), row.sequence, _unpacked(row.body, row.headers))

    async def _compare_with_seen(self, again: Sequence[Delivered]) -> None:
        if not again:
            return
        connection = await self.session.connection()
        rows = await connection.execute(_SEEN, {"ids": [one.envelope.id for one in again]})
        known = {row.event_id: bytes(row.digest) for row in rows}
        for one in again:
            if known.get(one.envelope.id, one.digest) != one.digest:
                raise Unreadable(f"the event id {one.envelope.id} was used before with another content")

    def _note_parked(self, place: Place, sequence: int, one: Delivered) -> None:
        self.parked.setdefault(place, {})[sequence] = one

    def is_next(self, one: Delivered) -> bool:
        """True when this message may be handled now: it is new, and in its place or without one."""
        sequence = one.envelope.sequence
        return one.envelope.id in self.new and (sequence is None or sequence == self.marks[one.place] + 1)

    def is_early(self, one: Delivered) -> bool:
        """True when an earlier message about the subject is still missing."""
        sequence = one.envelope.sequence
        return sequence is not None and one.envelope.id in self.new and sequence > self.marks[one.place] + 1

    def advance(self, one: Delivered) -> None:
        """This message was handled: the next one about the subject may follow, and it is not handled again."""
        self.new.discard(one.envelope.id)
        if one.envelope.sequence is not None:
            self.marks[one.place] = one.envelope.sequence
            self._moved.add(one.place)

    def following(self, one: Delivered) -> Delivered | None:
        """The parked message that may be handled now that `one` was, if it was and that one is there."""
        if one.envelope.sequence is None or self.marks[one.place] != one.envelope.sequence:
            return None
        follower = self.parked.get(one.place, {}).pop(one.envelope.sequence + 1, None)
        if follower is not None:
            self.new.add(follower.envelope.id)
            self._unparked.add(one.place)
        return follower

    async def park(self, one: Delivered, now: datetime) -> None:
        """Keep a message until the ones before it have come."""
        envelope, sequence = one.envelope, one.envelope.sequence or 0
        self._note_parked(one.place, sequence, one)
        row = {"source": envelope.service, "subject": envelope.subject, "sequence": sequence, "event_id": envelope.id}
        kept = {"body": one.body, "headers": json.dumps(_texts(one.headers)), "now": now}
        await (await self.session.connection()).execute(_PARK, {**row, **kept})

    async def close(self) -> None:
        """Write the marks down and forget what was parked and is handled now."""
        connection = await self.session.connection()
        if self._moved:
            places = sorted(self._moved)
            await connection.execute(_MOVE, {**_columns(places), "lasts": [self.marks[place] for place in places]})
        for source, subject in sorted(self._unparked):
            await connection.execute(_UNPARK, {"source": source, "subject": subject, "last": self.marks[source, subject]})


def _columns(places: Iterable[Place]) -> dict[str, list[str]]:
    sources, subjects = zip(*places, strict=True)
    return {"sources": list(sources), "subjects": list(subjects)}


def _texts(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items() if isinstance(value, (str, int))}


def _unpacked(body: bytes, headers: Mapping[str, Any]) -> Delivered:
    return Delivered(decode(bytes(body), headers, None), bytes(body), headers)
