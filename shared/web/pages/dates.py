"""Dates and times as people of the two languages write them, in the organisation's time zone."""

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime

_DATE = {"zh": "y年M月d日", "en": "d MMM y"}
_MOMENT = {"zh": "y年M月d日 HH:mm", "en": "d MMM y, HH:mm"}


def say_date(day: date | datetime, language: str, zone: tzinfo) -> str:
    """`2026年11月23日` or `23 Nov 2026`; a moment is first moved to the zone, in which its day may be another."""
    local = _in_zone(day, zone).date() if isinstance(day, datetime) else day
    return format_date(local, _DATE[language], locale=language)


def say_moment(moment: datetime, language: str, zone: tzinfo) -> str:
    """`2026年11月23日 17:30` or `23 Nov 2026, 17:30`, in the zone."""
    return format_datetime(_in_zone(moment, zone), _MOMENT[language], locale=language)


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown; pass an aware datetime")
    return moment.astimezone(zone)
