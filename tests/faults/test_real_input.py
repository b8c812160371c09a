"""Thousands of real complaints go in through imports of several branches at once; `REDRESS_LONG=1` takes all and strikes meanwhile."""

import asyncio
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.blows import BLOWS
from tests.faults.books import broken
from tests.faults.branches import Delivery, hand_in
from tests.faults.figures import Figures, counted, table
from tests.faults.installation import Installation, installation
from tests.faults.real_input import OFFICES, deliveries, missing
from tests.servers import PostgresServer

SHORT = 300
BETWEEN_BLOWS = 4.0  # seconds
COMPLAINTS = "select count(*) from complaint"
IS_LONG = os.environ.get("REDRESS_LONG") == "1"

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


async def handed_in(at: Installation, given: list[Delivery], spools: Path, *, struck: bool) -> Figures:
    """Hand everything in at once, with one blow after another meanwhile; how long it took."""
    began = time.monotonic()
    handing_in = asyncio.create_task(asyncio.to_thread(hand_in, at, given, spools))
    blows = {}
    for name, blow in BLOWS.items() if struck else ():
        await asyncio.sleep(BETWEEN_BLOWS)
        state = await at.watcher.state()
        await blow.fall(at)
        blows[name] = state.waiting + state.unheard
    ended = await handing_in
    delivered = time.monotonic()
    settled = await at.settled()
    counts = sum((one.counts for one in ended), Counter[str]())
    return {
        "rows": counts["rows"],
        "accepted": counts["registered"] + counts["already_registered"],
        "failed": counts["failed"],
        "seconds until delivered": round(delivered - began, 1),
        "seconds until settled": round(settled - began, 1),
        "rows per second": round(sum(one.rows for one in given) / (settled - began), 1),
        "command lines started": sum(one.tries for one in ended),
        **({"messages under way at": blows} if struck else {}),
    }


@pytest.mark.parametrize("long", [pytest.param(IS_LONG, id="all of them, struck" if IS_LONG else f"{SHORT} of them")])
async def test_real_complaints_go_in_and_every_promise_holds(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], long: bool
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    given = deliveries(files, None if long else SHORT)
    async with installation(tmp_path, postgres, [office.name for office in OFFICES]) as at:
        taken = await handed_in(at, given, tmp_path / "spools", struck=long)
        assert await broken(at) == []
        first = await counted(at)
        complaints = await at.watcher.count("intake", COMPLAINTS)
        assert taken["accepted"] == complaints
        assert taken["rows"] == taken["accepted"] + taken["failed"] == sum(one.rows for one in given)
        again = await handed_in(at, given, tmp_path / "fresh spools", struck=False)
        assert await at.watcher.count("intake", COMPLAINTS) == complaints
        assert await broken(at) == []
    figures = {"branches": len(given), **taken, **first, "doubts decided": at.doubts_decided}
    with capsys.disabled():
        print("\n" + table(figures | {"sent again, seconds": again["seconds until settled"]}))  # noqa: T201 - the figures are asked for
