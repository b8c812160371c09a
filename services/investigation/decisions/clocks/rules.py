"""Which clocks govern a case: those of its procedure for its kind and severity, and the one of a noted clue."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.investigation.model import CaseFile, Fact
from services.investigation.procedure import Clock, Conversion, Escalation, Extension, Section
from shared.contracts.words import Text
from shared.procedures import Limit
from shared.workdays import Roll

CONVERSION = "conversion"

# Whatever a pack says, nothing runs on in a case that is over.
_OVER = frozenset({Fact.CLOSED, Fact.REFUSED})


@dataclass(frozen=True)
class ClockRule:
    """One clock as it applies to one case. `resumed_by` maps each pausing fact to the facts that end its pause."""

    code: str
    text: Text
    basis: Text
    limit: Limit
    starts_on: Fact
    stops_on: frozenset[Fact]
    resumed_by: dict[Fact, frozenset[Fact]]
    roll: Roll
    warn_before: tuple[Limit, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    extension: Extension | None = None


def clock_rules(case: CaseFile, section: Section) -> list[ClockRule]:
    """The clocks of this case in the order of the pack; several run at once."""
    over = _OVER | ({Fact.WITHDRAWN} if section.withdrawal.ends == "case" else frozenset())
    rules = [_of_clock(clock, case, over) for clock in section.clocks if case.kind in clock.kinds]
    return rules + ([_of_clue(section.conversion)] if section.conversion else [])


def _of_clock(clock: Clock, case: CaseFile, over: frozenset[Fact]) -> ClockRule:
    limit = clock.by_severity.get(case.severity, clock.limit) if case.severity else clock.limit
    return ClockRule(
        code=clock.code,
        text=clock.text,
        basis=clock.basis,
        limit=limit,
        starts_on=Fact(clock.starts_on),
        stops_on=frozenset(map(Fact, clock.stops_on)) | over,
        resumed_by=dict(_pairs(clock)),
        # Order 121 art. 45: a last day on a public holiday moves on; where the pack says so.
        roll=Roll.HOLIDAYS if clock.rolls_over else Roll.NEVER,
        warn_before=tuple(clock.warn_before),
        escalations=tuple(clock.escalations),
        extension=clock.extension,
    )


def _pairs(clock: Clock) -> Iterator[tuple[Fact, frozenset[Fact]]]:
    """The n-th pause ends with the n-th resumption where they come in pairs, otherwise with any."""
    paired = len(clock.pauses_on) == len(clock.resumes_on)
    for position, pause in enumerate(clock.pauses_on):
        ends = clock.resumes_on[position : position + 1] if paired else clock.resumes_on
        yield Fact(pause), frozenset(map(Fact, ends))


def _of_clue(conversion: Conversion) -> ClockRule:
    """诉转案: a clue noted is verified within its limit, whatever becomes of the complaint."""
    return ClockRule(
        code=CONVERSION,
        text=conversion.text,
        basis=conversion.basis,
        limit=conversion.verify_within,
        starts_on=Fact.CLUE_NOTED,
        stops_on=frozenset({Fact.CLUE_SETTLED}),
        resumed_by={},
        roll=Roll.HOLIDAYS,
        extension=conversion.extension,
    )
