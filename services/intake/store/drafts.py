"""Drafts of the portal's form: encrypted, found by the hash of a random key, gone after two hours."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.store import tables

_KEEP = text("""
    insert into draft (mark, closed, kept_at) values (:mark, :closed, :kept_at)
    on conflict (mark) do update set closed = excluded.closed, kept_at = excluded.kept_at
""")
_FORGET = text("delete from draft where mark = :mark or kept_at < :forgotten")


async def keep(session: AsyncSession, mark: bytes, closed: bytes, now: datetime) -> None:
    """Keep this draft instead of what was kept under its mark."""
    await (await session.connection()).execute(_KEEP, {"mark": mark, "closed": closed, "kept_at": now})


async def find(session: AsyncSession, mark: bytes, forgotten: datetime) -> bytes | None:
    """The draft kept under this mark, unless it is older than `forgotten`."""
    found = await session.get(tables.Draft, mark)
    return found.closed if found is not None and found.kept_at >= forgotten else None


async def forget(session: AsyncSession, mark: bytes, forgotten: datetime) -> None:
    """Delete this draft, and all that are older than `forgotten`."""
    await (await session.connection()).execute(_FORGET, {"mark": mark, "forgotten": forgotten})
