"""What follows from a submission: what is wrong with it, how it is registered, what its complainant is told to expect."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Literal
from uuid import UUID

from services.intake.commands.submission import Occurred, Submission
from services.intake.model import Complaint, Flaw, Submitter
from services.intake.procedure import Question, Section
from shared.contracts.intake import Complainant, Contact, Content, Received, Respondent
from shared.contracts.public import ComplaintReceived
from shared.contracts.words import Channel, Identity, Kind, ReplyChannel, Sealed
from shared.procedures import Edition

_E_MAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]]{1,190}\.[^\s@<>(),;:\"\\\[\].]{2,60}\Z")
_TELEPHONE = re.compile(r"[+(]?[0-9][0-9 ()/.,#*-]{3,38}\Z")
_FIRST_YEAR = 1900
_HAN = re.compile(r"[\u3400-\u9fff]")


def identity_of(submission: Submission) -> Identity:
    """What the complainant chose; without a choice whoever gives a name is named, everybody else anonymous."""
    if submission.identity is not None:
        return submission.identity
    named = submission.complainant is not None and submission.complainant.name is not None
    return Identity.NAMED if named else Identity.ANONYMOUS


def channel_of(submission: Submission, by: Submitter) -> Channel:
    """How the complaint came."""
    return submission.channel or by.own_channel


def language_of(submission: Submission, offered: Iterable[Literal["zh", "en"]]) -> Literal["zh", "en"]:
    """The language of our letters: the complainant's choice, else that of the narrative, among those that the procedure offers."""
    spoken: Literal["zh", "en"] = "zh" if _HAN.search(submission.narrative) else "en"
    wanted, possible = submission.language or spoken, tuple(offered)
    return wanted if wanted in possible else possible[0]


def dating_flaws(submission: Submission, by: Submitter, now: datetime) -> list[Flaw]:
    """Only an office may say when a complaint came, and nothing comes in the future."""
    if submission.received_at is None:
        return []
    if not by.is_office:
        return [Flaw("received_at", "office_only")]
    if submission.received_at.year < _FIRST_YEAR:
        return [Flaw("received_at", "no_edition")]
    return [Flaw("received_at", "in_the_future")] if submission.received_at > now else []


def flaws(submission: Submission, by: Submitter, section: Section) -> list[Flaw]:
    """Everything about this submission that the procedure or the outside contract does not allow."""
    found = (_offered(submission, section), _channel(submission, by, section), _person(submission), _contact(submission), _rest(submission))
    return [*chain(*found, _questions(submission, section), _required(submission, section))]


def _offered(submission: Submission, section: Section) -> Iterator[Flaw]:
    if submission.kind not in section.kinds:
        yield Flaw("kind", "not_offered", {"offered": ", ".join(section.kinds)})
    if identity_of(submission) not in section.identities:
        yield Flaw("identity", "not_offered", {"offered": ", ".join(section.identities)})
    if len(submission.narrative) > section.max_narrative:
        yield Flaw("narrative", "string_too_long", {"max_length": str(section.max_narrative)})


def _channel(submission: Submission, by: Submitter, section: Section) -> Iterator[Flaw]:
    if not by.is_office and submission.channel not in (None, by.own_channel):
        yield Flaw("channel", "office_only")
    elif not section.offers(channel_of(submission, by)):
        yield Flaw("channel", "not_offered", {"offered": ", ".join(channel.code for channel in section.channels)})


def _person(submission: Submission) -> Iterator[Flaw]:
    """An anonymous complainant is not asked who it is, and what nobody needs is not kept."""
    if submission.complainant is not None and identity_of(submission) is Identity.ANONYMOUS:
        yield Flaw("complainant", "anonymous")


def _contact(submission: Submission) -> Iterator[Flaw]:
    contact = submission.contact
    if contact is None or contact.channel is ReplyChannel.PORTAL:
        return
    if contact.value is None:
        yield Flaw("contact.value", "missing")
    elif contact.channel is ReplyChannel.EMAIL and not _E_MAIL.match(contact.value):
        yield Flaw("contact.value", "email_format")
    elif contact.channel is ReplyChannel.PHONE and not _TELEPHONE.match(_plain(contact.value)):
        yield Flaw("contact.value", "phone_format")


def _rest(submission: Submission) -> Iterator[Flaw]:
    if submission.attachments:
        yield Flaw("attachments", "unknown_file")


def _questions(submission: Submission, section: Section) -> Iterator[Flaw]:
    """What the procedure asks with a list is answered from the list; what it does not ask is kept as it is."""
    for name, question in section.questions().items():
        answer = getattr(submission, name)
        if answer is not None and not question.offers(answer):
            yield Flaw(name, "not_offered", {"offered": _codes(question)})


