"""Which letters a fact demands, by which roads they go and when each should have arrived."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.decisions.days import Reckoning
from services.notify.decisions.letters import write
from services.notify.model import Complaint, Occurrence, Road, Written
from services.notify.procedure import Notice, Section
from shared.contracts.words import Identity, ReplyChannel
from shared.procedures import Edition

# EU 2019/1937 art. 9(1)(b): an acknowledgement within seven days; where a pack states no limit, a person has as long.
LATEST = timedelta(days=7)
# A mail server is tried for two days; five of the seven are left to the person who then takes over.
TRIED_FOR = timedelta(days=2)


def letters(complaint: Complaint, occurrence: Occurrence, edition: Edition[Section], now: datetime, days: Reckoning) -> list[Written]:
    """The letters that this occurrence produces under this edition, in the order of the pack; often none (N1)."""
    demanded = edition.section.notices_on(occurrence.occasion, complaint.kind)
    return [_written(notice, complaint, occurrence, edition, now, days) for notice in demanded]


def _written(
    notice: Notice, complaint: Complaint, occurrence: Occurrence, edition: Edition[Section], now: datetime, days: Reckoning
) -> Written:
    letter = write(notice, complaint, occurrence, edition, now, days)
    roads = tuple(Road(channel, _due(channel, edition.section, now, days)) for channel in _channels(complaint, notice))
    return Written(notice.about, letter, roads)


def _channels(complaint: Complaint, notice: Notice) -> Iterator[ReplyChannel]:
    """The portal always; the complainant's own channel too, unless nobody may know where that leads (I3, I6)."""
    yield ReplyChannel.PORTAL
    if complaint.identity is Identity.ANONYMOUS or not complaint.contact_known or complaint.reply_channel is ReplyChannel.PORTAL:
        return
    yield complaint.reply_channel
    if notice.in_writing and complaint.reply_channel is ReplyChannel.PHONE:
        yield ReplyChannel.LETTER


def _due(channel: ReplyChannel, section: Section, now: datetime, days: Reckoning) -> datetime:
    if channel is ReplyChannel.PORTAL:
        return now
    if channel is ReplyChannel.EMAIL:
        return now + TRIED_FOR
    task = section.task(channel)
    return days.end_of(task.within, now) if task and task.within else now + LATEST


def notice_id(complaint_id: UUID, about: str, occurrence: str, channel: ReplyChannel) -> UUID:
    """The same for the same notice however often it is decided, so that it can exist once; unguessable, as the complaint's id is."""
    parts = "/".join((str(complaint_id), about, occurrence, channel))
    return UUID(bytes=hashlib.sha256(parts.encode()).digest()[:16])
