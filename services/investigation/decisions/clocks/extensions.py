"""More time for a clock: only where the procedure has it, within its measure, approved by whom it names."""

from typing import Any

from services.investigation.commands import AnswerExtension, RequestExtension
from services.investigation.decisions.clocks.alarms import chain
from services.investigation.decisions.clocks.explanations import amount
from services.investigation.decisions.clocks.rules import ClockRule, clock_rules
from services.investigation.decisions.clocks.time_limits import ClockState, Reading
from services.investigation.model import CaseFile, Denied, Entry, Fact, Person
from services.investigation.procedure import Extension, Section
from shared.contracts.words import Text

_BY: dict[str, Text] = {
    "investigator": Text(zh="承办人", en="the investigator"),
    "supervisor": Text(zh="本单位主管", en="the unit's supervisor"),
    "superior": Text(zh="上级单位主管", en="the supervisor of the superior unit"),
}


def request(command: RequestExtension, case: CaseFile, clocks: list[Reading]) -> dict[str, Any]:
    """The data of a request; Denied where the procedure gives this clock no more time."""
    reading = next((each for each in clocks if each.rule.code == command.clock and each.state is not ClockState.STOPPED), None)
    if reading is None:
        raise Denied("clock_not_running", Text(zh="此期限目前没有在计算。", en="This clock is not running."))
    extension = _extension_of(reading.rule)
    if command.length > extension.longest.length:
        raise _denied("extension_too_long", _at_most(extension), extension)
    if len(approved(case, command.clock)) >= extension.times:
        raise _denied(
            "extension_used_up",
            Text(zh=f"最多延长 {extension.times} 次。", en=f"It may be extended {extension.times} times at the most."),
            extension,
        )
    return {"clock": command.clock, "length": command.length, "unit": str(extension.longest.unit)}


def is_own_to_approve(rule: ClockRule) -> bool:
    """Whether the investigator who asks may decide."""
    return rule.extension is not None and rule.extension.by == "investigator"


def answer(command: AnswerExtension, case: CaseFile, section: Section) -> dict[str, Any]:
    """The data of the answer; Denied for whom the procedure does not name, or where nothing waits for an answer."""
    asked = case.entry(command.request, Fact.EXTENSION_REQUESTED)
    if asked is None or asked not in open_requests(case):
        raise Denied("no_open_request", Text(zh="没有待批准的延期申请。", en="No request for more time waits for an answer."))
    rule = next(rule for rule in clock_rules(case, section) if rule.code == asked.data["clock"])
    extension = _extension_of(rule)
    if not may_approve(command.by, case, section, extension):
        by = _BY[extension.by]
        raise _denied("approver", Text(zh=f"须由{by.zh}批准。", en=f"Only {by.en} may approve this."), extension)
    return {"request": asked.number, "clock": rule.code, "length": asked.data["length"], "unit": asked.data["unit"]}


def open_requests(case: CaseFile) -> list[Entry]:
    """Requests that nobody has answered."""
    answered = {entry.data["request"] for entry in case.entries(Fact.EXTENSION_APPROVED, Fact.EXTENSION_DECLINED)}
    return [entry for entry in case.entries(Fact.EXTENSION_REQUESTED) if entry.number not in answered]


def approved(case: CaseFile, clock: str) -> list[Entry]:
    """The extensions that this clock was given."""
    return [entry for entry in case.entries(Fact.EXTENSION_APPROVED) if entry.data["clock"] == clock]


def may_answer(person: Person, case: CaseFile, section: Section) -> bool:
    """Whether a request waits that this person may answer."""
    waiting = {entry.data["clock"] for entry in open_requests(case)}
    rules = [rule for rule in clock_rules(case, section) if rule.code in waiting]
    return any(rule.extension is not None and may_approve(person, case, section, rule.extension) for rule in rules)


def may_approve(person: Person, case: CaseFile, section: Section, extension: Extension) -> bool:
    """Whether this person is the one whom the procedure names; who supervises a unit from above may do what its own supervisor may."""
    if extension.by == "investigator":
        return True
    above = chain(case.unit or "", section)
    approvers = above[1:] or above if extension.by == "superior" else above
    return "supervisor" in person.roles and not set(approvers).isdisjoint(person.units)


def _extension_of(rule: ClockRule) -> Extension:
    extension = rule.extension
    if extension is None or extension.longest.unit is not rule.limit.unit:
        raise Denied(
            "no_extension",
            Text(zh=f"「{rule.text.zh}」的期限不得延长。{rule.basis.zh}", en=f"“{rule.text.en}” cannot be extended. {rule.basis.en}"),
        )
    return extension


def _at_most(extension: Extension) -> Text:
    most = amount(extension.longest.length, extension.longest.unit)
    return Text(zh=f"最多延长 {most.zh}。", en=f"At most {most.en} can be added.")


def _denied(ground: str, text: Text, extension: Extension) -> Denied:
    return Denied(ground, Text(zh=f"{text.zh}{extension.basis.zh}", en=f"{text.en} {extension.basis.en}"))
