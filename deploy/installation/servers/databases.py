"""One database and one role per service: made by the superuser, closed to everybody else. Needs asyncpg."""

import asyncio
import json
import sys
from urllib.parse import urlsplit

import asyncpg

TEMPLATE = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"


async def create(superuser_url: str, name: str, password: str) -> str:
    """Make role and database of this name where they are missing, set the password, and return the role's URL."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await _role(connection, name, password)
        await _database(connection, name)
    finally:
        await connection.close()
    return url_of(superuser_url, name, password)


def url_of(superuser_url: str, name: str, password: str) -> str:
    """The address of the database `name` for the role of the same name."""
    server = urlsplit(superuser_url)
    return f"postgresql://{name}:{password}@{server.hostname}:{server.port}/{name}"


async def drop(superuser_url: str, name: str) -> None:
    """Take database and role away, whoever is still connected."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'DROP ROLE IF EXISTS "{name}"')
    finally:
        await connection.close()


async def _role(connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    quoted = await connection.fetchval("SELECT quote_literal($1::text)", password)
    await connection.execute(f'{verb} ROLE "{name}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {quoted}')


async def _database(connection: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await connection.execute(f'CREATE DATABASE "{name}" OWNER "{name}" {TEMPLATE}')
    for closed in (name, "postgres", "template1"):
        await connection.execute(f'REVOKE ALL ON DATABASE "{closed}" FROM PUBLIC')


async def _create_all(order: dict[str, dict[str, str]]) -> None:
    for superuser_url, passwords in order.items():
        for name, password in passwords.items():
            await create(superuser_url, name, password)


if __name__ == "__main__":  # reads {"superuser URL": {"role": "password"}} so that no secret stands in a process list
    asyncio.run(_create_all(json.load(sys.stdin)))
