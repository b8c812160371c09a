"""Whether an appeal is admitted, who may review it, and what its decision can be. One level, decided by somebody else."""

from dataclasses import dataclass
from datetime import date

from services.investigation.commands import DecideAppeal
from services.investigation.model import CaseFile, Denied, Fact, Person, Stage
from services.investigation.procedure import Section
from shared.contracts.words import Outcome, Text

NO_APPEAL = Text(zh="本程序没有申诉环节。", en="This procedure has no appeal.")
NOTHING_DECIDED = Text(zh="尚未作出处理决定，不能申诉。", en="Nothing has been decided yet that could be appealed.")
INVOLVED = Text(
    zh="您曾参与本案办理，申诉应由未经手的人员复核。",
    en="You have handled this case before; an appeal is decided by somebody who was not involved.",
)
OUTCOME_UNCLEAR = Text(
    zh="改变原决定的，请写明新的结论；维持的，不写。", en="Name another outcome when the decision is changed, and none when it stands."
)


@dataclass(frozen=True)
class NotAdmitted:
    """An appeal that is not looked into, with its ground."""

    ground: str
    text: Text


def admission(case: CaseFile, section: Section, day: date) -> NotAdmitted | None:
    """Why an appeal lodged on this day of the organisation is not admitted; None when it is."""
    if section.appeal is None:
        return NotAdmitted("no_appeal", NO_APPEAL)
    if case.stage not in (Stage.DECIDED, Stage.CLOSED):
        appealed = case.last(Fact.APPEALED) is not None
        return NotAdmitted("last_instance", section.appeal.last_instance) if appealed else NotAdmitted("nothing_decided", NOTHING_DECIDED)
    if case.level > 0:
        return NotAdmitted("last_instance", section.appeal.last_instance)
    if case.appeal_until is not None and day > case.appeal_until:
        return NotAdmitted("too_late", section.appeal.too_late)
    return None


def check_reviewer(person: Person, case: CaseFile) -> None:
    """Denied for whoever handled the case before, in any way that its history shows."""
    if person.id in involved(case):
        raise Denied("involved_before", INVOLVED)


def involved(case: CaseFile) -> set[str]:
    """Everybody who acted on the case up to the appeal: at its desk, as its owner, or in its assessment."""
    appealed = case.last(Fact.APPEALED)
    before = [entry for entry in case.history if appealed is None or entry.number < appealed.number]
    acted = {entry.who for entry in before} | {str(entry.data["decided_by"]) for entry in before if "decided_by" in entry.data}
    return acted | {str(entry.data["owner"]) for entry in case.entries(Fact.ASSIGNED)} | ({case.owner} if case.owner else set())


def appeal_outcome(command: DecideAppeal, case: CaseFile) -> Outcome:
    """The outcome after review: the same when the decision stands, another one when it is changed."""
    unclear = command.outcome in (None, case.outcome) if command.changed else command.outcome not in (None, case.outcome)
    if unclear or case.outcome is None:
        raise Denied("outcome_unclear", OUTCOME_UNCLEAR)
    return command.outcome if command.changed and command.outcome else case.outcome
