"""The life of an assessment: what may happen in which stage, and what follows."""

from enum import StrEnum

from shared.lifecycle import Lifecycle


class Stage(StrEnum):
    RECEIVED = "received"
    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    ROUTED = "routed"
    HANDED_BACK = "handed_back"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Fact(StrEnum):
    HELD = "held"
    ACCEPTED = "accepted"
    ROUTED = "routed"
    REFUSED = "refused"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    SUPPLEMENTED = "supplemented"
    RECLASSIFIED = "reclassified"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"


# The stages in which a person has something to do, and the one in which the complainant has.
ON_THE_DESK = (Stage.WAITING, Stage.ACCEPTED, Stage.HANDED_BACK)
OPEN = (*ON_THE_DESK, Stage.ASKED)

LIFECYCLE = Lifecycle(
    initial=Stage.RECEIVED,
    table={
        (Stage.RECEIVED, Fact.ACCEPTED): Stage.ACCEPTED,
        (Stage.RECEIVED, Fact.REFUSED): Stage.REFUSED,
        (Stage.RECEIVED, Fact.HELD): Stage.WAITING,
        (Stage.WAITING, Fact.HELD): Stage.WAITING,
        (Stage.WAITING, Fact.ACCEPTED): Stage.ACCEPTED,
        (Stage.WAITING, Fact.REFUSED): Stage.REFUSED,
        (Stage.WAITING, Fact.ASKED): Stage.ASKED,
        (Stage.WAITING, Fact.SUPPLEMENTED): Stage.WAITING,
        (Stage.WAITING, Fact.WITHDRAWN): Stage.WITHDRAWN,
        (Stage.ASKED, Fact.SUPPLEMENTED): Stage.WAITING,
        (Stage.ASKED, Fact.UNANSWERED): Stage.WAITING,
        (Stage.ASKED, Fact.WITHDRAWN): Stage.WITHDRAWN,
        (Stage.ACCEPTED, Fact.ROUTED): Stage.ROUTED,
        (Stage.ACCEPTED, Fact.RECLASSIFIED): Stage.ACCEPTED,
        (Stage.ACCEPTED, Fact.SUPPLEMENTED): Stage.ACCEPTED,
        (Stage.ACCEPTED, Fact.WITHDRAWN): Stage.WITHDRAWN,
        (Stage.ROUTED, Fact.RECLASSIFIED): Stage.ROUTED,
        (Stage.ROUTED, Fact.SUPPLEMENTED): Stage.ROUTED,
        (Stage.ROUTED, Fact.WITHDRAWN): Stage.ROUTED,
        (Stage.ROUTED, Fact.HANDED_BACK): Stage.HANDED_BACK,
        (Stage.HANDED_BACK, Fact.ROUTED): Stage.ROUTED,
        (Stage.HANDED_BACK, Fact.RECLASSIFIED): Stage.HANDED_BACK,
        (Stage.HANDED_BACK, Fact.SUPPLEMENTED): Stage.HANDED_BACK,
        (Stage.HANDED_BACK, Fact.WITHDRAWN): Stage.WITHDRAWN,
        (Stage.REFUSED, Fact.SUPPLEMENTED): Stage.REFUSED,
        (Stage.REFUSED, Fact.WITHDRAWN): Stage.REFUSED,
        (Stage.WITHDRAWN, Fact.SUPPLEMENTED): Stage.WITHDRAWN,
    },
)
