"""What four databases, a broker and a mail server hold at the end, and which promise that breaks: the rules I1 to I9."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from itertools import groupby
from typing import Any

from services.investigation import lifecycle as cases
from services.investigation.model import Fact as CaseFact
from services.investigation.model import Stage as CaseStage
from services.triage.lifecycle import LIFECYCLE, Fact, Stage
from shared.contracts.catalogue import HEARS, SERVICES
from shared.contracts.registry import EVENTS_EXCHANGE
from shared.messaging.topology import TIERS, dead_queue_of, queue_of, retry_exchange
from tests.faults.installation import Installation, notice_of

Rule = Callable[[Installation], Awaitable[list[str]]]
_MOST_TOLD = 10


async def broken(installation: Installation) -> list[str]:
    """Every broken promise as a sentence; none when all hold."""
    return [sentence for rule in RULES for sentence in (await rule(installation))[:_MOST_TOLD]]


async def nothing_is_lost_or_invented(at: Installation) -> list[str]:
    """I1, I2: each row that was accepted is one complaint, and each complaint is one accepted row."""
    said = await at.watcher.rows("intake", "select distinct reference from import_row where reference is not null")
    rows = await at.watcher.rows("intake", "select reference, count(*) as times from branch_row group by reference")
    kept = await at.watcher.rows("intake", "select reference from complaint")
    return [
        *_compared("accepted rows", {row.reference for row in said}, "complaints", {row.reference for row in kept}),
        *_compared("numbers of branches", {row.reference for row in rows}, "complaints", {row.reference for row in kept}),
        *(f"the complaint {row.reference} came from {row.times} rows" for row in rows if row.times != 1),
    ]


async def every_row_is_answered(at: Installation) -> list[str]:
    """I13: every row of every import has a reference or a reason."""
    silent = await at.watcher.count("intake", "select count(*) from import_row where (reference is null) = (flaws is null)")
    short = await at.watcher.rows(
        "intake",
        "select import_id, rows, (select count(*) from import_row where import_row.import_id = import.import_id) as answered"
        " from import where state <> 'finished' or rows <> (select count(*) from import_row where import_row.import_id = import.import_id)",
    )
    return [f"{silent} rows have neither reference nor reason"] * (silent > 0) + [f"import {row.import_id}: {row}" for row in short]


async def all_services_know_the_same_complaints(at: Installation) -> list[str]:
    """I3."""
    known = {
        service: {row.id for row in await at.watcher.rows(service, f"select complaint_id as id from {table}")}  # noqa: S608 - no value from outside
        for service, table in {"intake": "complaint", "triage": "assessment", "investigation": "case_file", "notify": "complaint"}.items()
    }
    return [line for service in SERVICES[1:] for line in _compared("intake", known["intake"], service, known[service])]


async def each_is_routed_refused_or_waits(at: Installation) -> list[str]:
    """Routed: its case lies with that unit; refused: with a ground; else it waits for a person, who is told why."""
    stands = await at.watcher.rows("triage", "select complaint_id, stage, unit, ground, waits_for from assessment")
    units = {row.complaint_id: row.unit for row in await at.watcher.rows("investigation", "select complaint_id, unit from case_file")}
    wrong = []
    for row in stands:
        fits = {
            "routed": row.unit is not None and units.get(row.complaint_id) == row.unit,
            "refused": row.ground is not None,
            "waiting": bool(row.waits_for),
            "accepted": bool(row.waits_for),
        }
        if not fits.get(row.stage, False):
            wrong.append(
                f"{row.complaint_id} is {row.stage}: unit {row.unit}, case with {units.get(row.complaint_id)}, ground {row.ground}"
            )
    return wrong


async def histories_follow_the_tables(at: Installation) -> list[str]:
    """I4: numbers run from 1 without a gap, and each step is one of the lifecycle's."""
    assessed = await at.watcher.rows("triage", "select complaint_id, number, fact, stage from entry order by complaint_id, number")
    handled = await at.watcher.rows("investigation", "select complaint_id, number, fact from history order by complaint_id, number")
    return [
        *_wrong_steps(assessed, Stage.RECEIVED, lambda stage, row: LIFECYCLE.after(stage, Fact(row.fact))),
        *_wrong_steps(handled, CaseStage.REGISTERED, lambda stage, row: cases.after(stage, CaseFact(row.fact))),
    ]


def _wrong_steps(rows: Iterable[Any], initial: Any, after: Callable[[Any, Any], Any]) -> list[str]:
    wrong = []
    for case, steps in groupby(rows, lambda row: row.complaint_id):
        stage = initial
        for number, row in enumerate(steps, 1):
            if row.number != number:
                wrong.append(f"{case} has no entry {number}")
                break
            stage = after(stage, row)
    return wrong


