"""What may be recorded while a case is worked on: findings, measures, mediation and clues, as the procedure has them."""

from datetime import date
from typing import Any

from services.investigation.commands import AddMeasure, EndMediation, FinishMeasure, HandBack, RecordFinding, StartMediation
from services.investigation.model import CaseFile, Denied, Entry, Fact
from services.investigation.procedure import MeasureKind, Section
from shared.contracts.words import Text

Data = dict[str, Any]


def finding(command: RecordFinding, section: Section) -> Data:
    """A conclusion on one allegation, with the cause where the procedure wants it (查找出错环节)."""
    _refuse_unknown(command.value, [value.code for value in section.findings], "finding", Text(zh="调查结论", en="finding"))
    if command.cause is None and section.cause_required:
        raise Denied("cause_missing", Text(zh="请写明出错环节或者原因。", en="Say which step went wrong, or what caused it."))
    if command.cause is not None:
        _refuse_unknown(command.cause, [cause.code for cause in section.causes], "cause", Text(zh="原因", en="cause"))
    return {"value": command.value, "cause": command.cause}


def measure(command: AddMeasure, section: Section) -> Data:
    """Something to be carried out, with whom it serves."""
    kind = measure_kind(command.kind, section)
    if kind is None:
        raise _unknown("measure", Text(zh="措施", en="measure"), [kind.code for kind in section.measures])
    return {"kind": kind.code, "for": kind.serves, "owner": command.owner, "due": command.due and command.due.isoformat()}


def measure_kind(code: str, section: Section) -> MeasureKind | None:
    """The procedure's words for a kind of measure."""
    return next((kind for kind in section.measures if kind.code == code), None)


def measure_done(command: FinishMeasure, case: CaseFile) -> Data:
    """Which measure was carried out; once."""
    if case.entry(command.measure, Fact.MEASURE_ADDED) is None:
        raise Denied("no_such_measure", Text(zh="没有这项措施。", en="There is no such measure."))
    if command.measure in done_measures(case):
        raise Denied("measure_done_before", Text(zh="这项措施已经完成。", en="This measure was carried out already."))
    return {"measure": command.measure}


def done_measures(case: CaseFile) -> set[int]:
    """The numbers of the measures that were carried out."""
    return {entry.data["measure"] for entry in case.entries(Fact.MEASURE_DONE)}


def due_of(measure: Entry) -> date | None:
    """The day until which a measure is to be carried out."""
    return date.fromisoformat(measure.data["due"]) if measure.data["due"] else None


def start_of_mediation(command: StartMediation, case: CaseFile, section: Section) -> Data:
    """Mediation 调解 by consent only; time, place and mediator are announced (Order 121 art. 18–20)."""
    mediation = section.mediation
    if mediation is None:
        raise Denied("no_mediation", Text(zh="本程序没有调解环节。", en="This procedure has no mediation."))
    if mediation.needs_consent and not (case.mediation_consent or command.consent):
        needed = Text(zh="调解须经投诉人同意。", en="Mediation needs the complainant's consent.")
        raise Denied("consent_missing", Text(zh=f"{needed.zh}{mediation.basis.zh}", en=f"{needed.en} {mediation.basis.en}"))
    return {"on": command.on and command.on.isoformat(), "consent": "given later" if command.consent else "given"}


def end_of_mediation(command: EndMediation, section: Section) -> Data:
    """Ended by agreement, or without one on a ground of the procedure (Order 121 art. 23)."""
    grounds = [ground.code for ground in section.mediation.end_grounds] if section.mediation else []
    if not command.agreed:
        _refuse_unknown(command.ground or "", grounds, "ground", Text(zh="终止调解的情形", en="ground for ending mediation"))
    return {"agreed": command.agreed, "ground": None if command.agreed else command.ground}


def is_mediating(case: CaseFile) -> bool:
    """Whether a mediation was begun and not ended."""
    latest = case.last(Fact.MEDIATION_STARTED, Fact.MEDIATION_ENDED)
    return latest is not None and latest.fact is Fact.MEDIATION_STARTED


def has_open_clue(case: CaseFile) -> bool:
    """Whether a clue of a breach is still being verified."""
    return len(list(case.entries(Fact.CLUE_NOTED))) > len(list(case.entries(Fact.CLUE_SETTLED)))


def check_clue(section: Section) -> None:
    """诉转案 only where the procedure converts complaints."""
    if section.conversion is None:
        raise Denied(
            "no_conversion", Text(zh="本程序没有诉转案环节。", en="This procedure does not convert complaints into enforcement cases.")
        )


def check_open_clue(case: CaseFile) -> None:
    """Only a clue that was noted can be settled."""
    if not has_open_clue(case):
        raise Denied("no_open_clue", Text(zh="没有待核查的线索。", en="No clue is being verified."))


def hand_back(command: HandBack, case: CaseFile, section: Section) -> Data:
    """退回: with one of the procedure's reasons, where this unit may hand back at all; counted."""
    pool = section.pool(case.unit) if case.unit else None
    reasons = [reason.code for reason in section.hand_back_reasons]
    if not reasons or (pool is not None and not pool.may_hand_back):
        raise Denied("no_hand_back", Text(zh="本单位不得退回。", en="This unit may not hand complaints back."))
    _refuse_unknown(command.reason, reasons, "reason", Text(zh="退回理由", en="reason for handing back"))
    return {"reason": command.reason, "unit": case.unit, "times": len(list(case.entries(Fact.HANDED_BACK))) + 1}


def reason_words(code: str, section: Section) -> Text:
    """The procedure's words for a reason of handing back."""
    return next(reason.text for reason in section.hand_back_reasons if reason.code == code)


def _refuse_unknown(code: str, known: list[str], what: str, words: Text) -> None:
    if code not in known:
        raise _unknown(what, words, known)


def _unknown(what: str, words: Text, known: list[str]) -> Denied:
    listed = ", ".join(known) or "–"
    return Denied(
        f"unknown_{what}",
        Text(zh=f"本程序没有这种{words.zh}，可用：{listed}。", en=f"The procedure has no such {words.en}; it has {listed}."),
    )
