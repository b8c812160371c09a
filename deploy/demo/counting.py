"""What the desks show after the hand-in: the figures of the demo."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass

import asyncpg

from deploy.demo.desks import Item, Staff

SETTLED_WITHIN = 90.0
# Where a complaint stands once triage has dealt with it, by a rule or by handing it to a person.
ASSESSED = ("waiting", "asked", "accepted", "routed", "handed_back", "refused", "withdrawn")
ON_ITS_WAY = ("written", "waiting", "sending")


@dataclass(frozen=True)
class Figures:
    """Complaints by where they stand, and their acknowledgements by where these are on their way."""

    received: int
    acknowledgements: Counter[str]
    refused: int
    waiting: int
    units: Counter[str]
    references: frozenset[str]

    @property
    def is_settled(self) -> bool:
        """Every complaint has its acknowledgement, and none of these is still on its way."""
        known = sum(self.acknowledgements.values())
        return known >= self.received > 0 and not any(self.acknowledgements[state] for state in ON_ITS_WAY)


def figures(staff: Staff) -> Figures:
    """Count what the triage officer, and the correspondent, see."""
    assessments = list(staff.at("triage", "wang-min").all("/api/v1/assessments", state=list(ASSESSED)))
    notices = staff.at("notify", "liu-yan").all("/api/v1/notices", about="acknowledgement")
    states = Counter(item["state"] for item in assessments)
    return Figures(
        received=len(assessments),
        acknowledgements=Counter(notice["state"] for notice in notices),
        refused=states["refused"],
        waiting=sum(states[state] for state in ("waiting", "asked", "accepted", "handed_back")),
        units=Counter(_unit(item) for item in assessments if item["state"] == "routed"),
        references=frozenset(item["reference"] for item in assessments),
    )


def settled(staff: Staff, handed_in: int) -> Figures:
    """Look until as many complaints as were handed in are assessed and acknowledged; for a minute and a half at most."""
    until = time.monotonic() + SETTLED_WITHIN
    while True:
        seen = figures(staff)
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
    return str(item["unit"] or "-")
