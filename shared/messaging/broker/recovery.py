"""What becomes of a message whose handling failed: a confirmed copy on the next retry tier, or with the dead letters.

The original is acknowledged only after the copy is confirmed. Attempts are counted in our own header, because the
broker's counters mean different things from version to version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faststream.rabbit import RabbitMessage
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from shared.errors import Unreadable
from shared.messaging.broker.publisher import Post, Publisher
from shared.messaging.topology import DEAD_EXCHANGE, TIERS, retry_exchange

_NOT_COPIED = ("x-death", "x-first-death-", "x-last-death-", "x-delivery-count", "x-acquired-count")
# with these headers the broker would send the copy to further queues, chosen by whoever sent the original
_ADDRESSES = {"CC", "BCC"}
MOST_ATTEMPTS = 1_000_000


@dataclass(frozen=True)
class Recovery:
    """Puts failed messages of one queue aside."""

    publisher: Publisher
    queue: str

    async def put_aside(self, message: RabbitMessage, problem: BaseException) -> str:
        """Publish the copy and say where it went: the tier's name or `dead`. PublishFailed when the broker does not confirm."""
        attempts = attempts_of(message.headers)
        tiers = list(TIERS)
        is_final = isinstance(problem, Unreadable) or attempts >= len(tiers)
        exchange = DEAD_EXCHANGE if is_final else retry_exchange(tiers[attempts])
        await self.publisher.publish(self._copy(message, exchange, problem, attempts))
        return "dead" if is_final else tiers[attempts]

    def _copy(self, message: RabbitMessage, exchange: str, problem: BaseException, attempts: int) -> Post:
        raw = message.raw_message
        added = {
            "x-attempt": min(attempts + 1, MOST_ATTEMPTS),
            "x-error-type": type(problem).__name__,
            "x-error": reason_of(problem)[:200],
            "x-failed-queue": self.queue,
            "x-original-routing-key": raw.headers.get("x-original-routing-key") or raw.routing_key or "",
        }
        return Post(
            exchange=exchange,
            routing_key=self.queue,
            message_id=raw.message_id or "",
            kind=raw.type,
            body=raw.body,
            headers={**_carried(raw.headers), **added},
            time=raw.timestamp,
            content_type=raw.content_type or "application/octet-stream",
        )


def attempts_of(headers: Mapping[str, Any]) -> int:
    """How often this message was handled in vain before."""
    attempts = headers.get("x-attempt", 0)
    return min(attempts, MOST_ATTEMPTS) if isinstance(attempts, int) and attempts >= 0 else 0


def reason_of(problem: BaseException) -> str:
    """What may be told of a failure: an error of the database or of a model carries values of a row or of a message."""
    if isinstance(problem, DBAPIError):
        return f"{type(problem.orig).__name__} {getattr(problem.orig, 'sqlstate', None) or ''}".strip()
    if isinstance(problem, ValidationError):
        return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in problem.errors(include_input=False))
    return str(problem)


def _carried(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in headers.items() if name not in _ADDRESSES and not name.startswith(_NOT_COPIED)}
