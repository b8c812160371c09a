"""How a complaint goes on, as its complainant sees it: what the other services say, and what the complainant may do when.

Services are heard in the order in which each of them speaks, but one may be ahead of another: a case may be opened before
its acceptance is heard, and an acceptance may come after the withdrawal. So every stage takes every fact that others say;
one that comes late leaves the stage as it is. What the complainant does is permitted only where it is listed.
"""

from services.intake.model import Fact, Stage
from shared.lifecycle import Lifecycle

_BEFORE_A_CASE = (Stage.RECEIVED, Stage.ASSESSING, Stage.ASKED_BY_TRIAGE)
_IN_A_CASE = (Stage.ACCEPTED, Stage.INVESTIGATING, Stage.ASKED_BY_INVESTIGATOR)
_UNDER_WAY = (*_BEFORE_A_CASE, *_IN_A_CASE)
_APPEALED = (Stage.APPEAL_LODGED, Stage.APPEAL_LODGED_WHEN_CLOSED, Stage.APPEAL_OPEN)

# What the other services say: the stages it moves, each to another.
_SAID: dict[Fact, dict[Stage, Stage]] = {
    Fact.HELD: {Stage.RECEIVED: Stage.ASSESSING},
    Fact.COMPLETION_REQUESTED: dict.fromkeys((Stage.RECEIVED, Stage.ASSESSING, Stage.ACCEPTED), Stage.ASKED_BY_TRIAGE),
    Fact.ACCEPTED: dict.fromkeys((*_BEFORE_A_CASE, Stage.REFUSED), Stage.ACCEPTED),
    Fact.REFUSED: dict.fromkeys(_UNDER_WAY, Stage.REFUSED),
    Fact.ROUTED: dict.fromkeys((*_BEFORE_A_CASE, Stage.REFUSED), Stage.ACCEPTED),
    Fact.RECLASSIFIED: {},
    Fact.OPENED: dict.fromkeys((*_BEFORE_A_CASE, Stage.REFUSED, Stage.ACCEPTED), Stage.INVESTIGATING),
    Fact.INFORMATION_REQUESTED: {Stage.ACCEPTED: Stage.ASKED_BY_INVESTIGATOR, Stage.INVESTIGATING: Stage.ASKED_BY_INVESTIGATOR},
    Fact.PROGRESSED: {},
    Fact.HANDED_BACK: {Stage.INVESTIGATING: Stage.ACCEPTED, Stage.ASKED_BY_INVESTIGATOR: Stage.ACCEPTED},
    Fact.DECIDED: dict.fromkeys((*_UNDER_WAY, *_APPEALED), Stage.DECIDED),
    Fact.APPEAL_OPENED: dict.fromkeys((Stage.DECIDED, Stage.CLOSED, *_APPEALED), Stage.APPEAL_OPEN),
    Fact.APPEAL_REFUSED: {
        Stage.APPEAL_LODGED: Stage.DECIDED,
        Stage.APPEAL_LODGED_WHEN_CLOSED: Stage.CLOSED,
        Stage.APPEAL_OPEN: Stage.DECIDED,
    },
    Fact.OVERDUE: {},
    Fact.CLOSED: {
        **dict.fromkeys((*_UNDER_WAY, Stage.DECIDED, Stage.APPEAL_OPEN), Stage.CLOSED),
        Stage.APPEAL_LODGED: Stage.APPEAL_LODGED_WHEN_CLOSED,
    },
    Fact.NOTICE_SENT: {},
}

# What the complainant may do: only from these stages.
_DONE: dict[Fact, dict[Stage, Stage]] = {
    Fact.SUPPLEMENTED: {
        Stage.RECEIVED: Stage.RECEIVED,
        Stage.ASSESSING: Stage.ASSESSING,
        Stage.ASKED_BY_TRIAGE: Stage.ASSESSING,
        Stage.ACCEPTED: Stage.ACCEPTED,
        Stage.INVESTIGATING: Stage.INVESTIGATING,
        Stage.ASKED_BY_INVESTIGATOR: Stage.INVESTIGATING,
        **{stage: stage for stage in _APPEALED},
    },
    Fact.WITHDRAWN: dict.fromkeys(_UNDER_WAY, Stage.WITHDRAWN),
    Fact.APPEAL_LODGED: {Stage.DECIDED: Stage.APPEAL_LODGED, Stage.CLOSED: Stage.APPEAL_LODGED_WHEN_CLOSED},
    Fact.RATED: {stage: stage for stage in (Stage.REFUSED, Stage.DECIDED, Stage.CLOSED)},
}

LIFECYCLE: Lifecycle[Stage, Fact] = Lifecycle(
    Stage.RECEIVED, {(stage, fact): to for fact, moves in (_SAID | _DONE).items() for stage, to in moves.items()}
)
# Said late, or nothing that the complainant's stage depends on.
LEFT_AS_IT_IS = frozenset((stage, fact) for fact, moves in _SAID.items() for stage in Stage if stage not in moves)


def stage_after(facts: list[Fact]) -> Stage:
    """Where these facts, in the order in which they were entered, have brought a complaint."""
    stage = LIFECYCLE.initial
    for fact in facts:
        stage = stage if (stage, fact) in LEFT_AS_IT_IS else LIFECYCLE.after(stage, fact)
    return stage
