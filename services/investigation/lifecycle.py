"""The life of a case: stage × fact → stage, and the facts that leave it where it stands.

Who may bring a fact about stands in `decisions/permissions.py`; whether this case qualifies, in the other decisions.
"""

from services.investigation.model import Fact, Stage
from shared.lifecycle import Lifecycle

F, S = Fact, Stage

MOVES: dict[tuple[Stage, Fact], Stage] = {
    (S.REGISTERED, F.HANDED_OVER): S.OPEN,
    (S.REGISTERED, F.REFUSED): S.REFUSED,
    (S.REGISTERED, F.WITHDRAWN): S.WITHDRAWN,
    (S.OPEN, F.TAKEN): S.INVESTIGATING,
    (S.OPEN, F.ASSIGNED): S.INVESTIGATING,
    (S.OPEN, F.HANDED_BACK): S.HANDED_BACK,
    (S.OPEN, F.HANDED_OVER): S.OPEN,
    (S.OPEN, F.REFUSED): S.REFUSED,
    (S.OPEN, F.WITHDRAWN): S.WITHDRAWN,
    (S.INVESTIGATING, F.MEDIATION_STARTED): S.MEDIATING,
    (S.INVESTIGATING, F.DECIDED): S.DECIDED,
    (S.INVESTIGATING, F.HANDED_BACK): S.HANDED_BACK,
    (S.INVESTIGATING, F.HANDED_OVER): S.OPEN,
    (S.INVESTIGATING, F.REFUSED): S.REFUSED,
    (S.INVESTIGATING, F.WITHDRAWN): S.WITHDRAWN,
    (S.MEDIATING, F.MEDIATION_ENDED): S.INVESTIGATING,
    (S.MEDIATING, F.HANDED_OVER): S.OPEN,
    (S.MEDIATING, F.REFUSED): S.REFUSED,
    (S.MEDIATING, F.WITHDRAWN): S.WITHDRAWN,
    (S.HANDED_BACK, F.HANDED_OVER): S.OPEN,
    (S.HANDED_BACK, F.REFUSED): S.REFUSED,
    (S.HANDED_BACK, F.WITHDRAWN): S.WITHDRAWN,
    (S.DECIDED, F.APPEALED): S.APPEALED,
    (S.DECIDED, F.CLOSED): S.CLOSED,
    (S.DECIDED, F.WITHDRAWN): S.WITHDRAWN,
    (S.CLOSED, F.APPEALED): S.APPEALED,
    (S.APPEALED, F.REVIEW_TAKEN): S.REVIEWING,
    (S.APPEALED, F.WITHDRAWN): S.WITHDRAWN,
    (S.REVIEWING, F.APPEAL_DECIDED): S.DECIDED,
    (S.REVIEWING, F.WITHDRAWN): S.WITHDRAWN,
    (S.WITHDRAWN, F.INQUIRY_CONTINUED): S.VERIFYING,
    (S.VERIFYING, F.CLUE_SETTLED): S.WITHDRAWN,
    # A refusal that triage corrects afterwards.
    (S.REFUSED, F.HANDED_OVER): S.OPEN,
}

_ALL = frozenset(Stage)
_HANDLED = frozenset({S.INVESTIGATING, S.MEDIATING, S.REVIEWING})
_UNDER_WAY = _HANDLED | {S.OPEN, S.DECIDED, S.APPEALED, S.VERIFYING}
_WITH_UNIT = _ALL - {S.REGISTERED, S.REFUSED}

# Facts that leave a case where it stands, and the stages in which they may happen.
STAYS: dict[Fact, frozenset[Stage]] = {
    F.RECEIVED: frozenset({S.REGISTERED}),
    F.ACCEPTED: _ALL,
    F.HELD: _ALL,
    F.COMPLETION_REQUESTED: _ALL,
    F.RECLASSIFIED: _ALL,
    F.INFORMATION_RECEIVED: _ALL,
    F.APPEAL_REFUSED: _ALL,
    F.RATED: _ALL,
    F.WARNED: _ALL,
    F.OVERDUE: _ALL,
    F.ESCALATED: _ALL,
    # Too late to change what was decided; written down all the same.
    F.HANDED_OVER: frozenset({S.DECIDED, S.APPEALED, S.REVIEWING, S.CLOSED, S.WITHDRAWN, S.VERIFYING}),
    F.REFUSED: frozenset({S.REFUSED, S.DECIDED, S.APPEALED, S.REVIEWING, S.CLOSED, S.WITHDRAWN, S.VERIFYING}),
    F.WITHDRAWN: frozenset({S.REFUSED, S.CLOSED, S.WITHDRAWN, S.VERIFYING}),
    F.NOTED: _WITH_UNIT,
    F.ASSIGNED: frozenset({S.INVESTIGATING, S.MEDIATING, S.DECIDED, S.VERIFYING}),
    F.FINDING_RECORDED: _HANDLED,
    F.MEASURE_ADDED: _HANDLED | {S.DECIDED},
    F.MEASURE_DONE: _HANDLED | {S.DECIDED, S.APPEALED, S.CLOSED},
    F.INFORMATION_REQUESTED: _HANDLED,
    F.PROGRESS_TOLD: _HANDLED | {S.APPEALED},
    F.INVESTIGATION_ENDED: frozenset({S.INVESTIGATING}),
    F.CLUE_NOTED: frozenset({S.INVESTIGATING, S.MEDIATING}),
    F.CLUE_SETTLED: _HANDLED | {S.DECIDED, S.APPEALED},
    F.TOLD: frozenset({S.DECIDED, S.CLOSED, S.WITHDRAWN, S.VERIFYING}),
    F.EXTENSION_REQUESTED: _UNDER_WAY,
    F.EXTENSION_APPROVED: _UNDER_WAY,
    F.EXTENSION_DECLINED: _UNDER_WAY,
}

# What other services say: none of it may ever be "not permitted", in whatever order it comes.
HEARD = frozenset(
    {F.ACCEPTED, F.REFUSED, F.HANDED_OVER, F.HELD, F.COMPLETION_REQUESTED, F.RECLASSIFIED, F.INFORMATION_RECEIVED, F.WITHDRAWN, F.RATED}
)

LIFECYCLE: Lifecycle[Stage, Fact] = Lifecycle(Stage.REGISTERED, MOVES)


def permits(stage: Stage, fact: Fact) -> bool:
    """Whether the fact may happen in this stage."""
    return LIFECYCLE.permits(stage, fact) or stage in STAYS.get(fact, ())


def after(stage: Stage, fact: Fact) -> Stage:
    """The stage that follows; NotPermitted where neither table has the fact."""
    return stage if stage in STAYS.get(fact, ()) else LIFECYCLE.after(stage, fact)
