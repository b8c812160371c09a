"""The explanation of a due date in words: the same sentence on the desk, in the interface and in the letter."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from shared.contracts.words import Text
from shared.procedures.types import Unit
from shared.workdays.calendar import Due
from shared.workdays.clock import DueTime
from shared.workdays.steps import Step, StepKind

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def explained(due: Due | DueTime) -> Text:
    """How `due` was counted, e.g. "started 13 Feb 2026, first day not counted; … ; due 2 Mar 2026". Weekends go without saying."""
    steps = due.explanation if isinstance(due, DueTime) else due.steps
    texts = [*_beginning(due), *(_SAID[step.kind](step) for step in steps if step.kind in _SAID), _ending(due)]
    return Text(zh="；".join(text.zh for text in texts) + "。", en="; ".join(text.en for text in texts) + ".")


def _beginning(due: Due | DueTime) -> list[Text]:
    if isinstance(due, DueTime) and due.unit is Unit.HOURS:
        return [Text(zh=f"{_zh(due.started)} {due.started:%H:%M}起算", en=f"started {_en(due.started)} {due.started:%H:%M}")]
    return []


def _ending(due: Due | DueTime) -> Text:
    if isinstance(due, DueTime) and due.standing_since:
        return Text(zh="目前暂停计时", en="the clock stands still at present")
    day, hour = _end(due)
    held_zh, held_en = ("（暂定）", " (provisional)") if due.provisional else ("", "")
    return Text(zh=f"{_zh(day)}{hour}到期{held_zh}", en=f"due {_en(day)}{hour}{held_en}")


def _end(due: Due | DueTime) -> tuple[date, str]:
    if isinstance(due, Due):
        return due.date, ""
    local: datetime = due.at.astimezone(due.started.tzinfo)
    return due.day, f" {local:%H:%M}" if due.unit is Unit.HOURS else ""


def _first_day(step: Step) -> Text:
    return Text(zh=f"{_zh(step.first)}起算，当日不计入", en=f"started {_en(step.first)}, first day not counted")


def _make_up_days(step: Step) -> Text:
    verb = "is a make-up working day" if step.first == step.last else "are make-up working days"
    return Text(zh=f"{_zh_span(step)}为调休上班日", en=f"{_en_span(step)} {verb}")


def _holidays(step: Step) -> Text:
    noun = "a holiday" if step.first == step.last else "holidays"
    return Text(zh=f"{_zh_span(step)}放假", en=f"{_en_span(step)} {noun}")


def _rolled(step: Step) -> Text:
    return Text(
        zh=f"最后一日{_zh(step.first)}遇放假，顺延至下一工作日",
        en=f"the last day, {_en(step.first)}, is a day off and moves to the next working day",
    )


def _paused(step: Step) -> Text:
    zh, en = _amount(step)
    why_zh, why_en = (f"（{step.reason.zh}）", f" ({step.reason.en})") if step.reason else ("", "")
    return Text(zh=f"暂停{zh}{why_zh}", en=f"paused {en}{why_en}")


def _amount(step: Step) -> tuple[str, str]:
    if isinstance(step.amount, timedelta):
        hours, minutes = divmod(int(step.amount.total_seconds()) // 60, 60)
        return f" {hours} 小时 {minutes} 分", f"{hours} h {minutes} min"
    days = "day" if step.amount == 1 else "days"
    if step.unit is Unit.WORKING_DAYS:
        return f" {step.amount} 个工作日", f"{step.amount} working {days}"
    return f" {step.amount} 日", f"{step.amount} {days}"


def _provisional(step: Step) -> Text:
    return Text(zh=f"{step.first.year} 年放假安排尚未公布", en=f"the calendar of {step.first.year} is not published yet")


_SAID: dict[StepKind, Callable[[Step], Text]] = {
    StepKind.FIRST_DAY: _first_day,
    StepKind.MAKE_UP_DAYS: _make_up_days,
    StepKind.HOLIDAYS: _holidays,
    StepKind.ROLLED: _rolled,
    StepKind.PAUSED: _paused,
    StepKind.PROVISIONAL: _provisional,
}


def _zh_span(step: Step) -> str:
    return _zh(step.first) if step.first == step.last else f"{_zh(step.first)}至{_zh(step.last)}"


def _en_span(step: Step) -> str:
    return _en(step.first) if step.first == step.last else f"{_en(step.first)} – {_en(step.last)}"


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
