"""Who may see a case and who may do what with it: one table, beside the lifecycle's table of what may happen when.

Allowed is whose role fits the operation and who belongs to the case: through its unit, its chain of superiors, its
ownership or its review. Whoever may not see a case is told that there is none.
"""

from collections.abc import Callable, Collection, Iterable

from services.investigation import commands
from services.investigation.commands import CaseCommand
from services.investigation.model import UNDER_APPEAL, CaseFile, Denied, Person, Scope, Stage
from services.investigation.procedure import Pool, Section
from shared.contracts.words import Text
from shared.errors import NotFound

INVESTIGATOR, REVIEWER, SUPERVISOR = "investigator", "reviewer", "supervisor"
STAFF = (INVESTIGATOR, REVIEWER, SUPERVISOR)

NOT_YOURS = Text(zh="此操作不属于您的职责。", en="This is for somebody else to do.")


def scope(person: Person, pools: Iterable[Pool]) -> Scope:
    """What this person may see: investigators their units, supervisors and reviewers also the units below."""
    below = _below(person.units, list(pools))
    units = frozenset(person.units) if INVESTIGATOR in person.roles else frozenset()
    supervised = below if SUPERVISOR in person.roles else frozenset()
    return Scope(person.id, units | supervised, below if REVIEWER in person.roles else frozenset())


def check_permitted(command: CaseCommand, case: CaseFile, section: Section) -> None:
    """NotFound for whom there is no such case; Denied for whom this is not to do."""
    if not scope(command.by, section.pools).shows(case):
        raise NotFound("there is no such case")
    if not may(type(command), command.by, case, section):
        raise Denied("not_yours", NOT_YOURS)


def may(command: type[CaseCommand], person: Person, case: CaseFile, section: Section) -> bool:
    """Whether this person may ask this of the case, as far as the person is concerned."""
    return any(relation(person, case, section) for relation in _PERMITTED.get(command, _WORKING_ON_IT))


def _below(units: Iterable[str], pools: Collection[Pool]) -> frozenset[str]:
    """These units and every unit whose superior is among them, down to the last."""
    found = set(units)
    while True:
        more = {pool.unit for pool in pools if pool.superior in found} - found
        if not more:
            return frozenset(found)
        found |= more


def _is_in_unit(person: Person, case: CaseFile, _section: Section) -> bool:
    return INVESTIGATOR in person.roles and case.unit in person.units


def _is_handling(person: Person, case: CaseFile, section: Section) -> bool:
    """The owner; anybody of the unit where the procedure does not insist on one. An appeal is the reviewer's alone."""
    if case.stage in UNDER_APPEAL:
        return False
    pool = section.pool(case.unit) if case.unit else None
    return case.owner == person.id or (_is_in_unit(person, case, section) and not (pool and pool.owner_required))


def _is_supervising(person: Person, case: CaseFile, section: Section) -> bool:
    return SUPERVISOR in person.roles and case.unit in _below(person.units, section.pools)


def _is_supervising_the_work(person: Person, case: CaseFile, section: Section) -> bool:
    return case.stage not in UNDER_APPEAL and _is_supervising(person, case, section)


def _is_reviewing(person: Person, case: CaseFile, _section: Section) -> bool:
    return case.stage is Stage.REVIEWING and case.reviewer == person.id


def _could_review(person: Person, case: CaseFile, section: Section) -> bool:
    return REVIEWER in person.roles and case.unit in _below(person.units, section.pools)


Relation = Callable[[Person, CaseFile, Section], bool]
_WORKING_ON_IT: tuple[Relation, ...] = (_is_handling, _is_reviewing, _is_supervising_the_work)
_PERMITTED: dict[type[CaseCommand], tuple[Relation, ...]] = {
    commands.TakeCase: (_is_in_unit,),
    commands.AssignCase: (_is_supervising,),
    commands.AddNote: (_is_in_unit, _is_reviewing, _is_supervising),
    commands.HandBack: (_is_in_unit, _is_supervising),
    commands.AnswerExtension: (_is_handling, _is_supervising),
    commands.TakeReview: (_could_review,),
    commands.DecideAppeal: (_is_reviewing,),
}
