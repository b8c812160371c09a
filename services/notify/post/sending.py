"""The role `send`: one presence and as many lines as the settings say, until the process is told to stop."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from services.notify.post.carrier import Carrier, Unsettled
from services.notify.post.envelopes import Envelopes
from services.notify.post.line import Line, Server
from services.notify.post.presence import Presence
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from shared.process.parts import Parts

_log = structlog.get_logger("post")


async def send(parts: Parts[NotifySettings, Section]) -> None:
    """Send until cancelled. After results were lost it goes on as a new sender, and what the old one claimed is in doubt."""
    while True:
        try:
            await _send_as_one(parts)
        except Unsettled:
            _log.exception("results_lost")
            await asyncio.sleep(1.0)


async def _send_as_one(parts: Parts[NotifySettings, Section]) -> None:
    """One sender's life: seen before its first claim, seen until its last result, then gone."""
    presence = Presence(parts.transactions, parts.settings.sender_dead_after)
    await presence.beat()
    seen = asyncio.create_task(presence.run())
    try:
        await _together([carrier_for(parts, presence).run() for _ in range(parts.settings.smtp_connections)])
    finally:
        seen.cancel()
        with suppress(asyncio.CancelledError, DBAPIError, OSError):
            await seen
        with suppress(DBAPIError, OSError):
            await presence.end()


async def _together(works: list[Coroutine[Any, Any, None]]) -> None:
    """Run these until one fails or all are cancelled; every one of them gets the time to finish what it has at hand."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def carrier_for(parts: Parts[NotifySettings, Section], presence: Presence) -> Carrier:
    """A carrier as the settings describe it, its line not yet open."""
    settings = parts.settings
    server = Server(settings.smtp_url.get_secret_value(), settings.mail_from, settings.smtp_seconds, settings.smtp_answer_seconds)
    envelopes = Envelopes(
        keys=parts.keys,
        sender=settings.mail_from,
        secret=settings.private_key.get_secret_value().encode(),
        limit=settings.acknowledgements_per_day,
        days=settings.days,
    )
    return Carrier(parts.transactions, presence, Line(server), envelopes, settings.send_batch, settings.send_poll_ms / 1000)
