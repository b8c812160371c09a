"""What the forms ask: answers as typed, turned into a submission, or for each that is not right what to do about it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from services.intake.commands.submission import Submission
from services.intake.procedure import Section
from shared.errors import Problem
from shared.web.pages.catalogues import Words
from shared.web.pages.forms import Fields
from shared.web.problems.places import explained

# Each question of the portal, in the order asked, and where its answer stands in a submission.
ASKED: dict[str, tuple[str, ...]] = {
    "narrative": ("narrative",),
    "asks": ("asks",),
    "title": ("title",),
    "kind": ("kind",),
    "territory": ("territory",),
    "authority": ("authority",),
    "business": ("business",),
    "respondent_unit": ("respondents", "unit"),
    "respondent_person": ("respondents", "person"),
    "occurred_from": ("occurred", "from"),
    "occurred_to": ("occurred", "to"),
    "place": ("occurred", "place"),
    "ongoing_harm": ("ongoing_harm",),
    "identity": ("identity",),
    "name": ("complainant", "name"),
    "phone": ("complainant", "phone"),
    "address": ("complainant", "address"),
    "reply": ("contact", "channel"),
    "reply_to": ("contact", "value"),
    "publish_consent": ("publish_consent",),
    "mediation_consent": ("mediation_consent",),
}
# What only a clerk is asked beside it.
ASKED_OF_CLERKS: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "received_at": ("received_at",),
    "branch_ref": ("branch_ref",),
    "referred_by": ("referred_by",),
    "language": ("language",),
}
BOXES = ("ongoing_harm", "publish_consent", "mediation_consent")
_DAYS = ("occurred_from", "occurred_to")
_NAMES = {place: name for name, place in (ASKED | ASKED_OF_CLERKS).items()} | {
    ("respondents",): "respondent_unit",
    ("contact",): "reply",
    ("complainant",): "name",
    ("respondents", "text"): "respondent_unit",
}

Typed = dict[str, str]


def typed_in(fields: Fields, names: Iterable[str]) -> Typed:
    """What was typed under these names and nothing else; days in plain digits, whatever width they were typed in."""
    typed = {name: fields.one(name) for name in names}
    return {name: unicodedata.normalize("NFKC", text) if name in _DAYS else text for name, text in typed.items()}


def blank(names: Iterable[str], **chosen: str) -> Typed:
    """A form nobody has written into."""
    return dict.fromkeys(names, "") | chosen


def submission_from(procedure: str, typed: Mapping[str, str], words: Words, **stated: Any) -> tuple[Submission | None, Typed]:
    """The submission, or the sentences about what is wrong with it, by question. `stated` is not typed but known."""
    body: dict[str, Any] = {"procedure": procedure}
    for name, text in typed.items():
        if text and name not in stated:
            _put(body, (ASKED | ASKED_OF_CLERKS)[name], name in BOXES or text)
    if body.get("contact", {}).get("channel") == "portal":
        body["contact"].pop("value", None)
    try:
        return Submission.model_validate(_in_lists(body) | {name: value for name, value in stated.items() if value is not None}), {}
    except ValidationError as error:
        return None, problems_by_question(explained(error.errors(include_url=False, include_input=False), words), words)


def _put(body: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    *outer, last = place
    for name in outer:
        body = body.setdefault(name, {})
    body[last] = value


def _in_lists(body: dict[str, Any]) -> dict[str, Any]:
    """The form asks for one respondent, a submission has a list of them."""
    return {**body, "respondents": [body["respondents"]]} if "respondents" in body else body


def problems_by_question(problems: Sequence[Problem], words: Words) -> Typed:
    """The sentence about each answer that is not right, with the question in front."""
    return {name: sentence(name, said, words) for name, said in _placed(problems)}


def sentence(name: str, said: str, words: Words) -> str:
    """The problem with its question in front."""
    return words.say("%(question)s: %(problem)s", question=words.label("ask", name).rstrip("?？"), problem=said)


def _placed(problems: Sequence[Problem]) -> Iterable[tuple[str, str]]:
    for problem in reversed(problems):
        place = tuple(part for part in problem.pointer.split("/") if part and not part.isdigit())
        yield _NAMES.get(place, "narrative"), problem.message


def read_back(section: Section, typed: Mapping[str, str], words: Words) -> list[tuple[str, str]]:
    """Question and answer of everything that was answered, in the words that people read."""
    return [(name, _said(name, text, section, words)) for name, text in typed.items() if text]


def _said(name: str, text: str, section: Section, words: Words) -> str:
    if name in BOXES:
        return words.say("Yes")
    question = section.questions().get(name)
    if question is not None:
        return next((str(getattr(choice.text, words.language)) for choice in question.choices if choice.code == text), text)
    families = {"kind": "kind", "identity": "identity", "reply": "reply_channel", "channel": "channel"}
    return words.label(families[name], text) if name in families else text
