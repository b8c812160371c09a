"""A case that is open in a transaction: facts are recorded one by one, then its clocks are settled and it is written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.investigation import store
from services.investigation.commands import CaseCommand
from services.investigation.decisions.announcements import P, announcement
from services.investigation.decisions.clocks.alarms import alarms
from services.investigation.decisions.clocks.time_limits import OfficeTime, Reading, next_due, readings
from services.investigation.decisions.folding import next_number, with_entry
from services.investigation.decisions.permissions import check_permitted
from services.investigation.model import CaseFile, Entry, Fact, Outdated, Said
from services.investigation.procedure import Section
from services.investigation.settings import InvestigationSettings
from shared.contracts.intake import Message
from shared.contracts.registry import Event
from shared.contracts.words import Sealed
from shared.messaging.transaction import Transaction
from shared.procedures import Editions
from shared.sealing import Keyring

Rules = Editions[Section]
OWN = ("investigation",)
TO_COMPLAINANT = ("intake", "notify")


class Answer(BaseModel):
    """What every command is answered with."""

    reference: str
    version: int
    stage: str


@dataclass
class OpenCase:
    """One case, locked until the transaction ends."""

    tx: Transaction
    row: store.CaseRow
    case: CaseFile
    section: Section
    keys: Keyring
    office: OfficeTime

    @property
    def clocks(self) -> list[Reading]:
        """How the case's clocks stand now."""
        return readings(self.case, self.section, self.office)

    def record(
        self,
        fact: Fact,
        data: dict[str, Any] | None = None,
        *,
        text: str | None = None,
        about: str | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Add a fact to the history, its text sealed for this service alone; NotPermitted where the stage forbids it."""
        sealed = self.keys.seal(Said(text=text, about=about), OWN, self.case.complaint_id) if text is not None else None
        return self.note(fact, data or {}, sealed, at or self.tx.now)

    def note(self, fact: Fact, data: dict[str, Any], sealed: Sealed | None, at: datetime, who: str | None = None) -> Entry:
        """Add a fact whose text, if any, came sealed already; by the actor of the transaction unless somebody else is named."""
        entry = Entry(number=next_number(self.case), at=at, who=who or self.tx.actor, fact=fact, data=data, sealed=sealed)
        self.case = with_entry(self.case, entry)
        return entry

    def said(self, entry: Entry) -> Said:
        """The text of an entry."""
        return self.keys.open(entry.sealed, Said, self.case.complaint_id) if entry.sealed else Said(text="")

    def tell(self, content: BaseModel) -> Sealed:
        """Seal what the complainant will read, for the services that carry it."""
        return self.keys.seal(content, TO_COMPLAINANT, self.case.complaint_id)

    def message(self, text: str, readers: tuple[str, ...] = TO_COMPLAINANT) -> Sealed:
        """A text sealed for its readers."""
        return self.keys.seal(Message(text=text), readers, self.case.complaint_id)

    def publish(self, kind: type[Event], **more: Any) -> None:
        """Say a fact of this case to the other services."""
        self.tx.publish(kind(complaint_id=self.case.complaint_id, at=self.tx.now, **more))

    def announce(self, kind: type[P], **more: Any) -> None:
        """Say a fact of this case to the world, unless it is a report of wrongdoing."""
        fact = announcement(kind, self.case, self.tx.now, **more)
        if fact is not None:
            self.tx.publish(fact)

    def settle(self) -> Answer:
        """Set the clocks' alarms anew, refresh what the lists show, and write everything down."""
        clocks = self.clocks
        self._set_alarms({alarm.timer: alarm.at for alarm in alarms(self.case, clocks, self.office)})
        first = next_due(clocks)
        if first is None:
            store.set_next(self.row, None, None, provisional=False)
        else:
            store.set_next(self.row, first.rule.code, first.due.at, provisional=first.due.provisional)
        store.save(self.tx.session, self.row, self.case, self.tx.now)
        return Answer(reference=self.case.reference, version=self.row.version, stage=self.case.stage)

    def _set_alarms(self, wanted: dict[str, datetime]) -> None:
        """Arm what is new or has moved, stop what is no longer wanted, leave the rest alone: arming again would ring again."""
        written = {timer: at.isoformat() for timer, at in wanted.items()}
        for timer in self.row.alarms.keys() - written.keys():
            self.tx.cancel(self.case.complaint_id, timer)
        for timer, at in written.items():
            if self.row.alarms.get(timer) != at:
                self.tx.arm(self.case.complaint_id, timer, wanted[timer])
        self.row.alarms = written


async def case_of(tx: Transaction, complaint_id: UUID, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> OpenCase:
    """The case of this complaint, to write what was heard; NotFound while nothing is known of it."""
    row, case = await store.locked_case(tx.session, complaint_id)
    return opened(tx, row, case, rules, keys, settings)


async def case_for(tx: Transaction, command: CaseCommand, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> OpenCase:
    """The case that a person works on: visible and permitted to that person, and as that person read it."""
    row, case = await store.locked_case(tx.session, command.reference)
    open_case = opened(tx, row, case, rules, keys, settings)
    check_permitted(command, case, open_case.section)
    if command.version != row.version:
        raise Outdated
    return open_case


def opened(tx: Transaction, row: store.CaseRow, case: CaseFile, rules: Rules, keys: Keyring, settings: InvestigationSettings) -> OpenCase:
    """The case under the edition that governs it."""
    section = rules.for_open_case(case.procedure, case.edition, tx.now).section
    return OpenCase(tx, row, case, section, keys, settings.office)
