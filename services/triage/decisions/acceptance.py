"""Whether a complaint meets the acceptance conditions 受理条件 of its procedure."""

from services.triage.decisions.facts import Facts, mattering, meets
from services.triage.model import Unmet
from services.triage.procedure import Acceptance, AcceptanceCondition, Ground
from shared.contracts.words import Reason, Text


def unmet(facts: Facts, acceptance: Acceptance) -> tuple[Unmet, ...]:
    """The conditions that are not met, in the order of the pack."""
    failing = [condition for condition in acceptance.conditions if all(meets(row, facts) for row in condition.fails_when)]
    return tuple(_unmet(condition, facts) for condition in failing)


def _unmet(condition: AcceptanceCondition, facts: Facts) -> Unmet:
    return Unmet(
        code=condition.code,
        ground=condition.ground,
        refuses=condition.on_failure == "refuse",
        reason=Reason(code=condition.code, text=_not_met(condition.text)),
        question=condition.question,
        words=mattering(condition.fails_when, facts),
    )


def _not_met(condition: Text) -> Text:
    return Text(zh=f"不符合受理条件：{condition.zh}", en=f"acceptance condition not met: {condition.en}")


def refused_on(conditions: tuple[Unmet, ...], acceptance: Acceptance) -> Ground | None:
    """The ground of the first unmet condition, when its rule refuses by itself.

    Where refusals are a person's (PIPL art. 24) no pack is read in which a rule does.
    """
    return acceptance.ground(conditions[0].ground) if conditions and conditions[0].refuses else None


MET = Reason(code="conditions-met", text=Text(zh="符合受理条件", en="the acceptance conditions are met"))
