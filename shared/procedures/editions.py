"""Editions by day: which edition of a procedure governs what arrived when."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from shared.contracts.words import Text
from shared.errors import NotFound

SectionT = TypeVar("SectionT")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Edition(Generic[SectionT]):
    """One dated edition of one procedure, with the one section its reader needs."""

    procedure: str
    edition: date
    title: Text
    source: Text
    applies_to_open_cases: bool
    until: date | None
    section: SectionT

    @property
    def id(self) -> str:
        """The name of the procedure, as it stands in events and addresses."""
        return self.procedure


class Editions(Generic[SectionT]):
    """All editions of all procedures; `zone` says whose day it is when a moment is asked about."""

    def __init__(self, editions: Iterable[Edition[SectionT]], zone: ZoneInfo = SHANGHAI) -> None:
        self._zone = zone
        self._by_procedure: dict[str, dict[date, Edition[SectionT]]] = {}
        for edition in sorted(editions, key=lambda each: (each.procedure, each.edition)):
            self._by_procedure.setdefault(edition.procedure, {})[edition.edition] = edition

    def in_force(self, procedure: str, at: datetime | date) -> Edition[SectionT]:
        """The edition in force on the organisation's day of `at` (an aware moment or a day).

        NotFound when the procedure is unknown, `at` is before its first edition, or the edition was repealed by then.
        """
        editions, day = self._of_procedure(procedure), self._day(at)
        position = bisect_right(list(editions), day)
        if position == 0:
            raise NotFound(f"Procedure {procedure} has no edition in force on {day}: its first is {next(iter(editions))}.")
        edition = list(editions.values())[position - 1]
        if edition.until and day >= edition.until:
            raise NotFound(f"Procedure {procedure} is not in force on {day}: it was repealed on {edition.until}.")
        return edition

    def find(self, procedure: str, at: datetime | date) -> Edition[SectionT] | None:
        """The edition in force then, None where there is none: for those to whom that is an answer."""
        try:
            return self.in_force(procedure, at)
        except NotFound:
            return None

    def of(self, procedure: str, edition: date) -> Edition[SectionT]:
        """The edition that a case was stored with; NotFound when its pack was taken away."""
        editions = self._of_procedure(procedure)
        if edition not in editions:
            listed = ", ".join(str(day) for day in editions)
            raise NotFound(f"Procedure {procedure} has no edition of {edition}, only {listed}: put its file back, cases still live by it.")
        return editions[edition]

    def for_open_case(self, procedure: str, edition: date, at: datetime | date) -> Edition[SectionT]:
        """What governs a case stored with `edition` at `at`: the latest edition since then that applies to open cases, else its own."""
        day, current = self._day(at), self.of(procedure, edition)
        for later in self._of_procedure(procedure).values():
            if edition < later.edition <= day and later.applies_to_open_cases:
                current = later
        return current

    def all(self) -> list[Edition[SectionT]]:
        """Every edition, by procedure and day."""
        return [edition for editions in self._by_procedure.values() for edition in editions.values()]

    def procedures(self) -> list[str]:
        """The names of all procedures, in order."""
        return list(self._by_procedure)

    def _of_procedure(self, procedure: str) -> dict[date, Edition[SectionT]]:
        if procedure not in self._by_procedure:
            raise NotFound(f"There is no procedure {procedure!r}; there are: {', '.join(self._by_procedure) or 'none'}.")
        return self._by_procedure[procedure]

    def _day(self, at: datetime | date) -> date:
        return at.astimezone(self._zone).date() if isinstance(at, datetime) else at
