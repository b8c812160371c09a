"""What every table of a pack must be: no row twice, no name without its row, no rule that is never reached, no loop upwards."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from shared.procedures.broken import broken_rule


class Rule(Protocol):
    """A row that applies when its conditions hold; without conditions it takes everything."""

    @property
    def code(self) -> str: ...

    @property
    def when(self) -> Sequence[object]: ...


def once(table: str, codes: Sequence[str]) -> frozenset[str]:
    """The codes of a table, each standing there once."""
    repeated = sorted({str(code) for code in codes if codes.count(code) > 1})
    if repeated:
        listed = ", ".join(repeated)
        zh, en = f"{table} 中 {listed} 重复出现，请保留一处。", f"{table} gives {listed} twice: keep one of them."
        raise broken_rule("repeated", zh=zh, en=en)
    return frozenset(codes)


def known(code: str, table: str, codes: Collection[str], *, named_by: str) -> None:
    """Refuse a name that has no row in its table."""
    if code not in codes:
        zh = f"{named_by} 写的 {code} 不在 {table} 中，请在那里补上或者更正。"
        raise broken_rule("unknown_name", zh=zh, en=f"{named_by} names {code}, which is not in {table}: add it there or correct the name.")


def reachable(table: str, rules: Sequence[Rule]) -> None:
    """Refuse a rule below one that takes everything, as rules are read from the top."""
    once(table, [rule.code for rule in rules])
    for rule, below in pairwise(rules):
        if not rule.when:
            zh = f"{table} 中 {rule.code} 没有条件，{below.code} 永远用不到：请给前者加上 when 或者移到最后。"
            en = (
                f"{table}: {below.code} is never reached, as {rule.code} above it takes everything: give that one a `when` or move it last."
            )
            raise broken_rule("unreachable", zh=zh, en=en)


def answered(table: str, rules: Sequence[Rule]) -> None:
    """Refuse rules that leave a case without an answer: the last one takes everything."""
    reachable(table, rules)
    if rules[-1].when:
        zh = f"{table} 没有兜底规则：最后一条不写 when。"
        en = f"{table} has no answer when no rule applies: end it with a rule without `when`."
        raise broken_rule("unanswered", zh=zh, en=en)


def rooted(table: str, above: Mapping[str, str | None]) -> None:
    """Refuse a tree whose rows name a parent that is not there, or come back to themselves."""
    for start in above:
        _climb(table, start, above)


def _climb(table: str, start: str, above: Mapping[str, str | None]) -> None:
    seen, parent = {start}, above[start]
    while parent is not None:
        known(parent, table, above, named_by=f"{table}: {start}")
        if parent in seen:
            zh = f"{table} 中 {start} 的上级成环，请去掉一处上级。"
            en = f"{table}: {start} comes back to itself upwards: take one parent out of the loop."
            raise broken_rule("loop", zh=zh, en=en)
        seen.add(parent)
        parent = above[parent]
