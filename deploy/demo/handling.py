"""What the persons of the demo do: the triage officer decides what no rule decides, two investigators answer some cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from deploy.demo.desks import Declined, Desk, Item, Staff

OFFICER, INVESTIGATORS = "wang-min", ("li-guohua", "sarah-miller")
ACCEPTED_IN_DEMO, REFUSED_IN_DEMO, DECIDED_EACH = 4, 2, 3
CAUSES = {"customer": "selling", "service-complaints": "rules-not-followed", "market-regulation-12315": "service-not-as-agreed"}
WORDS = {
    "zh": {
        "allegation": "投诉所述情况",
        "finding": "已核对单据和现场记录，并听取双方说明，情况与投诉所述一致。",
        "measure": "向投诉人致歉，并在期限内落实解决方案",
        "reasons": "经核实，您反映的情况属实。我们向您致歉，并已确定解决方案、责任人和完成期限；如不满意，可以在期限内申诉。",
    },
    "en": {
        "allegation": "What the complaint describes",
        "finding": "Receipts and records were compared and both sides heard; it happened as the complaint says.",
        "measure": "Apologise, and carry the solution out in time",
        "reasons": "What you described is true. We apologise; a solution, the person responsible and a date are set. "
        "If you do not accept this you may appeal in time.",
    },
}


@dataclass(frozen=True)
class Assessed:
    """The references of the complaints that the triage officer took on, and of those refused."""

    accepted: list[str]
    refused: list[str]


def assess(staff: Staff) -> Assessed:
    """The triage officer decides some of what waits: refuses where a condition is not met, takes on where a unit is known."""
    desk = staff.at("triage", OFFICER)
    waiting = [desk.read(f"/api/v1/assessments/{item['id']}") for item in desk.all("/api/v1/assessments", state="waiting")]
    unmet = [item for item in waiting if item["unmet"]][:REFUSED_IN_DEMO]
    fitting = [item for item in waiting if not item["unmet"] and item["unit"]][:ACCEPTED_IN_DEMO]
    return Assessed(
        accepted=[item["reference"] for item in fitting if _order(desk, item, "accept", **_as_suggested(item))],
        refused=[item["reference"] for item in unmet if _order(desk, item, "refuse", ground=item["unmet"][0]["ground"])],
    )


def _as_suggested(item: Item) -> Item:
    """What the rules suggest; `other` where they found no word to go by."""
    suggested = {name: item[name] for name in ("category", "severity", "urgency", "unit")}
    return {**suggested, "category": item["category"] or "other", "reason": "已人工阅看 · Read by a person"}


def _order(desk: Desk, item: Item, verb: str, **body: Any) -> bool:
    try:
        desk.order(f"/api/v1/assessments/{item['id']}", verb, **body)
    except Declined as refusal:
        print(f"  {item['reference']} stays on the desk: {refusal}")
        return False
    return True


def decide(staff: Staff) -> list[str]:
    """Each investigator takes some cases of the own units, finds, orders a measure and decides; the references."""
    return [reference for person in INVESTIGATORS for reference in _decided_by(person, staff)]


def _decided_by(person: str, staff: Staff) -> Iterable[str]:
    desk = staff.at("investigation", person)
    cases = islice(desk.all("/api/v1/cases", stage="open"), DECIDED_EACH)
    return [case["reference"] for case in list(cases) if _answer(desk, case, person)]


def _answer(desk: Desk, case: Item, person: str) -> bool:
    """Go through the procedure of one case; it stays where it is when the procedure asks for more."""
    path, words = f"/api/v1/cases/{case['reference']}", WORDS[case["language"]]
    try:
        desk.order(path, "take")
        found = {"value": "substantiated", "cause": CAUSES[case["procedure"]], "text": words["finding"]}
        desk.order(path, "finding", allegation=words["allegation"], **found)
        if case["kind"] != "report":
            desk.order(path, "measure", kind="apology", text=words["measure"], owner=person, due=_in_a_week())
        desk.order(path, "decide", outcome="upheld", reasons=words["reasons"])
    except Declined as refusal:
        print(f"  {case['reference']} goes on another day: {refusal}")
        return False
    return True


def _in_a_week() -> str:
    return (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
