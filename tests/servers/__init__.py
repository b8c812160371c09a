"""Real servers for tests: the environment's, else containers where an engine answers, else private ones on loopback."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from deploy.installation.servers.engine import engine_answers
from tests.servers.postgres import PostgresServer
from tests.servers.private import PrivatePostgres, PrivateRabbitmq, private_postgres, private_rabbitmq
from tests.servers.rabbitmq import RabbitmqServer, Vhost

__all__ = [
    "PostgresServer",
    "PrivatePostgres",
    "PrivateRabbitmq",
    "RabbitmqServer",
    "Vhost",
    "postgres_server",
    "private_postgres",
    "private_rabbitmq",
    "rabbitmq_server",
]


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """`TEST_POSTGRES_URL` (a superuser's), else a container, else a private server."""
    url = os.environ.get("TEST_POSTGRES_URL")
    with ExitStack() as stack:
        if url:
            yield PostgresServer(url)
        elif _in_containers():
            from tests.servers.containers import postgres_container  # noqa: PLC0415 - slow to import, and rarely needed

            yield stack.enter_context(postgres_container())
        else:
            yield stack.enter_context(private_postgres()).server


@contextmanager
def rabbitmq_server() -> Iterator[RabbitmqServer]:
    """`TEST_RABBITMQ_URL` with `TEST_RABBITMQ_MANAGEMENT_URL` (an administrator's), else a container, else a private node."""
    url, management = os.environ.get("TEST_RABBITMQ_URL"), os.environ.get("TEST_RABBITMQ_MANAGEMENT_URL")
    with ExitStack() as stack:
        if url and management:
            yield RabbitmqServer(url, management)
        elif _in_containers():
            from tests.servers.containers import rabbitmq_container  # noqa: PLC0415 - slow to import, and rarely needed

            yield stack.enter_context(rabbitmq_container())
        else:
            yield stack.enter_context(private_rabbitmq()).server


def _in_containers() -> bool:
    """Containers where an engine answers, unless `TEST_SERVERS=private` says no."""
    return os.environ.get("TEST_SERVERS") != "private" and engine_answers()
