"""What each fact of a complaint lets a letter say, in the complainant's language."""

from datetime import date

from services.notify.decisions.days import by_day
from services.notify.decisions.words import said
from services.notify.model import Occurrence
from shared.contracts.intake import Received, Withdrawn
from shared.contracts.investigation import AppealOpened, AppealRefused, Closed, Decided, Decision, InformationRequested, Measure, Progressed
from shared.contracts.triage import Accepted, CompletionRequested, Refused, Routed
from shared.contracts.words import Text

_UNTIL = {"zh": "（{day}前）", "en": " (by {day})"}


def received(event: Received) -> Occurrence:
    """The complaint arrived. Its id is fixed: a complaint is acknowledged once, whatever happens to the event (I6)."""
    return Occurrence("received", "received", event.received_at, {})


def withdrawn(event: Withdrawn, event_id: str) -> Occurrence:
    """The complainant took it back (P8 step 8, 撤回)."""
    return Occurrence("withdrawn", event_id, event.at, {})


def accepted(event: Accepted, event_id: str) -> Occurrence:
    """It is taken on (P5 step 2, 受理)."""
    return Occurrence("accepted", event_id, event.at, {})


def refused(event: Refused, event_id: str, language: str) -> Occurrence:
    """It is not taken on: the ground, and where else the matter can be taken (SAMR Order 121 art. 15)."""
    values = {"ground": said(event.ground_text, language), "other_routes": said(event.other_routes, language)}
    return Occurrence("refused", event_id, event.at, values)


def routed(event: Routed, event_id: str) -> Occurrence:
    """It was handed over to a unit, which the complaint's own row names from now on."""
    return Occurrence("routed", event_id, event.at, {})


def completion_requested(event: CompletionRequested, question: str) -> Occurrence:
    """Triage asks for what is missing (P10 step 3, 补充细节)."""
    return Occurrence("completion_requested", str(event.request_id), event.at, {"question": question})


def information_requested(event: InformationRequested, question: str) -> Occurrence:
    """The investigator asks the complainant."""
    return Occurrence("information_requested", str(event.request_id), event.at, {"question": question})


def progressed(event: Progressed, note: str) -> Occurrence:
    """The complainant is told how the case goes (P4 step 5)."""
    return Occurrence("progressed", str(event.note_id), event.at, {"note": note})


def decided(event: Decided, decision: Decision, event_id: str, language: str) -> Occurrence:
    """A decision with its reasons and measures (N1); one on an appeal is told in a letter of its own."""
    values = {
        "outcome": said(event.outcome_text, language),
        "reasons": decision.reasons,
        "measures": measures(decision.measures, language),
        "appeal_until": by_day(event.appeal_until, language),
    }
    return Occurrence("appeal_decided" if event.level else "decided", event_id, event.at, values)


def appeal_opened(event: AppealOpened) -> Occurrence:
    """The appeal was admitted (P3, P6, 申诉)."""
    return Occurrence("appeal_opened", str(event.appeal_id), event.at, {})


def appeal_refused(event: AppealRefused, language: str) -> Occurrence:
    """The appeal was not admitted, and why."""
    return Occurrence("appeal_refused", str(event.appeal_id), event.at, {"ground": said(event.ground_text, language)})


def closed(event: Closed, event_id: str, outcome: Text | None, language: str) -> Occurrence:
    """The case is finished; a pack may invite the evaluation here (N2)."""
    return Occurrence("closed", event_id, event.at, {"outcome": said(outcome, language)})


def measures(planned: list[Measure], language: str) -> str:
    """What will be carried out: one line, or a list when there are several; empty when there is nothing."""
    lines = [measure.text + _until(measure.due, language) for measure in planned]
    return "".join(f"\n- {line}" for line in lines) if len(lines) > 1 else "".join(lines)


def _until(day: date | None, language: str) -> str:
    return _UNTIL[language].replace("{day}", by_day(day, language)) if day else ""
