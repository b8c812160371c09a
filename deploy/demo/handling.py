"""What the persons of the demo do: the triage officer decides what no rule decides, two investigators answer some cases."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice

from deploy.demo.desks import Declined, Desk, Item, Staff

OFFICER, INVESTIGATORS = "wang-min", ("li-guohua", "sarah-miller")
ASSESSED_IN_DEMO, DECIDED_EACH = 4, 3
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


def assess(staff: Staff) -> list[str]:
    """The triage officer takes on some of the complaints that wait, as the rules suggest; the references."""
    desk = staff.at("triage", OFFICER)
    waiting = [item for item in desk.all("/api/v1/assessments", state="waiting") if item["category"] and item["unit"]]
    return [item["reference"] for item in islice(waiting, ASSESSED_IN_DEMO) if _accept(desk, item)]


def _accept(desk: Desk, item: Item) -> bool:
    reason = "new-facts"
    wanted = {name: item[name] for name in ("category", "severity", "urgency", "unit")}
    try:
        desk.order(f"/api/v1/assessments/{item['id']}", "accept", **wanted, reason=reason)
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
