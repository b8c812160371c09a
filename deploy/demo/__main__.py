"""`python -m deploy.demo ORDER.json`: the offices hand in, the persons handle some, the figures are printed.

Exit 0 when everything that was right arrived and was acknowledged, 1 when not.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.demo.complaints import offices
from deploy.demo.counting import Figures, dead_letters, settled
from deploy.demo.desks import Staff
from deploy.demo.handing_in import HandedIn, hand_in
from deploy.demo.handling import Assessed, assess, decide
from deploy.installation import console


def main(order: dict[str, Any]) -> int:
    """Play the demo once and print what happened."""
    began = time.monotonic()
    staff = Staff(Path(order["persons_file"]), order["urls"])
    handing_in = offices(datetime.now(UTC))
    right = sum(len(office.rows) - len(office.wrong) for office in handing_in)
    with console.step(f"{len(handing_in)} offices hand in at once", "各办事处同时提交"):
        ended = hand_in(handing_in, order["urls"]["intake"], order["branches"], Path(order["folder"]))
    with console.step("assessed and acknowledged", "已分流并回执"):
        seen = settled(staff, right)
    with console.step("persons handle some", "人员办理若干件"):
        assessed, decided = assess(staff), decide(staff)
    seen = settled(staff, right)
    dead = dead_letters(order["databases"])
    _print(ended, seen, decided, assessed, dead, time.monotonic() - began)
    return 0 if seen.received >= right and seen.is_settled and not dead and all(one.is_as_expected for one in ended) else 1


def _print(ended: list[HandedIn], seen: Figures, decided: list[str], assessed: Assessed, dead: int, seconds: float) -> None:
    console.heading("What happened", "结果")
    columns = ("office · 办事处", "rows · 行", "registered · 已登记", "refused · 退回", "exit · 退出码")
    console.table([columns, *(_office(one) for one in ended)])
    for one in ended:
        for problem in one.problems:
            words = ("row", "column", "code", "what_to_do")
            console.say(f"    {one.office.name}: " + " · ".join(str(problem[word] or "-") for word in words))
        if not one.is_as_expected:
            console.note(f"{one.office.name}: not as expected · 与预期不符 {one.remarks[-500:]}")
    console.say()
    console.table([*_figures(seen, decided, assessed, dead), ("seconds · 秒", f"{seconds:.1f}")])


def _office(one: HandedIn) -> tuple[str, ...]:
    counts = (one.counts.get(name, 0) for name in ("rows", "registered", "failed"))
    return one.office.name, *map(str, counts), str(one.code)


def _figures(seen: Figures, decided: list[str], assessed: Assessed, dead: int) -> list[tuple[str, str]]:
    by_person = sum(number for (_, state), number in seen.notices.items() if state == "task")
    return [
        ("received · 已收到", str(seen.received)),
        ("acknowledged · 已回执", f"{seen.acknowledged}, {seen.notices['email', 'sent']} by e-mail · 其中电子邮件"),
        ("to be told by a person · 待人工告知", f"{by_person} by telephone or letter · 电话或信函"),
        ("refused with a ground · 不予受理", str(seen.refused)),
        ("of these by the officer · 其中人工不予受理", str(len(assessed.refused))),
        ("taken on by the officer · 人工受理", str(len(assessed.accepted))),
        ("waiting for a person · 待人工处理", str(seen.waiting)),
        ("routed · 已转办", f"{seen.units.total()} to {len(seen.units)} units · 个单位"),
        *((f"  {unit}", str(number)) for unit, number in seen.units.most_common()),
        ("decided in the demo · 演示中办结", str(len(decided))),
        ("due within a day, overdue · 一日内到期、已逾期", f"{seen.due_today}, {seen.overdue}"),
        ("dead letters · 死信", str(dead)),
    ]


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
