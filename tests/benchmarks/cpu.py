"""Processor time of the processes that share the work, by name."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil
from sqlalchemy import text

from shared.database.engine import connect
from tests.servers import PostgresServer, RabbitmqServer


def seconds_of(pid: int) -> float:
    """User and system time of a process, of its living children and of those it has buried; 0.0 when it is gone."""
    try:
        root = psutil.Process(pid)
        times = root.cpu_times()
        own = times.user + times.system + times.children_user + times.children_system
        return float(own) + sum(seconds_of(child.pid) for child in root.children())
    except psutil.NoSuchProcess:
        return 0.0


def memory_of(pid: int) -> float:
    """Resident memory in MB."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


@dataclass(frozen=True)
class Accounts:
    """What each named process has used up to a moment; subtract two of them."""

    used: dict[str, float]

    @classmethod
    def of(cls, processes: Iterable[tuple[str, int]]) -> "Accounts":
        return cls({name: seconds_of(pid) for name, pid in processes})

    def since(self, before: "Accounts") -> dict[str, float]:
        return {name: value - before.used.get(name, 0.0) for name, value in self.used.items()}


async def postmaster_of(postgres: PostgresServer) -> int:
    """The process whose children do PostgreSQL's work."""
    engine = connect(postgres.superuser_url, service="benchmark", pool_size=2)
    async with engine.connect() as connection:
        backend: int = (await connection.execute(text("select pg_backend_pid()"))).scalar_one()
        parent = psutil.Process(backend).parent()
    await engine.dispose()
    return parent.pid if parent else backend


def node_of(rabbitmq: RabbitmqServer) -> int:
    """The broker's process; the management API knows it a few seconds after the start."""
    for _ in range(60):
        pid = rabbitmq.call("GET", "nodes")[0].get("os_pid")
        if pid:
            return int(pid)
        time.sleep(0.5)
    raise RuntimeError("the broker does not tell its process")
