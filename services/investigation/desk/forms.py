"""The forms of the case page: one for each command, its questions and the choices that the procedure gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.investigation import commands as c
from services.investigation.api.acting import body_of
from services.investigation.commands import CaseCommand
from services.investigation.decisions.clocks.extensions import open_requests
from services.investigation.decisions.next_steps import NextStep, open_measures
from services.investigation.decisions.overview import Overview
from services.investigation.model import CaseFile, Said
from services.investigation.procedure import Section
from shared.contracts.words import Text
from shared.web.pages.forms import Fields

Choices = Sequence[tuple[str, Text]]
# What stops a person for a moment: it cannot be taken back.
FINAL = (c.DecideCase, c.CloseCase, c.HandBack, c.DecideAppeal)
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")


@dataclass(frozen=True)
class Question:
    """One question of a form; `name` is `<verb>.<field>`, so that no two on a page are called the same."""

    name: str
    field: str
    kind: str
    required: bool
    options: Choices = ()


@dataclass(frozen=True)
class Form:
    """One thing to do, ready to be filled in."""

    verb: str
    questions: Sequence[Question]
    waits_for: Sequence[Text]
    final: bool


@dataclass(frozen=True)
class Surroundings:
    """What the choices of a form are taken from."""

    case: CaseFile
    section: Section
    view: Overview
    texts: Mapping[int, Said]


def form_of(step: NextStep, around: Surroundings) -> Form:
    """The form of one next step."""
    body = body_of(step.command)
    questions = [_question(step.command, name, field.is_required(), around) for name, field in body.model_fields.items()]
    return Form(step.command.VERB, questions, step.waits_for, step.command in FINAL)


def given(command: type[CaseCommand], fields: Fields) -> dict[str, Any]:
    """What was filled in, by field; an empty answer is none."""
    named = {name: fields.one(f"{command.VERB}.{name}") for name in body_of(command).model_fields}
    return {name: value for name, value in named.items() if value}


def _question(command: type[CaseCommand], field: str, required: bool, around: Surroundings) -> Question:  # noqa: FBT001 - as the model says
    name = f"{command.VERB}.{field}"
    choices = _CHOICES.get((command, field))
    if choices is not None:
        options = choices(around)
        wanted = required or ((command, field) == (c.RecordFinding, "cause") and around.section.cause_required)
        return Question(name, field, "select", wanted, options if required else [("", Text(zh="–", en="–")), *options])
    return Question(name, field, _KINDS.get(field, "text"), required)


_KINDS = {
    "text": "area",
    "reasons": "area",
    "reason": "area",
    "question": "area",
    "note": "area",
    "due": "date",
    "on": "datetime-local",
    "length": "number",
    "consent": "check",
}


def _findings(around: Surroundings) -> Choices:
    return [(value.code, value.text) for value in around.section.findings]


def _outcomes(around: Surroundings) -> Choices:
    return [(outcome.code, outcome.text) for outcome in around.section.outcomes]


def _grounds(around: Surroundings) -> Choices:
    return [(ground.code, ground.text) for ground in around.section.mediation.end_grounds] if around.section.mediation else []


def _open_measures(around: Surroundings) -> Choices:
    still = set(open_measures(around.case))
    return [(str(each.entry), _with(each.text, around.texts.get(each.entry))) for each in around.view.measures if each.entry in still]


def _requests(around: Surroundings) -> Choices:
    names = {clock.code: clock.text for clock in around.view.clocks}
    found = open_requests(around.case)
    return [(str(entry.number), _with(names.get(entry.data["clock"], YES), around.texts.get(entry.number))) for entry in found]


def _clocks(around: Surroundings) -> Choices:
    return [(clock.code, clock.text) for clock in around.view.clocks if clock.extendable]


def _with(words: Text, said: Said | None) -> Text:
    more = said.text[:80] if said else ""
    return Text(zh=f"{words.zh}：{more}", en=f"{words.en}: {more}")


def _yes_or_no(_around: Surroundings) -> Choices:
    return [("yes", YES), ("no", NO)]


_CHOICES: dict[tuple[type[CaseCommand], str], Callable[[Surroundings], Choices]] = {
    (c.RecordFinding, "value"): _findings,
    (c.RecordFinding, "cause"): lambda around: [(cause.code, cause.text) for cause in around.section.causes],
    (c.AddMeasure, "kind"): lambda around: [(kind.code, kind.text) for kind in around.section.measures],
    (c.FinishMeasure, "measure"): _open_measures,
    (c.EndMediation, "agreed"): _yes_or_no,
    (c.EndMediation, "ground"): _grounds,
    (c.SettleClue, "filed"): _yes_or_no,
    (c.DecideCase, "outcome"): _outcomes,
    (c.DecideAppeal, "changed"): _yes_or_no,
    (c.DecideAppeal, "outcome"): _outcomes,
    (c.HandBack, "reason"): lambda around: [(reason.code, reason.text) for reason in around.section.hand_back_reasons],
    (c.RequestExtension, "clock"): _clocks,
    (c.AnswerExtension, "request"): _requests,
    (c.AnswerExtension, "approved"): _yes_or_no,
}
