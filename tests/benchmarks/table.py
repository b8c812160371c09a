"""The table of figures: what was measured, the bare limit beside it, their ratio, and what is aimed at."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure. `figure` and `limit` are written with their units; `value` is what is compared with the two aims."""

    what: str
    figure: str
    limit: str
    value: float
    first_step: float
    goal: float
    higher_is_better: bool

    @property
    def reached(self) -> str:
        for name, aim in (("goal", self.goal), ("first step", self.first_step)):
            if (self.value >= aim) if self.higher_is_better else (self.value <= aim):
                return name
        return "not yet"


def text(rows: Sequence[Row]) -> str:
    """The table in Markdown, as the README shows it."""
    lines = ["| what | figure | limit in the same run | value | first step | goal | reached |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        sign = "≥" if row.higher_is_better else "≤"
        cells = (row.what, row.figure, row.limit, f"{row.value:.3g}", f"{sign} {row.first_step:g}", f"{sign} {row.goal:g}", row.reached)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def write(rows: Sequence[Row], extra: dict[str, object], file: Path) -> None:
    """Everything as JSON, for comparison with other runs."""
    file.write_text(json.dumps({"rows": [{**asdict(row), "reached": row.reached} for row in rows], **extra}, indent=1), encoding="utf-8")
