"""The tables that the migrations make are those that the store describes."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.triage.store.tables import metadata
from tests.services.triage.desk import Desk


def differences(connection: Connection) -> list[Any]:
    """What is described and not there, or there in another shape; indexes are the migrations' own business."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
    return [found for found in compare_metadata(context, metadata) if "index" not in str(found[0])]


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    return kind != "table" or name in metadata.tables


async def test_the_migrations_make_the_tables_of_the_store(desk: Desk) -> None:
    async with desk.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_canary_a_missing_column_is_seen(desk: Desk) -> None:
    async with desk.engine.connect() as connection:
        await connection.exec_driver_sql("alter table assessment drop column unit")
        found = await connection.run_sync(differences)
        await connection.rollback()
    assert [change[0] for change in found] == ["add_column"]
