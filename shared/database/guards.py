"""What the database must guarantee before a service says "received": checked at start and at readiness.

Source: with `synchronous_commit = off` an immediate stop lost 22 acknowledged commits; with `on` none.
"""

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

SAFE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_write", "remote_apply")}
LOCALE = ("C.UTF-8", "C.UTF8")


class UnsafeDatabase(Exception):
    """This database would lose or disorder what it confirmed; the text says what to change."""


async def check(engine: AsyncEngine, migrations: Path) -> None:
    """Raise UnsafeDatabase unless settings, locale and migrations are what the service relies on."""
    async with engine.connect() as connection:
        await _check_settings(connection)
        await _check_locale(connection)
        await _check_head(connection, migrations)


async def _check_settings(connection: AsyncConnection) -> None:
    for name, allowed in SAFE.items():
        value = (await connection.execute(text(f"show {name}"))).scalar_one()
        if value not in allowed:
            raise UnsafeDatabase(
                f"PostgreSQL runs with {name} = {value}: confirmed complaints could be lost. Set it to {allowed[0]} and start again."
            )


async def _check_locale(connection: AsyncConnection) -> None:
    row = (
        await connection.execute(
            text(
                "select datcollate, datname, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()"
            )
        )
    ).one()
    if row.datcollate not in LOCALE or row.encoding != "UTF8":
        raise UnsafeDatabase(
            f"the database {row.datname} has the locale {row.datcollate} and the encoding {row.encoding}: sorting could change with the"
            " system's libraries. Create it with LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0."
        )


async def _check_head(connection: AsyncConnection, migrations: Path) -> None:
    wanted = ScriptDirectory(str(migrations)).get_current_head()
    table = (await connection.execute(text("select to_regclass('alembic_version')"))).scalar()
    present = (await connection.execute(text("select version_num from alembic_version"))).scalar() if table else None
    if present != wanted:
        raise UnsafeDatabase(f"the tables are at migration {present or 'none'}, this program needs {wanted}: run it once with --migrate")
