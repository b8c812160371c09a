"""Everything is killed once while complaints are on their way; afterwards every promise holds (F01, F02, F07)."""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.bodies import body
from tests.faults.blows import BLOWS, Blow
from tests.faults.books import broken
from tests.faults.branches import Delivery, hand_in
from tests.faults.files import FORMATS, flat
from tests.faults.installation import Installation, installation
from tests.servers import PostgresServer

BRANCHES = {"Riverside": "JSONL", "青溪": "CSV GB18030", "Harbour": "CSV UTF-8"}
ROWS = 40  # of one branch while one blow falls
SEED = 20261121
COMPLAINTS = "select count(*) from complaint"


def files_of(folder: Path, number: int, chance: random.Random) -> list[Delivery]:
    """What each branch hands in while blow `number` falls."""
    made = []
    for place, (branch, format_name) in enumerate(BRANCHES.items()):
        first = 1 + (number * len(BRANCHES) + place) * ROWS
        ending, write = FORMATS[format_name]
        path = folder / f"{number}-{branch}.{ending}"
        write(path, [flat(body(one, chance)) for one in range(first, first + ROWS)])
        made.append(Delivery(branch, (path,), ROWS))
    return made


async def strike_while(at: Installation, deliveries: list[Delivery], blow: Blow, spools: Path) -> dict[str, Any]:
    """Let the blow fall while the branches hand in; whether it met its moment, and how long until all was ready again."""
    handing_in = asyncio.create_task(asyncio.to_thread(hand_in, at, deliveries, spools))
    began = time.monotonic()
    met = await blow.fall(at)
    back = time.monotonic() - began
    ended = await handing_in
    return {"met": met, "ready after": round(back, 1), "command lines": sum(one.tries for one in ended)}


async def test_everything_is_killed_once_and_every_promise_holds(postgres: PostgresServer, tmp_path: Path) -> None:
    chance, spools = random.Random(SEED), tmp_path / "spools"  # noqa: S311 - the same schedule every time
    async with installation(tmp_path, postgres, BRANCHES) as at:
        began, handed_in, figures = time.monotonic(), list[Delivery](), dict[str, Any]()
        for number, (name, blow) in enumerate(BLOWS.items()):
            given = files_of(tmp_path, number, chance)
            figures[name] = await strike_while(at, given, blow, spools)
            handed_in += given
        healed = time.monotonic()
        figures["settled after"] = round(await at.settled() - healed, 1)
        figures["doubts decided"] = at.doubts_decided
        assert await broken(at) == []
        assert await at.watcher.count("intake", COMPLAINTS) == len(BLOWS) * len(BRANCHES) * ROWS
        await asyncio.to_thread(hand_in, at, handed_in, tmp_path / "fresh spools")
        await at.settled()
        assert await at.watcher.count("intake", COMPLAINTS) == len(BLOWS) * len(BRANCHES) * ROWS, "sending again added something"
        assert await broken(at) == []
        figures |= {"complaints": len(BLOWS) * len(BRANCHES) * ROWS, "seconds": round(time.monotonic() - began, 1)}
        sys.stdout.write(json.dumps({"kill nine": figures}, ensure_ascii=False) + "\n")
