"""The private servers of an installation: handed to the supervisor, made ready for the four services."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.installation.application.credentials import SERVICES, Credentials
from deploy.installation.application.settings import basic_environment, given
from deploy.installation.console import Stopped, note, step
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.processes.programs import Program
from deploy.installation.servers import management, packages, postgres, rabbitmq
from deploy.installation.servers.account import server_account
from deploy.installation.servers.postgres import Postgres
from deploy.installation.servers.rabbitmq import Rabbitmq, RabbitmqPorts


@dataclass(frozen=True)
class Needs:
    """Which servers nobody gave: the person's own settings come first."""

    postgres: bool
    rabbitmq: bool
    mail: bool

    @classmethod
    def now(cls) -> "Needs":
        return cls(
            postgres=not all(given(service, "database_url") for service in SERVICES),
            rabbitmq=not all(given(service, "amqp_url") for service in SERVICES),
            mail=given("notify", "smtp_url") is None,
        )


def ensure_broker_programs(places: Places) -> None:
    """Install RabbitMQ's system package where it is missing, or stop with the line for an administrator."""
    if rabbitmq.find_programs():
        return
    if not packages.may_install():
        raise Stopped("RabbitMQ is not installed (未安装 RabbitMQ). " + packages.by_hand("rabbitmq-server"))
    note("RabbitMQ is not installed: its system package is being installed now · 正在安装 RabbitMQ 系统软件包")
    with step("system package rabbitmq-server", "系统软件包"):
        packages.install("rabbitmq-server", log=places.logs / "packages.log")


def start_broker(places: Places, secrets: Credentials, ports: dict[str, int]) -> Rabbitmq:
    """Start mapper and node without waiting: the node takes the longest of all."""
    programs = rabbitmq.find_programs()
    if programs is None:
        raise Stopped("RabbitMQ was not found even after its installation. " + packages.by_hand("rabbitmq-server"))
    own = RabbitmqPorts(ports["amqp"], ports["management"], ports["distribution"], ports["mapper"])
    broker = Rabbitmq(programs, places.servers / "rabbitmq", own, secrets.administrator, server_account())
    for program in broker.prepare():
        supervisor.keep_running(places, program)
    return broker


def load_topology(places: Places, broker: Rabbitmq) -> None:
    """Load the topology and its users; loading them again changes nothing."""
    definitions = json.loads(_run(places, "deploy.installation.application.broker_topology", places.secrets))
    management.call(broker.management_url, "POST", "definitions", definitions)


def start_database(places: Places, secrets: Credentials, ports: dict[str, int]) -> None:
    """Start PostgreSQL with one database and one role per service."""
    programs = postgres.find_programs(places.clone / ".venv")
    if programs is None:
        raise Stopped("PostgreSQL 14 or later was not found, not even in the virtual environment. " + packages.by_hand("postgresql"))
    database = Postgres(programs, places.servers / "postgres", ports["postgres"], secrets.superuser, server_account())
    with step(f"PostgreSQL {postgres.version(programs)}", "数据库"):
        supervisor.keep_running(places, database.prepare())
        database.wait()
        _run(places, "deploy.installation.servers.databases", given_input=json.dumps({database.superuser_url: secrets.database}))


def start_mail_catcher(places: Places, ports: dict[str, int]) -> None:
    """Start the mail server that keeps every mail as a file and delivers none."""
    command = [str(places.python), "-m", "deploy.demo.mail_catcher", "--port", str(ports["smtp"]), str(places.mailbox)]
    environment, log = basic_environment(places.clone), str(places.logs / "mail.log")
    supervisor.keep_running(places, Program("mail", command, environment, str(places.clone), log))


def _run(places: Places, module: str, *arguments: str | Path, given_input: str = "") -> str:
    """Run one of our modules in the virtual environment and return what it printed."""
    command: list[str | Path] = [places.python, "-m", module, *arguments]
    environment = basic_environment(places.clone)
    ran = subprocess.run(command, cwd=places.clone, env=environment, input=given_input, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Stopped(f"`python -m {module}` failed:\n{ran.stderr.strip()}")
    return ran.stdout


def ensure_keys(places: Places) -> None:
    """Make whatever key, pepper and person is missing."""
    _run(places, "deploy.installation.application.keys", places.secrets)
