"""The words of a letter: the pack's template with its places filled in, in the complainant's language."""

import re
from collections.abc import Mapping
from datetime import datetime

from services.notify.decisions import words
from services.notify.decisions.days import Reckoning
from services.notify.model import Complaint, Occurrence
from services.notify.procedure import Notice, Section
from shared.contracts.notify import Letter
from shared.contracts.words import Text
from shared.procedures import Edition

_PLACE = re.compile(r"\{([a-z_]{1,40})\}")
# How a letter calls a unit that is not known yet; every other place without a fact takes its line with it.
_SOME_UNIT = Text(zh="承办单位", en="the unit responsible")


def write(
    notice: Notice, complaint: Complaint, occurrence: Occurrence, edition: Edition[Section], now: datetime, days: Reckoning
) -> Letter:
    """The letter of this notice about this occurrence: plain text, signed and dated; nothing can break its subject (S35)."""
    language, template = complaint.language, notice.letter
    values = {**_always(notice, complaint, occurrence, edition, days), **_cleaned(occurrence.values)}
    subject = words.line(filled(words.said(template.subject, language), values))
    body = filled(words.said(template.body, language), values)
    signature = words.said(edition.section.sender.signature, language)
    return Letter(subject=subject, body=f"{body}\n\n{signature}\n{days.day(now, language)}\n")


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled in, once: what a value holds is never read as a template.

    A line with a place about which there is nothing to say is left out whole.
    """
    lines = [line for line in template.strip().split("\n") if all(values[name] for name in _PLACE.findall(line))]
    return words.body(_PLACE.sub(lambda place: values[place[1]], "\n".join(lines)))


def _always(notice: Notice, complaint: Complaint, occurrence: Occurrence, edition: Edition[Section], days: Reckoning) -> dict[str, str]:
    language, following = complaint.language, notice.next
    limit = following.limit if following else None
    return {
        "reference": complaint.reference,
        "received_on": days.day(complaint.received_at, language),
        "procedure_title": words.said(edition.title, language),
        "receipt_hint": words.said(edition.section.receipt_hint, language),
        "unit": words.said(complaint.unit_name or _SOME_UNIT, language),
        "next_step": words.said(following.text, language) if following else "",
        "due_on": days.until(limit, occurrence.at, language, rolls_over=following.rolls_over) if following and limit else "",
    }


def _cleaned(values: Mapping[str, str]) -> dict[str, str]:
    return {name: words.body(value) for name, value in values.items()}
