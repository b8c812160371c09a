"""How a clock was worked out, in words: the same on the desk and in the interface."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.investigation.decisions.clocks.time_limits import OfficeTime, Reading
from shared.contracts.words import Text
from shared.procedures import Unit
from shared.workdays import explained
from shared.workdays.words import MONTHS

UNITS: dict[Unit, Text] = {
    Unit.HOURS: Text(zh="小时", en="hours"),
    Unit.DAYS: Text(zh="日", en="days"),
    Unit.WORKING_DAYS: Text(zh="个工作日", en="working days"),
}


def explanation(reading: Reading, zone: ZoneInfo) -> Text:
    """The limit, its extension, every day that was counted or not, and when it was stopped."""
    parts = [_limit(reading), explained(reading.due)]
    if reading.stopped:
        parts.append(_stopped(reading.stopped.astimezone(zone)))
    return Text(zh="".join(part.zh for part in parts), en=" ".join(part.en for part in parts))


def amount(length: int, unit: Unit) -> Text:
    """A length of time in the words of both languages, e.g. 7 个工作日, 7 working days."""
    words = UNITS[unit]
    return Text(zh=f"{length} {words.zh}", en=f"{length} {words.en if length != 1 else words.en.removesuffix('s')}")


def _limit(reading: Reading) -> Text:
    unit = reading.rule.limit.unit
    limit, extension = amount(reading.rule.limit.length, unit), amount(reading.extended, unit)
    if not reading.extended:
        return Text(zh=f"期限 {limit.zh}。", en=f"Limit {limit.en}.")
    return Text(zh=f"期限 {limit.zh}，经批准延长 {extension.zh}。", en=f"Limit {limit.en}, extended by {extension.en} with approval.")


def _stopped(at: datetime) -> Text:
    return Text(
        zh=f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}停止计时。", en=f"Stopped {at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}."
    )


def left(due_at: datetime, unit: Unit, now: datetime, office: OfficeTime) -> Text:
    """What is left or what it is late by, in the unit that the clock counts: 剩 2 个工作日, 2 working days left."""
    length = _between(now, due_at, unit, office)
    if now > due_at:
        late = amount(-length, unit)
        return Text(zh=f"已超期 {late.zh}", en=f"{late.en} late") if length else Text(zh="已超期", en="late")
    remaining = amount(length, unit)
    if length == 0 and unit is not Unit.HOURS:
        return Text(zh="今日到期", en="due today")
    return Text(zh=f"剩 {remaining.zh}", en=f"{remaining.en} left")


def _between(now: datetime, due_at: datetime, unit: Unit, office: OfficeTime) -> int:
    """Whole units from now until due, negative when it is past; days are the organisation's."""
    if unit is Unit.HOURS:
        return int((due_at - now).total_seconds() / 3600)
    today, last = now.astimezone(office.zone).date(), due_at.astimezone(office.zone).date()
    return (last - today).days if unit is Unit.DAYS else office.calendar.working_days_between(today, last)
