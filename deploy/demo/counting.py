"""What the desks show after the hand-in: the figures of the demo."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

from deploy.demo.desks import Item, Staff

SETTLED_WITHIN = 90.0
# Where a complaint stands once triage has dealt with it, by a rule or by handing it to a person.
ASSESSED = ("waiting", "asked", "accepted", "routed", "handed_back", "refused", "withdrawn")
ON_THE_DESK = ("waiting", "asked", "accepted", "handed_back")
ON_ITS_WAY = ("written", "waiting", "sending")


@dataclass(frozen=True)
class Figures:
    """Complaints by where they stand; of acknowledgements, the complaints that have one and the notices on their way."""

    received: int
    acknowledged: int
    notices: Counter[tuple[str, str]]
    refused: int
    waiting: int
    routed: int
    units: Counter[str]
    overdue: int
    due_today: int

    @property
    def is_settled(self) -> bool:
        """Every complaint is acknowledged, every routed one has its case, and no notice is still on its way."""
        on_its_way = any(number for (_, state), number in self.notices.items() if state in ON_ITS_WAY)
        return self.acknowledged >= self.received > 0 and self.units.total() >= self.routed and not on_its_way


def figures(staff: Staff, now: datetime) -> Figures:
    """Count what the triage officer, the supervisor and the correspondent see."""
    assessments = list(staff.at("triage", "wang-min").all("/api/v1/assessments", state=list(ASSESSED)))
    cases = list(staff.at("investigation", "david-brown").all("/api/v1/cases"))
    notices = list(staff.at("notify", "liu-yan").all("/api/v1/notices", about="acknowledgement"))
    states = Counter(item["state"] for item in assessments)
    due = [*(item["due"]["at"] for item in assessments if item["due"]), *(case["next"]["due_at"] for case in cases if case["next"])]
    moments = [datetime.fromisoformat(at) for at in due]
    return Figures(
        received=len(assessments),
        acknowledged=len({notice["reference"] for notice in notices}),
        notices=Counter((notice["channel"], notice["state"]) for notice in notices),
        refused=states["refused"],
        waiting=sum(states[state] for state in ON_THE_DESK),
        routed=states["routed"],
        units=Counter(_unit(case) for case in cases),
        overdue=sum(moment < now for moment in moments),
        due_today=sum(now <= moment < now + timedelta(days=1) for moment in moments),
    )


def settled(staff: Staff, handed_in: int) -> Figures:
    """Look until as many complaints as were handed in are assessed and acknowledged; for a minute and a half at most."""
    until = time.monotonic() + SETTLED_WITHIN
    while True:
        seen = figures(staff, datetime.now(UTC))
        if (seen.received >= handed_in and seen.is_settled) or time.monotonic() > until:
            return seen
        time.sleep(0.3)


def dead_letters(databases: dict[str, str]) -> int:
    """Count what lies open among the dead letters of all services."""
    return sum(asyncio.run(_dead_letters(list(databases.values()))))


async def _dead_letters(urls: list[str]) -> list[int]:
    return list(await asyncio.gather(*(_open(url) for url in urls)))


async def _open(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM dead_letter WHERE state = 'open'"))
    finally:
        await connection.close()


def _unit(item: Item) -> str:
    name = item["unit_name"] or {"zh": "-", "en": "-"}
    return f"{name['en']} · {name['zh']}"
