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


_BROKERS_REASONS = {
    "delivery_limit": "the process died on it again and again, or gave it back each time",
    "expired": "it was too old when its turn came: whoever sent it had given it a time to live",
    "rejected": "it was turned down before it could be read",
}


async def keep(engine: AsyncEngine, queue: str, message: RabbitMessage) -> None:
    """Write one dead letter down, whatever it holds; a second copy of the same message replaces the first."""
    row = {"id": random_id(), "queue": queue, **_facts(message), **_failure(message.headers, queue)}
    async with engine.begin() as connection:
        await connection.execute(_KEEP, row)


def _facts(message: RabbitMessage) -> dict[str, Any]:
    raw = message.raw_message
    envelope = _envelope(raw.body, raw.headers)
    return {
        "event_id": str(envelope.id) if envelope else f"unreadable-{hashlib.sha256(raw.body).hexdigest()[:32]}",
        "type": envelope.type if envelope else _storable(raw.type or ""),
        "source": envelope.service if envelope else None,
        "subject": envelope.subject if envelope else None,
        "sequence": envelope.sequence if envelope else None,
        "body": raw.body,
        "headers": json.dumps({_storable(name): _readable(value) for name, value in raw.headers.items()}),
    }


def _failure(headers: Mapping[str, Any], queue: str) -> dict[str, Any]:
    """Why it died: the broker's reason where the broker gave it up, else what our own header says."""
    given_up = _given_up(headers, queue)
    if given_up is not None:
        why = ("".join(part.capitalize() for part in given_up.split("_")), _BROKERS_REASONS.get(given_up, "the broker gave it up"))
    else:
        why = (str(headers.get("x-error-type", "Unknown")), str(headers.get("x-error", "no reason was given")))
    return {"error_type": _storable(why[0])[:200], "error": _storable(why[1])[:1000], "attempts": attempts_of(headers)}


def _given_up(headers: Mapping[str, Any], queue: str) -> str | None:
    """The broker's word for why it took this message from the queue itself; None when we sent it away ourselves."""
    deaths = headers.get("x-death")
    last = deaths[0] if isinstance(deaths, list) and deaths else None
    return str(last.get("reason")) if isinstance(last, dict) and last.get("queue") == queue else None


def _envelope(body: bytes, headers: Mapping[str, Any]) -> Envelope | None:
    try:
        return decode(body, headers, None)
    except Unreadable:
        return None


def _storable(text: str) -> str:
    """The text without what a database column refuses."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _readable(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    return value if isinstance(value, (bool, int)) or value is None else _storable(str(value))
