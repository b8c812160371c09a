"""What happened to everything that was handed in, as a table."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import httpx

from tests.faults.installation import Installation

Figures = dict[str, Any]
SUMMED = ("routed", "refused", "acknowledgements")


async def counted(at: Installation) -> Figures:
    """What was wrong with failed rows, where the complaints stand, and how they were acknowledged."""
    stages = await at.watcher.rows("triage", "select stage, unit, ground, waits_for from assessment")
    units = await at.watcher.rows("investigation", "select unit, unit_name ->> 'en' as name from case_file where unit is not null")
    return {
        "problems": dict(Counter(await codes_of_failures(at))),
        "routed": dict(Counter(row.name for row in units).most_common()),
        "refused": dict(Counter(row.ground for row in stages if row.stage == "refused")),
        "waiting": sum(row.stage in ("waiting", "accepted") for row in stages),
        "waiting for": dict(Counter(reason["code"] for row in stages if row.stage in ("waiting", "accepted") for reason in row.waits_for)),
        **await _acknowledged(at),
    }


async def _acknowledged(at: Installation) -> Figures:
    notices = await at.watcher.rows("notify", "select channel, stage from notice where about = 'acknowledgement'")
    counts = Counter(f"{row.channel} {row.stage}" for row in notices)
    return {"acknowledgements": dict(sorted(counts.items())), "mails": len(at.mail.mails)}


async def codes_of_failures(at: Installation) -> Iterable[str]:
    """The code of every problem, as each branch is told by the interface."""
    imports = await at.watcher.rows("intake", "select import_id, branch from import where failed > 0")
    codes: list[str] = []
    for row in imports:
        headers = {"Authorization": f"Bearer {at.keys[row.branch].read_text().strip()}"}
        async with httpx.AsyncClient(base_url=at.system.url("intake"), headers=headers) as client:
            answer = (await client.get(f"/api/v1/imports/{row.import_id}")).raise_for_status().json()
        codes += [problem["code"] for problem in answer["problems"]]
    return codes


def table(figures: Figures) -> str:
    """One line per figure, those of a group below its name."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines.append(f"{name:<28}{sum(value.values()) if name in SUMMED else '':>8}")
            lines += [f"  {inner!s:<26}{each!s:>8}" for inner, each in value.items()]
        else:
            lines.append(f"{name:<28}{value!s:>8}")
    return "\n".join(lines)
