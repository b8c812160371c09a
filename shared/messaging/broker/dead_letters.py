"""Dead letters leave the broker for a table, where a person can look at them without using up their deliveries."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from faststream.rabbit import RabbitMessage
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.errors import Unreadable
from shared.messaging.broker.recovery import attempts_of
from shared.messaging.envelope import Envelope, decode
from shared.messaging.transaction import random_id

_KEEP = text("""
    insert into dead_letter (id, queue, event_id, type, source, subject, sequence, body, headers, error_type, error, attempts)
    values (:id, :queue, :event_id, :type, :source, :subject, :sequence, :body, cast(:headers as jsonb), :error_type, :error, :attempts)
    on conflict (queue, event_id) do update
    set state = 'open', error_type = excluded.error_type, error = excluded.error, attempts = excluded.attempts,
        dead_at = now(), handled_by = null, handled_at = null
""")


async def keep(engine: AsyncEngine, queue: str, message: RabbitMessage) -> None:
    """Write one dead letter down; a second copy of the same message replaces the first."""
    row = {"id": random_id(), "queue": queue, **_facts(message), **_failure(message.headers)}
    async with engine.begin() as connection:
        await connection.execute(_KEEP, row)


def _facts(message: RabbitMessage) -> dict[str, Any]:
    raw = message.raw_message
    envelope = _envelope(raw.body, raw.headers)
    return {
        "event_id": str(envelope.id) if envelope else f"unreadable-{hashlib.sha256(raw.body).hexdigest()[:32]}",
        "type": envelope.type if envelope else raw.type,
        "source": envelope.service if envelope else None,
        "subject": envelope.subject if envelope else None,
        "sequence": envelope.sequence if envelope else None,
        "body": raw.body,
        "headers": json.dumps({name: _readable(value) for name, value in raw.headers.items()}).replace("\\u0000", ""),
    }


def _failure(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Why it died. Without our own header the broker gave it up: the process died each time it was handed out."""
    return {
        "error_type": str(headers.get("x-error-type", "DeliveryLimit"))[:200],
        "error": str(headers.get("x-error", "the process died on it again and again"))[:1000],
        "attempts": attempts_of(headers),
    }


def _envelope(body: bytes, headers: Mapping[str, Any]) -> Envelope | None:
    try:
        return decode(body, headers, None)
    except Unreadable:
        return None


def _readable(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
