"""What a person can do next with a case, and what still stands against it."""

from dataclasses import dataclass

from services.investigation import commands as c
from services.investigation.commands import CaseCommand
from services.investigation.decisions import casework
from services.investigation.decisions.appeals import INVOLVED, involved
from services.investigation.decisions.clocks.extensions import may_answer
from services.investigation.decisions.clocks.rules import clock_rules
from services.investigation.decisions.closing import open_things
from services.investigation.decisions.permissions import may
from services.investigation.lifecycle import permits
from services.investigation.model import CaseFile, Fact, Person
from services.investigation.procedure import Section
from shared.contracts.words import Text

# The fact that each command brings about: what the lifecycle has to permit.
BRINGS: dict[type[CaseCommand], Fact] = {
    c.TakeCase: Fact.TAKEN,
    c.TakeReview: Fact.REVIEW_TAKEN,
    c.AnswerExtension: Fact.EXTENSION_APPROVED,
    c.RecordFinding: Fact.FINDING_RECORDED,
    c.AddMeasure: Fact.MEASURE_ADDED,
    c.FinishMeasure: Fact.MEASURE_DONE,
    c.AskComplainant: Fact.INFORMATION_REQUESTED,
    c.TellProgress: Fact.PROGRESS_TOLD,
    c.StartMediation: Fact.MEDIATION_STARTED,
    c.EndMediation: Fact.MEDIATION_ENDED,
    c.NoteClue: Fact.CLUE_NOTED,
    c.SettleClue: Fact.CLUE_SETTLED,
    c.EndInvestigation: Fact.INVESTIGATION_ENDED,
    c.DecideCase: Fact.DECIDED,
    c.DecideAppeal: Fact.APPEAL_DECIDED,
    c.RecordTold: Fact.TOLD,
    c.CloseCase: Fact.CLOSED,
    c.AddNote: Fact.NOTED,
    c.RequestExtension: Fact.EXTENSION_REQUESTED,
    c.HandBack: Fact.HANDED_BACK,
    c.AssignCase: Fact.ASSIGNED,
}


@dataclass(frozen=True)
class NextStep:
    """One thing to do; `waits_for` says what has to be done before."""

    command: type[CaseCommand]
    waits_for: tuple[Text, ...] = ()


def next_steps(person: Person, case: CaseFile, section: Section) -> list[NextStep]:
    """What this person can do with the case as it stands, the likeliest first."""
    open_to = (command for command, fact in BRINGS.items() if permits(case.stage, fact))
    fitting = (command for command in open_to if may(command, person, case, section) and _makes_sense(command, person, case, section))
    return [NextStep(command, _waits_for(command, person, case, section)) for command in fitting]


def _makes_sense(command: type[CaseCommand], person: Person, case: CaseFile, section: Section) -> bool:
    """Whether the procedure knows this step, and there is something to do it with."""
    asked = {
        c.StartMediation: section.mediation is not None,
        c.NoteClue: section.conversion is not None,
        c.SettleClue: casework.has_open_clue(case),
        c.FinishMeasure: bool(open_measures(case)),
        c.RequestExtension: any(rule.extension is not None for rule in clock_rules(case, section)),
        c.AnswerExtension: may_answer(person, case, section),
        c.HandBack: bool(section.hand_back_reasons) and _may_hand_back(case, section),
    }
    return asked.get(command, True)


def open_measures(case: CaseFile) -> list[int]:
    """The numbers of the measures that are not carried out yet."""
    done = casework.done_measures(case)
    return [entry.number for entry in case.entries(Fact.MEASURE_ADDED) if entry.number not in done]


def _may_hand_back(case: CaseFile, section: Section) -> bool:
    pool = section.pool(case.unit) if case.unit else None
    return pool is None or pool.may_hand_back


def _waits_for(command: type[CaseCommand], person: Person, case: CaseFile, section: Section) -> tuple[Text, ...]:
    if command is c.CloseCase:
        return tuple(text for _, text in open_things(case, section))
    if command is c.TakeReview and person.id in involved(case):
        return (INVOLVED,)
    return ()
