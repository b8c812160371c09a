"""What a person may ask of a case; each is one transaction and is answered with the case's new version."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.investigation.model import Person
from shared.contracts.words import Outcome

LONGEST = 20_000
Line = Annotated[str, Field(min_length=1, max_length=500)]
Passage = Annotated[str, Field(min_length=1, max_length=LONGEST)]
EntryNumber = Annotated[int, Field(ge=1)]


class CaseCommand(BaseModel):
    """Which case, in which version it was read, and who asks. `VERB` is its name in addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    VERB: ClassVar[str]

    reference: str
    version: int
    by: Person


class TakeCase(CaseCommand):
    """Take a case out of the unit's pool and own it."""

    VERB: ClassVar[str] = "take"


class AssignCase(CaseCommand):
    """Give the case to an investigator; the supervisor's to do."""

    VERB: ClassVar[str] = "assign"

    owner: Annotated[str, Field(min_length=1, max_length=100)]


class AddNote(CaseCommand):
    """Write an internal note; it moves no clock and is told to nobody outside the case."""

    VERB: ClassVar[str] = "note"

    text: Passage


class RecordFinding(CaseCommand):
    """Conclude on one allegation; a later finding on the same allegation replaces the earlier one."""

    VERB: ClassVar[str] = "finding"

    allegation: Line
    value: Literal["substantiated", "partly_substantiated", "not_substantiated", "undetermined"]
    cause: str | None = None
    text: Passage | None = None


class AddMeasure(CaseCommand):
    """Order something to be carried out; its kind says for whom."""

    VERB: ClassVar[str] = "measure"

    kind: str
    text: Line
    owner: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    due: date | None = None


class FinishMeasure(CaseCommand):
    """Say that a measure was carried out; `measure` is the number of its entry in the history."""

    VERB: ClassVar[str] = "measure-done"

    measure: EntryNumber
    text: Passage | None = None


class AskComplainant(CaseCommand):
    """Ask the complainant; clocks that wait for the answer stand still."""

    VERB: ClassVar[str] = "ask"

    question: Passage


class TellProgress(CaseCommand):
    """Tell the complainant how the case goes."""

    VERB: ClassVar[str] = "progress"

    note: Passage


class StartMediation(CaseCommand):
    """Begin mediation: who mediates, where and when. `consent` says that the complainant agreed after submitting."""

    VERB: ClassVar[str] = "mediation-start"

    mediator: Line
    place: Line
    on: AwareDatetime | None = None
    consent: bool = False


class EndMediation(CaseCommand):
    """End mediation, with agreement or on one of the procedure's grounds."""

    VERB: ClassVar[str] = "mediation-end"

    agreed: bool
    ground: str | None = None
    text: Passage | None = None


class EndInvestigation(CaseCommand):
    """Say that everything needed for a decision is known; clocks may hang on it."""

    VERB: ClassVar[str] = "end-investigation"

    text: Passage | None = None


class NoteClue(CaseCommand):
    """诉转案: note the clue of a breach; its verification has a clock of its own."""

    VERB: ClassVar[str] = "clue"

    text: Passage


class SettleClue(CaseCommand):
    """Say what the verification of the clue came to: an enforcement case was filed, or not."""

    VERB: ClassVar[str] = "clue-settled"

    filed: bool
    text: Passage


class DecideCase(CaseCommand):
    """Decide on the complaint as a whole; the complainant is told outcome, reasons and the measures that serve him."""

    VERB: ClassVar[str] = "decide"

    outcome: Outcome
    reasons: Passage


class RecordTold(CaseCommand):
    """Say that the complainant was told the result where no letter leaves by itself: by telephone or post."""

    VERB: ClassVar[str] = "told"

    text: Passage | None = None


class CloseCase(CaseCommand):
    """Close the case; refused, naming them, while things are open that the procedure wants done."""

    VERB: ClassVar[str] = "close"


class HandBack(CaseCommand):
    """Give the complaint back to triage: this unit is not competent."""

    VERB: ClassVar[str] = "hand-back"

    reason: str
    text: Passage


class RequestExtension(CaseCommand):
    """Ask for more time on one clock, in the unit that the procedure sets for it."""

    VERB: ClassVar[str] = "extension"

    clock: str
    length: Annotated[int, Field(ge=1, le=4000)]
    reason: Passage


class AnswerExtension(CaseCommand):
    """Approve or decline; `request` is the number of the request in the history."""

    VERB: ClassVar[str] = "extension-answer"

    request: EntryNumber
    approved: bool


class TakeReview(CaseCommand):
    """Take an appeal; only somebody who was not involved before."""

    VERB: ClassVar[str] = "review"


class DecideAppeal(CaseCommand):
    """Decide the appeal: the decision stands, or another outcome takes its place. There is no further level."""

    VERB: ClassVar[str] = "appeal-decision"

    changed: bool
    outcome: Outcome | None = None
    reasons: Passage


COMMANDS: tuple[type[CaseCommand], ...] = (
    TakeCase,
    AssignCase,
    AddNote,
    RecordFinding,
    AddMeasure,
    FinishMeasure,
    AskComplainant,
    TellProgress,
    StartMediation,
    EndMediation,
    EndInvestigation,
    NoteClue,
    SettleClue,
    DecideCase,
    RecordTold,
    CloseCase,
    HandBack,
    RequestExtension,
    AnswerExtension,
    TakeReview,
    DecideAppeal,
)
