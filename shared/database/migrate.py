"""Brings one service's tables to the newest migration; running it again changes nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

# any number that all services' migrations share: two of them must not change one database at once
_ONE_AT_A_TIME = 4_711_001


def upgrade(engine: AsyncEngine, migrations: Path, say: Callable[[str], None]) -> None:
    """Run every migration that is missing, each in its transaction, one process at a time; `say` is told what happened."""
    asyncio.run(_upgrade(engine, migrations, say))


async def _upgrade(engine: AsyncEngine, migrations: Path, say: Callable[[str], None]) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"select pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        before = await connection.run_sync(_revision)
        await connection.run_sync(_run, migrations)
        after = await connection.run_sync(_revision)
    await engine.dispose()
    say(f"{migrations.parent.name}: tables at {after}" + (" already" if before == after else f", were at {before or 'none'}"))


def _run(connection: Connection, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not connection.execute(text("select to_regclass('alembic_version')")).scalar():
        return None
    revision: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return revision


def run_environment(metadata: MetaData) -> None:
    """The whole of a service's `migrations/env.py`: run on the connection that `upgrade` hands over."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
