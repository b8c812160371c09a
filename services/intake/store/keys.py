"""The keys of branch offices."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.intake.decisions.access import BranchKey
from services.intake.store import tables


async def find(session: AsyncSession, prefix: str) -> BranchKey | None:
    """The key with this prefix, valid or not."""
    found = await session.get(tables.ApiKey, prefix)
    return None if found is None else _key(found)


async def listed(session: AsyncSession) -> list[BranchKey]:
    """Every key, by branch and age."""
    return [_key(row) for row in await session.exec(select(tables.ApiKey).order_by(tables.ApiKey.branch, col(tables.ApiKey.created_at)))]


def add(session: AsyncSession, key: BranchKey) -> None:
    values = {name: getattr(key, name) for name in tables.ApiKey.model_fields if name != "scopes"}
    session.add(tables.ApiKey(**values, scopes=sorted(key.scopes)))


async def revoke(session: AsyncSession, prefix: str, now: datetime) -> bool:
    """Close this key for good; False when there is none."""
    found = await session.get(tables.ApiKey, prefix)
    if found is not None:
        found.revoked_at = found.revoked_at or now
        session.add(found)
    return found is not None


def _key(row: tables.ApiKey) -> BranchKey:
    return BranchKey(**row.model_dump(exclude={"scopes"}), scopes=frozenset(row.scopes))
