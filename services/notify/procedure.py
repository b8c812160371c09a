"""What a procedure settles for notify: which fact produces which notice, in which words, and what a person does by telephone or post."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shared.contracts.words import Kind
from shared.procedures.broken import broken_rule
from shared.procedures.tables import once
from shared.procedures.types import Clause, Limit, PackText

# What happened to a complaint, as far as somebody may have to be told.
Occasion = Literal[
    "received",
    "accepted",
    "refused",
    "routed",
    "completion_requested",
    "information_requested",
    "progressed",
    "decided",
    "withdrawn",
    "appeal_opened",
    "appeal_refused",
    "appeal_decided",
    "closed",
]
About = Literal[
    "acknowledgement",
    "acceptance",
    "refusal",
    "hand_over",
    "information_request",
    "progress",
    "result",
    "withdrawal",
    "appeal_acknowledgement",
    "appeal_refusal",
    "appeal_result",
    "survey",
]

# Told under every procedure: nobody is left without an answer.
REQUIRED = frozenset({"received", "refused", "completion_requested", "information_requested", "progressed", "decided", "withdrawn"})

_ALWAYS = {"reference", "received_on", "procedure_title", "receipt_hint", "next_step", "due_on"}
# What a letter about each occasion can fill in. `other_routes` are where else the matter can be taken.
PLACES: dict[str, set[str]] = {
    "received": _ALWAYS,
    "accepted": _ALWAYS,
    "refused": _ALWAYS | {"ground", "other_routes"},
    "routed": _ALWAYS | {"unit"},
    "completion_requested": _ALWAYS | {"question"},
    "information_requested": _ALWAYS | {"question", "unit"},
    "progressed": _ALWAYS | {"note", "unit"},
    "decided": _ALWAYS | {"outcome", "reasons", "measures", "appeal_until", "unit"},
    "withdrawn": _ALWAYS,
    "appeal_opened": _ALWAYS | {"unit"},
    "appeal_refused": _ALWAYS | {"ground"},
    "appeal_decided": _ALWAYS | {"outcome", "reasons", "measures", "unit"},
    "closed": _ALWAYS | {"outcome", "unit"},
}
_PLACE = re.compile(r"\{([a-z_]{1,40})\}")


def _only_places(text: PackText) -> PackText:
    for words in (text.zh, text.en):
        if "{" in _PLACE.sub("", words) or "}" in _PLACE.sub("", words):
            zh = "花括号只能用来写 {reference} 这样的占位。"
            en = "a brace may only stand in a place like {reference}: take the others out."
            raise broken_rule("stray_brace", zh=zh, en=en)
    return text


LetterText = Annotated[PackText, AfterValidator(_only_places)]


class Next(Clause):
    """What the complainant may expect next; `limit` counts from the occasion and gives `{due_on}`.

    `rolls_over` carries a last day on a public holiday to the next working day, as the clock of the same name does.
    """

    text: PackText
    limit: Limit | None = None
    rolls_over: bool = False


class Letter(Clause):
    """Subject and body in both languages, with places."""

    subject: LetterText
    body: LetterText

    def places(self) -> set[str]:
        """Every place used in any of the four texts."""
        texts = (self.subject.zh, self.subject.en, self.body.zh, self.body.en)
        return {name for text in texts for name in _PLACE.findall(text)}


class Notice(Clause):
    """One kind of notice, the occasions that produce it and the kinds of complaint it is written for.

    `in_writing` means that a telephone call alone does not do.
    """

    about: About
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = tuple(Kind)
    on: Annotated[tuple[Occasion, ...], Field(min_length=1)]
    next: Next | None = None
    in_writing: bool = False
    letter: Letter

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> Self:
        for occasion in self.on:
            unknown = sorted(self.letter.places() - PLACES[occasion])
            if unknown:
                names, listed = ", ".join(unknown), ", ".join(sorted(PLACES[occasion]))
                zh = f"{self.about} 的信函在 {occasion} 时不能填入 {names}；可用：{listed}。"
                en = f"the letter of {self.about} cannot fill in {names} on {occasion}; it can: {listed}."
                raise broken_rule("unknown_place", zh=zh, en=en)
        return self

    @model_validator(mode="after")
    def _next_is_given(self) -> Self:
        used = self.letter.places()
        lacking = ("next_step" in used and self.next is None) or ("due_on" in used and (self.next is None or self.next.limit is None))
        if lacking:
            zh = f"{self.about} 的信函用到 next_step 或 due_on，请写 next（due_on 还需要 next.limit）。"
            en = f"the letter of {self.about} uses next_step or due_on: add next with its text, and next.limit for due_on."
            raise broken_rule("no_next", zh=zh, en=en)
        return self


class PersonTask(Clause):
    """What a person does when the answer goes by telephone or post; `within` is counted from the fact that is told."""

    channel: Literal["phone", "letter"]
    text: PackText
    within: Limit | None = None


class Sender(Clause):
    """In whose name letters are written."""

    name: PackText
    signature: PackText


class Section(Clause):
    """Notify's part of an edition. E-mail and portal are sent by themselves; telephone and letter are tasks for a person."""

    sender: Sender
    receipt_hint: PackText
    notices: Annotated[tuple[Notice, ...], Field(min_length=1)]
    tasks: tuple[PersonTask, ...]

    def notices_on(self, occasion: str, kind: Kind) -> tuple[Notice, ...]:
        """The notices that this occasion produces for this kind, in the order of the pack; usually one, often none."""
        return tuple(notice for notice in self.notices if occasion in notice.on and kind in notice.kinds)

    def task(self, channel: str) -> PersonTask | None:
        """The task for this channel, None for channels that need no person."""
        return next((task for task in self.tasks if task.channel == channel), None)

    @model_validator(mode="after")
    def _nobody_is_forgotten(self) -> Self:
        for kind in Kind:
            once(f"notices ({kind})", [notice.about for notice in self.notices if kind in notice.kinds])
            missing = sorted(occasion for occasion in REQUIRED if not self.notices_on(occasion, kind))
            if missing:
                listed = ", ".join(missing)
                zh, en = (
                    f"缺少 {kind} 在 {listed} 时的信函，请补上。",
                    f"no notice is written for {kind} on {listed}: add one with its letter.",
                )
                raise broken_rule("no_letter", zh=zh, en=en)
        return self

    @model_validator(mode="after")
    def _a_person_knows_what_to_do(self) -> Self:
        if sorted(task.channel for task in self.tasks) != ["letter", "phone"]:
            zh = "tasks 须写明 phone 和 letter 各一次。"
            en = "tasks says what a person does by phone and by letter: give each of them once."
            raise broken_rule("tasks", zh=zh, en=en)
        return self
