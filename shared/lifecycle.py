"""The life of a case as one table: stage × fact → stage. What is not in the table is not permitted."""

from collections.abc import Hashable, Mapping
from enum import Enum
from typing import Any, Generic, TypeVar

from shared.errors import Refused

StageT = TypeVar("StageT", bound=Hashable)
FactT = TypeVar("FactT", bound=Hashable)


class NotPermitted(Refused):
    """This fact cannot happen in this stage."""

    def __init__(self, stage: Any, fact: Any) -> None:
        says = f"当前阶段「{name_of(stage)}」不允许「{name_of(fact)}」。 `{name_of(fact)}` is not permitted in stage `{name_of(stage)}`."
        super().__init__("not_permitted", says)
        self.stage = stage
        self.fact = fact


class Lifecycle(Generic[StageT, FactT]):
    """Where a case begins and what follows from each fact in each stage; a stage without a way out is an end."""

    def __init__(self, initial: StageT, table: Mapping[tuple[StageT, FactT], StageT]) -> None:
        self.initial = initial
        self._table = dict(table)

    def after(self, stage: StageT, fact: FactT) -> StageT:
        """The stage that follows; NotPermitted when the table has no such row."""
        if (stage, fact) not in self._table:
            raise NotPermitted(stage, fact)
        return self._table[stage, fact]

    def permits(self, stage: StageT, fact: FactT) -> bool:
        return (stage, fact) in self._table

    def stages(self) -> list[StageT]:
        """All stages, the initial one first, then in the order of the table."""
        named = [self.initial]
        for (stage, _), following in self._table.items():
            named += [stage, following]
        return list(dict.fromkeys(named))

    def facts(self) -> list[FactT]:
        """All facts, in the order of the table."""
        return list(dict.fromkeys(fact for _, fact in self._table))

    def ends(self) -> list[StageT]:
        """The stages that nothing leaves for another stage."""
        left = {stage for (stage, _), following in self._table.items() if following != stage}
        return [stage for stage in self.stages() if stage not in left]

    def reachable(self, start: StageT | None = None) -> set[StageT]:
        """Every stage that facts can lead to from `start` (the initial stage when None), itself included."""
        found, waiting = set[StageT](), [self.initial if start is None else start]
        while waiting:
            stage = waiting.pop()
            if stage not in found:
                found.add(stage)
                waiting += [following for (before, _), following in self._table.items() if before == stage]
        return found

    def unreachable(self) -> list[StageT]:
        """Stages that no sequence of facts leads to."""
        found = self.reachable()
        return [stage for stage in self.stages() if stage not in found]

    def trapped(self) -> list[StageT]:
        """Stages from which no sequence of facts leads to an end."""
        ends = set(self.ends())
        return [stage for stage in self.stages() if not self.reachable(stage) & ends]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, line by line in the order of the table."""
        rows = [f"    {name_of(stage)} --> {name_of(following)}: {name_of(fact)}" for (stage, fact), following in self._table.items()]
        ends = [f"    {name_of(stage)} --> [*]" for stage in self.ends()]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {name_of(self.initial)}", *rows, *ends]) + "\n"


def name_of(word: Any) -> str:
    """How a stage or fact is written: the value of an enumeration, the name of a class, otherwise its text."""
    if isinstance(word, Enum):
        return str(word.value)
    return word.__name__ if isinstance(word, type) else str(word)
