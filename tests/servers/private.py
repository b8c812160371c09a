"""Private servers on loopback, on data of their own that is gone afterwards; faults kill them and start them again."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from deploy.installation.processes.programs import Program, Trace, end
from deploy.installation.servers.account import server_account
from deploy.installation.servers.ports import free_port, free_ports
from deploy.installation.servers.postgres import Postgres, find_programs
from deploy.installation.servers.rabbitmq import Rabbitmq, RabbitmqPorts
from deploy.installation.servers.rabbitmq import find_programs as find_rabbitmq
from tests.servers.postgres import PASSWORD, PostgresServer
from tests.servers.rabbitmq import RabbitmqServer


@dataclass
class Running:
    """A private program of a test: it can be killed, as faults do, and started again on the same data."""

    program: Program
    process: "Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.process = self.program.start(ends_with_us=True)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        end(Trace.of(self.process.pid), by=self.program.stop_signal, reap=self.process.poll)

    def start(self) -> None:
        self.process = self.program.start(ends_with_us=True)


@dataclass(frozen=True)
class PrivatePostgres:
    """A server of a test's own, to be killed and started again."""

    settings: Postgres
    running: Running

    @property
    def server(self) -> PostgresServer:
        return PostgresServer(self.settings.superuser_url)

    def start(self) -> None:
        self.running.start()
        self.settings.wait()


@dataclass(frozen=True)
class PrivateRabbitmq:
    """A node of a test's own, to be killed and started again."""

    settings: Rabbitmq
    running: Running

    @property
    def server(self) -> RabbitmqServer:
        return RabbitmqServer(self.settings.amqp_url, self.settings.management_url)

    def start(self) -> None:
        self.running.start()
        self.settings.wait()


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """A server on its own data, gone afterwards."""
    programs = find_programs(Path(sys.prefix))
    if programs is None:
        raise RuntimeError("no PostgreSQL was found: install one or run deploy/test, which brings it with the virtual environment")
    with _folder() as folder:
        settings = Postgres(programs, folder, free_port(), PASSWORD, server_account())
        with _running(settings.prepare()) as running:
            settings.wait()
            yield PrivatePostgres(settings, running)


@contextmanager
def private_rabbitmq() -> Iterator[PrivateRabbitmq]:
    """A node on its own data, gone afterwards."""
    programs = find_rabbitmq()
    if programs is None:
        raise RuntimeError("no RabbitMQ was found: install rabbitmq-server or run deploy/test as root, which does")
    with _folder() as folder:
        settings = Rabbitmq(programs, folder, RabbitmqPorts(*free_ports(4)), PASSWORD, server_account())
        mapper, node = settings.prepare()
        with _running(mapper), _running(node) as running:
            settings.wait()
            yield PrivateRabbitmq(settings, running)


@contextmanager
def _running(program: Program) -> Iterator[Running]:
    running = Running(program)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that an unprivileged account can reach, unlike most temporary folders of root."""
    for left in Path("/var/tmp").glob("redress-test-*"):
        _remove_if_left_behind(left)
    folder = Path(tempfile.mkdtemp(prefix=f"redress-test-{os.getpid()}-", dir="/var/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_if_left_behind(folder: Path) -> None:
    """Remove the folder of a test run that was killed."""
    owner = folder.name.removeprefix("redress-test-").partition("-")[0]
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        shutil.rmtree(folder, ignore_errors=True)
    except (PermissionError, ValueError):
        return
