"""What a correspondent may do with a notice, beyond what its stage permits."""

from services.notify.model import Stage, Stale
from shared.contracts.words import ReplyChannel
from shared.errors import Refused


def check_current(seen: int, version: int) -> None:
    """Refuse an order given before something else happened to the notice."""
    if seen != version:
        raise Stale(version)


def check_not_taken(by: str | None, person: str) -> None:
    """A task is one person's: nobody is called twice."""
    if by is not None and by != person:
        raise Refused("taken_up", "已有人在办理这项任务。 Somebody else has taken this task up.")


def check_sendable(channel: ReplyChannel) -> None:
    """Only e-mail is sent by itself; a call or a letter is made again by a person."""
    if channel is not ReplyChannel.EMAIL:
        raise Refused("not_by_mail", "只有电子邮件可以重新发送。 Only an e-mail can be sent again.")


def road(channel: ReplyChannel, taken: str | None) -> ReplyChannel:
    """The road on which the complainant was really reached."""
    return ReplyChannel(taken) if taken else channel


def may_see_contact(stage: Stage, taken_up_by: str | None, person: str) -> bool:
    """The address is for the person who does the task, while it is to be done; taking it up is on record."""
    return stage is Stage.TASK and taken_up_by == person
