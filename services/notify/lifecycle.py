"""The life of a notice from the letter's last word to the complainant, as one table."""

from services.notify.model import Fact, Stage
from shared.contracts.words import ReplyChannel
from shared.lifecycle import Lifecycle

LIFECYCLE = Lifecycle(
    Stage.WRITTEN,
    {
        (Stage.WRITTEN, Fact.SHOWN): Stage.SENT,
        (Stage.WRITTEN, Fact.POSTED): Stage.WAITING,
        (Stage.WRITTEN, Fact.HANDED_OVER): Stage.TASK,
        (Stage.WAITING, Fact.CLAIMED): Stage.SENDING,
        (Stage.WAITING, Fact.GIVEN_UP): Stage.TASK,
        (Stage.SENDING, Fact.TAKEN): Stage.SENT,
        (Stage.SENDING, Fact.DEFERRED): Stage.WAITING,
        (Stage.SENDING, Fact.RELEASED): Stage.WAITING,
        (Stage.SENDING, Fact.REFUSED): Stage.TASK,
        (Stage.SENDING, Fact.GIVEN_UP): Stage.TASK,
        (Stage.SENDING, Fact.OVER_LIMIT): Stage.WITHHELD,
        (Stage.SENDING, Fact.LOST): Stage.IN_DOUBT,
        # A sender that was thought dead and was only slow still knows best: what it says of its own attempt is believed.
        (Stage.IN_DOUBT, Fact.TAKEN): Stage.SENT,
        (Stage.IN_DOUBT, Fact.DEFERRED): Stage.WAITING,
        (Stage.IN_DOUBT, Fact.RELEASED): Stage.WAITING,
        (Stage.IN_DOUBT, Fact.REFUSED): Stage.TASK,
        (Stage.IN_DOUBT, Fact.GIVEN_UP): Stage.TASK,
        (Stage.IN_DOUBT, Fact.LOST): Stage.IN_DOUBT,
        (Stage.IN_DOUBT, Fact.FOUND_SENT): Stage.SENT,
        (Stage.IN_DOUBT, Fact.ASKED_AGAIN): Stage.WAITING,
        (Stage.TASK, Fact.TAKEN_UP): Stage.TASK,
        (Stage.TASK, Fact.DONE): Stage.SENT,
        (Stage.TASK, Fact.NOT_DONE): Stage.FAILED,
        (Stage.TASK, Fact.ASKED_AGAIN): Stage.WAITING,
    },
)

# How a letter sets out on each road.
SETTING_OUT = {
    ReplyChannel.PORTAL: Fact.SHOWN,
    ReplyChannel.EMAIL: Fact.POSTED,
    ReplyChannel.PHONE: Fact.HANDED_OVER,
    ReplyChannel.LETTER: Fact.HANDED_OVER,
}
