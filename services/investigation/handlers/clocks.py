"""What happens when a clock rings, and when more time is asked for."""

from services.investigation.commands import AnswerExtension, RequestExtension
from services.investigation.decisions.clocks import extensions
from services.investigation.decisions.clocks.alarms import Alarm, AlarmKind, alarms, supervisor_of
from services.investigation.decisions.clocks.rules import clock_rules
from services.investigation.handlers.open_case import Answer, OpenCase, Rules, case_for, case_of
from services.investigation.model import Fact
from services.investigation.settings import InvestigationSettings
from shared.contracts.investigation import Overdue
from shared.contracts.public import ComplaintOverdue
from shared.messaging.timers import TimerFired
from shared.messaging.transaction import Transaction
from shared.sealing import Keyring


async def timer_fired(tx: Transaction, fired: TimerFired, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> None:
    """A reminder is due: it is written down once for each due time of its clock; one whose clock has moved on says nothing."""
    case = await case_of(tx, fired.case_id, rules, keys, settings)
    for alarm in alarms(case.case, case.clocks, case.office):
        if alarm.timer == fired.kind and alarm.at <= tx.now:
            _ring(case, alarm)
    case.row.alarms = {timer: at for timer, at in case.row.alarms.items() if timer != fired.kind}
    case.settle()


async def request_extension(
    tx: Transaction, command: RequestExtension, rules: Rules, keys: Keyring, settings: InvestigationSettings
) -> Answer:
    """More time is asked for; where the procedure lets the investigator decide, it is given at once."""
    case = await case_for(tx, command, rules, keys, settings)
    data = extensions.request(command, case.case, case.clocks)
    asked = case.record(Fact.EXTENSION_REQUESTED, data, text=command.reason)
    rule = next(rule for rule in clock_rules(case.case, case.section) if rule.code == command.clock)
    if extensions.is_own_to_approve(rule):
        case.record(Fact.EXTENSION_APPROVED, {**data, "request": asked.number})
    return case.settle()


async def answer_extension(
    tx: Transaction, command: AnswerExtension, rules: Rules, keys: Keyring, settings: InvestigationSettings
) -> Answer:
    """Approved by whom the procedure names, the clock has more time from now on; or declined."""
    case = await case_for(tx, command, rules, keys, settings)
    data = extensions.answer(command, case.case, case.section)
    case.record(Fact.EXTENSION_APPROVED if command.approved else Fact.EXTENSION_DECLINED, data)
    return case.settle()


def _ring(case: OpenCase, alarm: Alarm) -> None:
    unit = case.case.unit or ""
    data = {"timer": alarm.timer, "clock": alarm.clock, "due_at": alarm.due_at.isoformat()}
    if alarm.kind is AlarmKind.ESCALATION:
        data |= {"level": str(alarm.step), "unit": supervisor_of(unit, alarm.step, case.section)}
    case.record(alarm.fact, data)
    if alarm.kind is AlarmKind.OVERDUE:
        _say_overdue(case, alarm, unit)


def _say_overdue(case: OpenCase, alarm: Alarm, unit: str) -> None:
    text = next(rule.text for rule in clock_rules(case.case, case.section) if rule.code == alarm.clock)
    case.publish(Overdue, clock=alarm.clock, clock_text=text, due_at=alarm.due_at, unit=unit)
    case.announce(ComplaintOverdue, clock=alarm.clock, due_at=alarm.due_at)
