"""The servers that every ring shares, started when the first test asks for them."""

from collections.abc import Iterator

import pytest

from tests.servers import PostgresServer, RabbitmqServer, Vhost, postgres_server, rabbitmq_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; `await postgres.create_database()` gives the URL of a fresh database."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitmqServer]:
    """A RabbitMQ broker; `rabbitmq.create_vhost()` gives a fresh virtual host with the whole topology."""
    with rabbitmq_server() as server:
        yield server


@pytest.fixture(scope="module")
def vhost(rabbitmq: RabbitmqServer) -> Iterator[Vhost]:
    """A virtual host for the tests of one module."""
    made = rabbitmq.create_vhost()
    yield made
    made.delete()


@pytest.fixture(scope="module")
async def database_url(postgres: PostgresServer) -> str:
    """A fresh database for the tests of one module."""
    return await postgres.create_database()
