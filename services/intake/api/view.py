"""The complainant's view of a complaint, read out of its record."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal, TypeVar, cast

from pydantic import AwareDatetime, BaseModel

from services.intake.api.doors import IntakeParts
from services.intake.decisions import record
from services.intake.decisions.record import Status
from services.intake.model import Complaint, Entry, Fact
from services.intake.store import entries
from shared.contracts.intake import Message
from shared.contracts.investigation import Decision
from shared.contracts.notify import Letter
from shared.contracts.words import ReplyChannel, Sealed, Text
from shared.web.pages.catalogues import Words
from shared.workdays import due

M = TypeVar("M", bound=BaseModel)
By = Literal["complainant", "office"]


class HistoryItem(BaseModel):
    """One thing that happened; `what` is a stable word, `text` its sentence."""

    at: AwareDatetime
    what: str
    text: str


class MessageItem(BaseModel):
    """One message or letter. `about` says what it is: question, answer, progress, withdrawal, appeal, rating, or the kind of letter."""

    at: AwareDatetime
    by: By
    about: str
    subject: str | None
    text: str
    answer_by: AwareDatetime | None


class NextView(BaseModel):
    """What happens next and until when."""

    what: str
    due_at: AwareDatetime | None


class MeasureView(BaseModel):
    text: str
    due: date | None


class DecisionView(BaseModel):
    """The decision in force."""

    decided_at: AwareDatetime
    level: int
    outcome: str
    outcome_text: str
    reasons: str
    measures: list[MeasureView]
    appeal_until: date | None


class ComplaintView(BaseModel):
    """A complaint as its complainant sees it; `may` lists what can be done now: messages, withdrawal, appeal, rating."""

    reference: str
    procedure: str
    procedure_title: str
    kind: str
    channel: str
    received_at: AwareDatetime
    status: Status
    history: list[HistoryItem]
    messages: list[MessageItem]
    next: NextView | None
    decision: DecisionView | None
    may: list[str]


_OPERATIONS = {
    "messages": Fact.SUPPLEMENTED,
    "withdrawal": Fact.WITHDRAWN,
    "appeal": Fact.APPEAL_LODGED,
    "rating": Fact.RATED,
}
_ABOUT = {
    Fact.COMPLETION_REQUESTED: ("question", "office"),
    Fact.INFORMATION_REQUESTED: ("question", "office"),
    Fact.PROGRESSED: ("progress", "office"),
    Fact.SUPPLEMENTED: ("answer", "complainant"),
    Fact.WITHDRAWN: ("withdrawal", "complainant"),
    Fact.APPEAL_LODGED: ("appeal", "complainant"),
    Fact.RATED: ("rating", "complainant"),
}


async def view_of(complaint: Complaint, own: IntakeParts, words: Words) -> ComplaintView:
    """Read the record and put it into the words of one language."""
    async with own.transactions.read() as session:
        past = await entries.record(session, complaint.complaint_id)
    return Reading(complaint, past, own, words).view()


class Reading:
    """One complaint, its record, and the language it is read in."""

    def __init__(self, complaint: Complaint, past: Sequence[Entry], own: IntakeParts, words: Words) -> None:
        self.complaint = complaint
        self.past = past
        self.own = own
        self.words = words

    def view(self) -> ComplaintView:
        """Everything the complainant may know."""
        complaint = self.complaint
        return ComplaintView(
            reference=complaint.reference,
            procedure=complaint.procedure,
            procedure_title=self._say(self._edition().title),
            kind=complaint.kind,
            channel=complaint.channel,
            received_at=complaint.received_at,
            status=record.STATUS[record.stage_of(self.past)],
            history=self._history(),
            messages=self._messages(),
            next=self._next(),
            decision=self._decision(),
            may=[name for name, fact in _OPERATIONS.items() if record.permitted(self.past, fact)],
        )

    def _edition(self) -> Any:
        return self.own.rules.of(self.complaint.procedure, self.complaint.edition)

    def _say(self, text: Text | dict[str, str]) -> str:
        return str(text[self.words.language] if isinstance(text, dict) else getattr(text, self.words.language))

    def _history(self) -> list[HistoryItem]:
        first = HistoryItem(at=self.complaint.received_at, what="received", text=self.words.say("history.received"))
        return [first, *(self._item(entry) for entry in self.past if entry.fact in record.SHOWN)]

    def _item(self, entry: Entry) -> HistoryItem:
        told = next((entry.detail[name] for name in ("unit_name", "ground_text", "outcome_text") if entry.detail.get(name)), None)
        text = self.words.say(f"history.{entry.fact}", told=self._say(told) if told else "")
        return HistoryItem(at=entry.at, what=entry.fact, text=text)

    def _messages(self) -> list[MessageItem]:
        spoken = [entry for entry in self.past if self._speaks(entry)]
        return [self._letter(entry) if entry.fact is Fact.NOTICE_SENT else self._message(entry) for entry in spoken]

    def _speaks(self, entry: Entry) -> bool:
        """A letter stands in the portal always: the same one by e-mail or telephone is not shown again."""
        if entry.fact is Fact.NOTICE_SENT:
            return entry.sealed is not None and entry.detail["channel"] == ReplyChannel.PORTAL
        return entry.sealed is not None and entry.fact in _ABOUT

    def _message(self, entry: Entry) -> MessageItem:
        about, by = _ABOUT[entry.fact]
        side: By = "complainant" if by == "complainant" else "office"
        text = self._opened(entry, Message).text
        return MessageItem(at=entry.at, by=side, about=about, subject=None, text=text, answer_by=entry.detail.get("answer_by"))

    def _letter(self, entry: Entry) -> MessageItem:
        letter = self._opened(entry, Letter)
        return MessageItem(at=entry.at, by="office", about=entry.detail["about"], subject=letter.subject, text=letter.body, answer_by=None)

    def _opened(self, entry: Entry, model: type[M]) -> M:
        return self.own.keys.open(cast("Sealed", entry.sealed), model, self.complaint.complaint_id)

    def _next(self) -> NextView | None:
        told = record.promise(self.past, self._at_first())
        if told is None:
            return None
        what = self.words.say(told.what) if isinstance(told.what, str) else self._say(told.what)
        return NextView(what=what, due_at=self._end_of(told.due_day) if told.due_day else told.due_at)

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59, 59), self.own.settings.days)

    def _at_first(self) -> record.Promise:
        step = self._edition().section.told_next(self.complaint.kind)
        settings = self.own.settings
        due_at = due(step.limit, self.complaint.received_at, (), settings.calendar, settings.days).at if step.limit else None
        return record.Promise(step.text, due_at=due_at)

    def _decision(self) -> DecisionView | None:
        decided = record.latest(self.past, Fact.DECIDED)
        if decided is None:
            return None
        told, detail = self._opened(decided, Decision), decided.detail
        return DecisionView(
            decided_at=decided.at,
            level=detail["level"],
            outcome=detail["outcome"],
            outcome_text=self._say(detail["outcome_text"]),
            reasons=told.reasons,
            measures=[MeasureView(text=measure.text, due=measure.due) for measure in told.measures],
            appeal_until=detail["appeal_until"],
        )
