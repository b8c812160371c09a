"""What an operator's charts show of the post; no complaint and no person is a label."""

from collections.abc import Mapping

from prometheus_client import Counter, Gauge

from services.notify.model import Fact, Stage

OPEN_STAGES = (Stage.WAITING, Stage.SENDING, Stage.IN_DOUBT, Stage.TASK)
_MAILS = Counter("mails_total", "Mails by what came of handing them over", ["outcome"])
_OPEN = Gauge("notices_open", "Notices that have not arrived yet, by stage", ["stage"])


def count(fact: Fact) -> None:
    """One mail came to this."""
    _MAILS.labels(fact.value).inc()


def show_open(numbers: Mapping[str, int]) -> None:
    """So many notices stand at each stage now."""
    for stage in OPEN_STAGES:
        _OPEN.labels(stage.value).set(numbers.get(stage.value, 0))
