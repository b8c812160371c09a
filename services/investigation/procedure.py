"""What a procedure settles for investigation: pools, clocks, findings, measures, mediation, appeal and what closing needs."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.words import Kind, Outcome, Severity
from shared.procedures.broken import broken_rule
from shared.procedures.tables import known, once, rooted
from shared.procedures.types import Clause, Code, Limit, PackText

# The facts of a case's history that may start, pause, resume or stop a clock. `handed_over` is the routing to a unit,
# `told` the sending of the notice of the result.
Fact = Literal[
    "received",
    "handed_over",
    "accepted",
    "refused",
    "information_requested",
    "information_received",
    "mediation_started",
    "mediation_ended",
    "investigation_ended",
    "decided",
    "told",
    "appealed",
    "appeal_decided",
    "closed",
    "withdrawn",
]

# Only to compare a warning with its limit: a working day is taken as a day.
_HOURS = {"hours": 1, "days": 24, "working_days": 24}


class Choice(Clause):
    """A code with its words, to be chosen by a person."""

    code: Code
    text: PackText


class Pool(Clause):
    """The cases of one unit. `superior` is the next in the case-handling chain: supervision and disputes go there."""

    unit: Code
    name: PackText
    superior: Code | None = None
    owner_required: bool = False
    may_hand_back: bool = True


class Escalation(Clause):
    """Supervision 督办 of an overdue case: `level` 0 is the unit itself, 1 its superior, 2 the superior's superior.

    `after` is counted from the due time; without it, at once. A chain that ends earlier is supervised by its top.
    """

    level: Annotated[int, Field(ge=0, le=5)]
    after: Limit | None = None


class Extension(Clause):
    """Who may prolong a clock, by how much at the most, and how often."""

    by: Literal["investigator", "supervisor", "superior"]
    longest: Limit
    times: Annotated[int, Field(ge=1, le=5)]
    basis: PackText


class Clock(Clause):
    """A time limit, derived from the history: `starts_on` a fact, pauses between facts, ends with any of `stops_on`.

    `kinds` narrows it to complaints, suggestions or reports; `by_severity` replaces the limit for a severity;
    `rolls_over` carries a last day on a public holiday to the next working day. `basis` is the article or step of the procedure.
    """

    code: Code
    text: PackText
    basis: PackText
    limit: Limit
    by_severity: Annotated[dict[Severity, Limit], Field(default_factory=dict)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = tuple(Kind)
    starts_on: Fact
    stops_on: Annotated[tuple[Fact, ...], Field(min_length=1)]
    pauses_on: tuple[Fact, ...] = ()
    resumes_on: tuple[Fact, ...] = ()
    rolls_over: bool = False
    warn_before: tuple[Limit, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    extension: Extension | None = None

    @model_validator(mode="after")
    def _runs_and_ends(self) -> Self:
        if self.starts_on in self.stops_on:
            zh = f"时钟 {self.code} 的起点 {self.starts_on} 也是终点。"
            en = f"clock {self.code} stops on {self.starts_on}, which starts it: name another fact."
            raise broken_rule("clock_never_runs", zh=zh, en=en)
        if bool(self.pauses_on) != bool(self.resumes_on):
            zh = f"时钟 {self.code} 的暂停和恢复须成对。"
            en = f"clock {self.code} gives pauses_on or resumes_on without the other: give both or neither."
            raise broken_rule("clock_never_resumes", zh=zh, en=en)
        return self

    @model_validator(mode="after")
    def _warns_while_it_runs(self) -> Self:
        shortest = min(_hours(limit) for limit in (self.limit, *self.by_severity.values()))
        if any(_hours(warning) >= shortest for warning in self.warn_before):
            zh = f"时钟 {self.code} 的提醒不短于期限。"
            en = f"clock {self.code} warns no later than it starts: make warn_before shorter than the limit."
            raise broken_rule("clock_warns_too_early", zh=zh, en=en)
        return self


class Cause(Clause):
    """What went wrong, e.g. the step of the process that failed 出错环节."""

    code: Code
    text: PackText


class MeasureKind(Clause):
    """Something that may be ordered, and for whom it is done."""

    code: Code
    text: PackText
    serves: Literal["complainant", "organisation", "person"] = Field(alias="for")


class FindingValue(Clause):
    """How a conclusion about an allegation is called here."""

    code: Literal["substantiated", "partly_substantiated", "not_substantiated", "undetermined"]
    text: PackText


class OutcomeWords(Clause):
    """A conclusion about the whole complaint, in the words that the letter uses; some are possible after mediation only."""

    code: Outcome
    text: PackText
    needs_mediation: bool = False


class EndGround(Clause):
    """A ground on which mediation ends without agreement."""

    code: Code
    text: PackText
    basis: PackText


class Mediation(Clause):
    """Mediation 调解. `end_on_withdrawal` names the ground that a withdrawal brings about."""

    needs_consent: bool
    text: PackText
    basis: PackText
    end_grounds: Annotated[tuple[EndGround, ...], Field(min_length=1)]
    end_on_withdrawal: Code | None = None


class Withdrawal(Clause):
    """What a withdrawal ends: the case, or only the mediation while a suspected breach is still investigated."""

    ends: Literal["case", "mediation"]
    text: PackText
    basis: PackText


class Conversion(Clause):
    """Complaint to enforcement case 诉转案: clues of a breach are verified within this limit."""

    text: PackText
    basis: PackText
    verify_within: Limit
    extension: Extension | None = None


class Appeal(Clause):
    """One level of appeal 申诉: until when it may be lodged, which clock answers it, who may decide it."""

    text: PackText
    basis: PackText
    lodge_within: Limit
    lodge_from: Literal["decided", "told"]
    answer_clock: Code
    reviewer: Literal["not_involved_before"]
    too_late: PackText
    last_instance: PackText


class Requirement(Clause):
    """A rule that must hold before a case may be closed; the rule is code, its words are the procedure's."""

    rule: Literal["decided", "told", "measures_assigned", "measures_done", "questions_answered", "mediation_ended", "no_open_appeal"]
    text: PackText


