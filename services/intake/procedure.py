"""What a procedure settles for intake: who may complain about what, by which channel, and what is published about the handling."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.words import Channel, Identity, Kind
from shared.procedures.broken import broken_rule
from shared.procedures.tables import known, once
from shared.procedures.types import Clause, Code, Limit, PackText

Asked = Literal["title", "name", "contact", "occurred_from", "place", "respondents", "asks", "authority", "business", "territory"]


class OfferedChannel(Clause):
    """A channel of the procedure, in the procedure's words (投诉电话, 门店投诉箱)."""

    code: Channel
    text: PackText


class Choice(Clause):
    """An answer to choose; `code` is what travels in the submission."""

    code: Code
    text: PackText


class Question(Clause):
    """A question with a list to choose from: which authority, which line of business, which territory."""

    text: PackText
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]

    def offers(self, code: str) -> bool:
        return any(choice.code == code for choice in self.choices)


class Step(Clause):
    """A published step: what happens, within which limit, by which article or step of the procedure, for which kinds."""

    code: Code
    text: PackText
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = tuple(Kind)
    limit: Limit | None = None
    basis: PackText


class Section(Clause):
    """Intake's part of an edition.

    `required` names what a submission needs beyond its narrative; `name` and `contact` are never required of an anonymous complainant.
    A question that is not asked may still be answered (a branch office states the territory): the answer is kept and not checked.
    `next_steps` are the published steps that complainants are told right after submitting, one for every kind.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    identities: Annotated[tuple[Identity, ...], Field(min_length=1)]
    channels: Annotated[tuple[OfferedChannel, ...], Field(min_length=1)]
    languages: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1)]
    max_narrative: Annotated[int, Field(ge=1, le=20_000)]
    required: tuple[Asked, ...] = ()
    authority: Question | None = None
    business: Question | None = None
    territory: Question | None = None
    consents: tuple[Literal["publish", "mediation"], ...] = ()
    guidance: Annotated[tuple[PackText, ...], Field(min_length=1)]
    emergency: PackText
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    next_steps: Annotated[tuple[Code, ...], Field(min_length=1)]

    def offers(self, channel: Channel) -> bool:
        """Whether complaints may come by this channel."""
        return any(offered.code == channel for offered in self.channels)

    def told_next(self, kind: Kind) -> Step:
        """The step that a complainant of this kind is told to expect; its limit counts from receipt."""
        return next(step for step in self.steps if step.code in self.next_steps and kind in step.kinds)

    def questions(self) -> dict[str, Question]:
        """The questions asked with a list, by the name of the field that answers them."""
        asked = {"authority": self.authority, "business": self.business, "territory": self.territory}
        return {name: question for name, question in asked.items() if question is not None}

    @model_validator(mode="after")
    def _tables_are_sound(self) -> Self:
        for table in ("kinds", "identities", "languages", "required", "consents"):
            once(table, getattr(self, table))
        once("channels", [offered.code for offered in self.channels])
        for name, question in self.questions().items():
            once(f"{name}.choices", [choice.code for choice in question.choices])
        return self

    @model_validator(mode="after")
    def _everybody_is_told_next(self) -> Self:
        steps = once("steps", [step.code for step in self.steps])
        for code in self.next_steps:
            known(code, "steps", steps, named_by="next_steps")
        told = {kind for step in self.steps if step.code in self.next_steps for kind in step.kinds}
        for kind in self.kinds:
            if kind not in told:
                zh, en = f"next_steps 没有 {kind} 的下一步，请补上。", f"next_steps tells {kind} nothing: name a step for that kind."
                raise broken_rule("nothing_next", zh=zh, en=en)
        return self

    @model_validator(mode="after")
    def _required_is_asked(self) -> Self:
        for name in ("authority", "business", "territory"):
            if name in self.required and name not in self.questions():
                zh = f"必填的 {name} 没有选项，请补上或者不再必填。"
                en = f"{name} is required but never asked: add its choices or take it out of required."
                raise broken_rule("never_asked", zh=zh, en=en)
        return self
