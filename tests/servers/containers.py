"""Servers in throw-away containers, where an engine answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import asyncpg
from testcontainers.core.container import DockerContainer

from deploy.installation.processes.programs import wait_until
from deploy.installation.servers import management
from tests.servers.postgres import PASSWORD, PostgresServer
from tests.servers.rabbitmq import RabbitmqServer


@contextmanager
def postgres_container() -> Iterator[PostgresServer]:
    with _container("postgres:17", [5432], POSTGRES_PASSWORD=PASSWORD, POSTGRES_INITDB_ARGS="--locale=C.UTF-8") as port:
        server = PostgresServer(f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port(5432)}/postgres")
        _until(partial(_database_answers, server))
        yield server


@contextmanager
def rabbitmq_container() -> Iterator[RabbitmqServer]:
    with _container("rabbitmq:4-management", [5672, 15672], RABBITMQ_DEFAULT_USER="admin", RABBITMQ_DEFAULT_PASS=PASSWORD) as port:
        server = RabbitmqServer(f"amqp://admin:{PASSWORD}@127.0.0.1:{port(5672)}/", f"http://admin:{PASSWORD}@127.0.0.1:{port(15672)}")
        _until(partial(management.answers, server.management_url))
        yield server


@contextmanager
def _container(image: str, ports: list[int], **environment: str) -> Iterator[Callable[[int], int]]:
    container = DockerContainer(image).with_exposed_ports(*ports)
    for name, value in environment.items():
        container.with_env(name, value)
    with container:
        yield lambda port: int(container.get_exposed_port(port))


def _until(condition: Callable[[], bool]) -> None:
    if not wait_until(condition, seconds=90, every=0.3):
        raise RuntimeError("the container did not become ready within 90 seconds")


def _database_answers(server: PostgresServer) -> bool:
    try:
        server.create_database_now("ready")
    except (OSError, asyncpg.PostgresError):
        return False
    return True