class Section(Clause):
    """Investigation's part of an edition. `answer_within` is the complainant's time to answer a question of the investigator."""

    pools: Annotated[tuple[Pool, ...], Field(min_length=1)]
    clocks: Annotated[tuple[Clock, ...], Field(min_length=1)]
    answer_within: Limit
    findings: Annotated[tuple[FindingValue, ...], Field(min_length=1)]
    causes: tuple[Cause, ...] = ()
    cause_required: bool = False
    measures: Annotated[tuple[MeasureKind, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[OutcomeWords, ...], Field(min_length=1)]
    mediation: Mediation | None = None
    withdrawal: Withdrawal
    conversion: Conversion | None = None
    appeal: Appeal | None = None
    closing: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    hand_back_reasons: tuple[Choice, ...] = ()

    def pool(self, unit: str) -> Pool | None:
        return next((pool for pool in self.pools if pool.unit == unit), None)

    def clock(self, code: str) -> Clock | None:
        return next((clock for clock in self.clocks if clock.code == code), None)

    def outcome(self, code: Outcome) -> OutcomeWords | None:
        """The procedure's words for this outcome, None when it does not allow it."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    @model_validator(mode="after")
    def _tables_are_sound(self) -> Self:
        once("pools", [pool.unit for pool in self.pools])
        rooted("pools", {pool.unit: pool.superior for pool in self.pools})
        for table in ("clocks", "findings", "causes", "measures", "outcomes", "hand_back_reasons"):
            once(table, [row.code for row in getattr(self, table)])
        return self

    @model_validator(mode="after")
    def _mediation_fits(self) -> Self:
        if self.mediation and self.mediation.end_on_withdrawal:
            grounds = once("mediation.end_grounds", [ground.code for ground in self.mediation.end_grounds])
            known(self.mediation.end_on_withdrawal, "mediation.end_grounds", grounds, named_by="mediation.end_on_withdrawal")
        needed = self.withdrawal.ends == "mediation" or any(outcome.needs_mediation for outcome in self.outcomes)
        if needed and self.mediation is None:
            zh = "撤回或者结论用到调解，但没有 mediation。"
            en = "a withdrawal or an outcome speaks of mediation, but there is none: add mediation."
            raise broken_rule("no_mediation", zh=zh, en=en)
        return self

    @model_validator(mode="after")
    def _appeal_has_its_clock(self) -> Self:
        if self.appeal:
            clocks = [clock.code for clock in self.clocks if clock.starts_on == "appealed"]
            known(self.appeal.answer_clock, "clocks (starts_on: appealed)", clocks, named_by="appeal.answer_clock")
        return self


def _hours(limit: Limit) -> int:
    return limit.length * _HOURS[limit.unit]