async def each_is_acknowledged_once(at: Installation) -> list[str]:
    """I8: one fact per complaint and road; by mail one copy per Message-ID, each to another address."""
    told = await at.watcher.rows(
        "notify", "select complaint_id, channel, stage from notice where about = 'acknowledgement' order by complaint_id, channel"
    )
    facts = await at.watcher.rows("notify", _FACTS)
    known = await at.watcher.rows("notify", "select complaint_id, reply_channel from complaint")
    wanted = {(row.complaint_id, road) for row in known for road in {"portal", row.reply_channel}}
    said = Counter((row.complaint_id, row.channel) for row in facts)
    written = Counter((row.complaint_id, row.channel) for row in told)
    by_person = {(row.complaint_id, row.channel) for row in told if row.stage == "task" and row.channel in ("phone", "letter")}
    return [
        *_compared("acknowledgements owed", {str(one) for one in wanted}, "written", {str(one) for one in written}),
        *_compared("to be told by us", {str(one) for one in wanted - by_person}, "facts", {str(one) for one in said}),
        *(f"{place} was written {times} times" for place, times in written.items() if times != 1),
        *(f"{place} was announced {times} times" for place, times in said.items() if times != 1),
    ]


_FACTS = """
    select cast(data ->> 'complaint_id' as uuid) as complaint_id, data ->> 'channel' as channel
    from (select cast(body as jsonb) -> 'data' as data from outbox where routing_key = 'case.notice_sent.v1') as said
    where data ->> 'about' = 'acknowledgement'
"""


async def each_mail_came_once(at: Installation) -> list[str]:
    """I8: the mail server has exactly the mails that are said to be sent, one of each and one acknowledgement for each address.

    A person who asks for a mail in doubt again takes the risk of a second copy; it bears the same Message-ID.
    """
    sent = await at.watcher.rows("notify", "select notice_id, about from notice where channel = 'email' and stage = 'sent'")
    acknowledging = {str(row.notice_id) for row in sent if row.about == "acknowledgement"}
    asked = await at.watcher.rows("notify", "select notice_id, count(*) as times from entry where fact = 'asked_again' group by 1")
    arrived = at.arrived()
    allowed = Counter({str(row.notice_id): row.times for row in asked})
    letters = {(mail.recipient, notice_of(mail)) for mail in at.mail.mails}
    addresses = Counter(recipient for recipient, notice in letters if notice in acknowledging)
    return [
        *_compared("mails sent", {str(row.notice_id) for row in sent}, "arrived", set(arrived)),
        *(f"the mail of {notice} arrived {times} times" for notice, times in arrived.items() if times > 1 + allowed[notice]),
        *(f"{address} has {times} acknowledgements" for address, times in addresses.items() if times != 1),
    ]


async def every_event_was_heard_in_order(at: Installation) -> list[str]:
    """I5: per subject, each reader's mark stands at the last number that the source gave."""
    wrong = []
    for source in SERVICES:
        given = await at.watcher.rows(source, f"select subject, last from outbox_sequence where exchange = '{EVENTS_EXCHANGE}'")  # noqa: S608 - a constant
        for reader in (service for service in SERVICES if source in HEARS[service]):
            marks = await at.watcher.rows(reader, f"select subject, last from mark where source = '{source}'")  # noqa: S608 - a constant
            wrong += _compared(f"said by {source}", {tuple(row) for row in given}, f"heard by {reader}", {tuple(row) for row in marks})
    return wrong


async def nothing_is_left_over(at: Installation) -> list[str]:
    """Outboxes and queues are empty, nothing is parked or dead, no timer is late."""
    wrong = []
    for service in SERVICES:
        for what, sql in LEFT_OVER.items():
            count = await at.watcher.count(service, sql)
            wrong += [f"{service}: {count} {what}"] * (count > 0)
    return [*wrong, *(f"{count} messages lie in {queue}" for queue, count in (await _lying(at)).items())]


async def _lying(at: Installation) -> Counter[str]:
    """What lies in queues. The broker counts only every few seconds, and copies of what was heard before are still passed over."""
    queues = [name for service in SERVICES for name in (queue_of(service), dead_queue_of(service))]
    for _ in range(30):
        counts = Counter({queue: at.system.vhost.messages_in(queue) for queue in (*queues, *map(retry_exchange, TIERS))})
        if counts.total() == 0:
            break
        await asyncio.sleep(1.0)
    return +counts


LEFT_OVER = {
    "messages have not left": "select count(*) from outbox where published_at is null",
    "messages are parked": "select count(*) from parked",
    "dead letters": "select count(*) from dead_letter",
    "timers are late": "select count(*) from timer where state = 'fired' or (state = 'armed' and due_at < now() - interval '60 seconds')",
}


def _compared(first: str, these: set[Any], second: str, those: set[Any]) -> list[str]:
    lacking, more = these - those, those - these
    return [
        *([f"{len(lacking)} of {first} are not among {second}, e.g. {next(iter(lacking))}"] if lacking else []),
        *([f"{len(more)} of {second} are not among {first}, e.g. {next(iter(more))}"] if more else []),
    ]


RULES: tuple[Rule, ...] = (
    every_row_is_answered,
    nothing_is_lost_or_invented,
    all_services_know_the_same_complaints,
    each_is_routed_refused_or_waits,
    histories_follow_the_tables,
    every_event_was_heard_in_order,
    nothing_is_left_over,
    each_is_acknowledged_once,
    each_mail_came_once,
)
