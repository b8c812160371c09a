"""When a case may be decided, until when its decision may be appealed, and when the complainant counts as told."""

from datetime import date, datetime
from typing import Any

from services.investigation.decisions.clocks.time_limits import OfficeTime
from services.investigation.model import CaseFile, Denied, Fact
from services.investigation.procedure import OutcomeWords, Section
from shared.contracts.words import Outcome, ReplyChannel, Text
from shared.workdays import Roll, due

# What needs no finding: the parties agreed, or mediation ended without a judgement on the matter.
_WITHOUT_FINDING = frozenset({Outcome.SETTLED, Outcome.MEDIATION_ENDED})
# The decision leaves by itself, as a letter or in the portal; by telephone or post a person tells it and says so.
_BY_ITSELF = frozenset({ReplyChannel.PORTAL, ReplyChannel.EMAIL})


def outcome_words(outcome: Outcome, case: CaseFile, section: Section) -> OutcomeWords:
    """The procedure's words for this outcome; Denied where the case does not allow it."""
    words = section.outcome(outcome)
    if words is None:
        offered = ", ".join(each.code for each in section.outcomes)
        raise Denied("outcome_not_offered", Text(zh=f"本程序的结论只有：{offered}。", en=f"The outcomes of this procedure are: {offered}."))
    if words.needs_mediation and case.last(Fact.MEDIATION_STARTED) is None:
        raise Denied("mediation_missing", Text(zh="没有进行过调解，不能作出此结论。", en="Without a mediation this cannot be the outcome."))
    if outcome not in _WITHOUT_FINDING and case.last(Fact.FINDING_RECORDED) is None:
        raise Denied("finding_missing", Text(zh="请先对投诉事项作出调查结论。", en="Record a finding on what was complained about first."))
    return words


def is_told_by_itself(case: CaseFile) -> bool:
    """Whether announcing the decision is all that is needed for the complainant to be told."""
    return case.reply_channel in _BY_ITSELF


def appeal_until(at: datetime, section: Section, office: OfficeTime) -> date | None:
    """The last day of an appeal when its limit begins at `at`; a last day off moves on, in favour of the complainant."""
    if section.appeal is None:
        return None
    return due(section.appeal.lodge_within, at, [], office.calendar, office.zone, Roll.REST_DAYS).day


def told(case: CaseFile, at: datetime, section: Section, office: OfficeTime) -> dict[str, Any]:
    """The data of having told the result; where the time for an appeal begins with it, its last day is counted anew."""
    counts = section.appeal is not None and section.appeal.lodge_from == "told" and case.outcome is not None and case.level == 0
    until = appeal_until(at, section, office) if counts else None
    return {"appeal_until": until.isoformat()} if until else {}
