"""One assessment opened for the person who looks at it: the complaint, what the rules say about it, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.triage.api.doors import seen_by
from services.triage.decisions.facts import facts_of
from services.triage.decisions.judgement import Suggestion, edition_of, suggest
from services.triage.decisions.jurisdiction import Barred
from services.triage.decisions.time_limits import assessment_due
from services.triage.lifecycle import Fact, Stage
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from services.triage.store.assessments import content_of, history
from services.triage.store.tables import Assessment, Entry
from shared.contracts.intake import Content, Message
from shared.contracts.words import Sealed
from shared.errors import Unreadable
from shared.procedures import Edition
from shared.process.parts import Parts
from shared.sealing import Keyring
from shared.web.staff.persons import Person
from shared.workdays import DueTime


@dataclass(frozen=True)
class Opened:
    """An assessment with its content in clear, which is nowhere kept so; `content` is None when it cannot be read.

    `suggestion` is what the rules say now, with the words that mattered; None when their edition is not installed.
    """

    row: Assessment
    edition: Edition[Section] | None
    content: Content | None
    history: list[tuple[Entry, str | None]]
    suggestion: Suggestion | None
    due: DueTime | None

    @property
    def added(self) -> list[str]:
        """What the complainant wrote later, oldest first."""
        return [words for entry, words in self.history if entry.fact == Fact.SUPPLEMENTED and words]

    @property
    def proposed_question(self) -> str:
        """What the procedure would ask for the first unmet condition, in the complainant's language; nothing when it asks nothing."""
        unmet = self.suggestion.unmet if self.suggestion else ()
        questions = [one.question for one in unmet if one.question]
        return getattr(questions[0], self.row.language) if questions else ""


async def opened(session: AsyncSession, parts: Parts[TriageSettings, Section], complaint_id: UUID, person: Person) -> Opened:
    """Open it; NotFound when there is none for this person."""
    row = await seen_by(session, complaint_id, person)
    entries = await history(session, complaint_id)
    edition = edition_of(parts.rules, row.procedure, row.edition)
    content = _content(row, parts.keys)
    past = [(entry, _words(entry, parts.keys)) for entry in entries]
    found = Opened(row, edition, content, past, None, due_of(row, edition, entries, parts.settings))
    if edition is None or content is None:
        return found
    barred = Barred(frozenset(row.complained_about), frozenset(row.handed_back_by))
    said = suggest(facts_of(row, content, found.added, parts.settings.days), edition.section, barred)
    return Opened(row, edition, content, past, said, found.due)


def due_of(row: Assessment, edition: Edition[Section] | None, entries: Sequence[Entry], settings: TriageSettings) -> DueTime | None:
    """When its assessment is due; nothing once it was assessed, or where the limit is not known."""
    if edition is None or row.stage not in (Stage.WAITING, Stage.ASKED):
        return None
    return assessment_due(edition.section, row.received_at, entries, settings.calendar, settings.days)


def _content(row: Assessment, keys: Keyring) -> Content | None:
    try:
        return keys.open(content_of(row), Content, row.complaint_id)
    except Unreadable:
        return None


def _words(entry: Entry, keys: Keyring) -> str | None:
    """What somebody wrote when this happened."""
    if entry.sealed is None:
        return None
    try:
        return keys.open(Sealed.model_validate(entry.sealed), Message, entry.complaint_id).text
    except Unreadable:
        return None