def _codes(question: Question) -> str:
    codes = [choice.code for choice in question.choices]
    return ", ".join(codes[:20]) + (" …" if len(codes) > 20 else "")  # noqa: PLR2004 - a sentence, not a list


def _required(submission: Submission, section: Section) -> Iterator[Flaw]:
    anonymous = identity_of(submission) is Identity.ANONYMOUS
    given = _answers(submission)
    for name in section.required:
        if not given[name][1] and not (anonymous and name in ("name", "contact")):
            yield Flaw(given[name][0], "missing")


def _answers(submission: Submission) -> dict[str, tuple[str, object]]:
    """Each thing a procedure may require: its field and what was given."""
    occurred, complainant = submission.occurred, submission.complainant
    return {
        "title": ("title", submission.title),
        "name": ("complainant.name", complainant and complainant.name),
        "contact": ("contact.channel", submission.contact),
        "occurred_from": ("occurred.from", occurred and occurred.from_),
        "place": ("occurred.place", occurred and occurred.place),
        "respondents": ("respondents", submission.respondents),
        "asks": ("asks", submission.asks),
        "authority": ("authority", submission.authority),
        "business": ("business", submission.business),
        "territory": ("territory", submission.territory),
    }


def content_of(submission: Submission) -> Content:
    """The complaint in the complainant's words, for triage and investigation alone."""
    occurred = submission.occurred or Occurred()
    return Content(
        title=submission.title,
        narrative=submission.narrative,
        occurred_from=occurred.from_,
        occurred_to=occurred.to,
        place=occurred.place,
        respondents=[Respondent(unit=one.unit, person=one.person, text=one.text) for one in submission.respondents],
        asks=submission.asks,
        referred_by=submission.referred_by,
        branch_ref=submission.branch_ref,
    )


def contact_of(submission: Submission) -> Contact | None:
    """Where letters go, for notify alone; None where the portal is the only way."""
    contact = submission.contact
    if contact is None or contact.channel is ReplyChannel.PORTAL:
        return None
    value = _plain(contact.value or "") if contact.channel is ReplyChannel.PHONE else contact.value
    named = identity_of(submission) is not Identity.ANONYMOUS and submission.complainant is not None
    return Contact(channel=contact.channel, value=value, name=submission.complainant.name if named and submission.complainant else None)


def complainant_of(submission: Submission) -> Complainant | None:
    """Who complains, for the vault alone."""
    given = submission.complainant
    return None if given is None else Complainant(**given.model_dump())


def _plain(number: str) -> str:
    """Full-width digits and signs as plain ones."""
    return number.translate(_NARROW)


_NARROW = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0x3000: 0x20}


def complaint_of(
    submission: Submission,
    by: Submitter,
    edition: Edition[Section],
    *,
    complaint_id: UUID,
    reference: str,
    receipt_mark: bytes,
    now: datetime,
) -> Complaint:
    """The complaint as intake remembers it."""
    return Complaint(
        complaint_id=complaint_id,
        reference=reference,
        receipt_mark=receipt_mark,
        procedure=edition.procedure,
        edition=edition.edition,
        kind=submission.kind,
        channel=channel_of(submission, by),
        branch=by.branch,
        territory=submission.territory,
        language=language_of(submission, edition.section.languages),
        received_at=(submission.received_at or now).astimezone(UTC),
        registered_at=now,
    )


def received(complaint: Complaint, submission: Submission, content: Sealed, contact: Sealed | None, complainant: Sealed | None) -> Received:
    """What the other services are told of a new complaint."""
    given = submission.contact
    return Received(
        complaint_id=complaint.complaint_id,
        at=complaint.registered_at,
        reference=complaint.reference,
        procedure=complaint.procedure,
        edition=complaint.edition,
        kind=complaint.kind,
        identity=identity_of(submission),
        channel=complaint.channel,
        branch=complaint.branch,
        territory=complaint.territory,
        authority=submission.authority,
        business=submission.business,
        received_at=complaint.received_at,
        language="zh" if complaint.language == "zh" else "en",
        ongoing_harm=submission.ongoing_harm,
        publish_consent=submission.publish_consent,
        mediation_consent=submission.mediation_consent,
        reply_channel=given.channel if given else ReplyChannel.PORTAL,
        content=content,
        contact=contact,
        complainant=complainant,
    )


def is_told_to_others(kind: Kind) -> bool:
    """Reports of wrongdoing are published nowhere."""
    return kind is not Kind.REPORT


def public_received(complaint: Complaint) -> ComplaintReceived:
    """What other systems are told: no text, no person."""
    return ComplaintReceived(
        reference=complaint.reference,
        procedure=complaint.procedure,
        edition=complaint.edition.isoformat(),
        kind=complaint.kind,
        channel=complaint.channel,
        category=None,
        severity=None,
        unit=None,
        territory=complaint.territory,
        at=complaint.registered_at,
        received_at=complaint.received_at,
    )
