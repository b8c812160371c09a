"""The way without a container engine: private servers on loopback, then the services, each step one line."""

import shutil
from contextlib import ExitStack

from deploy.installation import environment
from deploy.installation.application import branches, credentials, services
from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES, Credentials
from deploy.installation.application.settings import given
from deploy.installation.console import step
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.servers.ports import LOOPBACK, hold
from deploy.installation.servers.rabbitmq import Rabbitmq
from deploy.installation.ways import chosen_ports, private_servers
from deploy.installation.ways.private_servers import Needs

# Which program listens on a port: a port in use is still ours while that program runs.
LISTENER = {
    **{service: service for service in SERVICES},
    "smtp": "mail",
    "postgres": "postgres",
    "amqp": "rabbitmq",
    "management": "rabbitmq",
    "distribution": "rabbitmq",
    "mapper": "epmd",
}
STOP_ORDER = [list(SERVICES), ["mail", "postgres", "rabbitmq"], ["epmd"]]


def up(places: Places) -> Addresses:
    """Bring up everything that is not up, and return where it listens."""
    needs = Needs.now()
    if needs.rabbitmq:
        private_servers.ensure_broker_programs(places)
    environment.ensure(places)
    with step("keys and passwords", "密钥与口令"):
        private_servers.ensure_keys(places)
        secrets = credentials.ensure(places.secrets)
    with ExitStack() as held:
        ports = chosen_ports.choose(places, LISTENER, lambda name: supervisor.running(places, LISTENER[name]) is not None)
        for service in SERVICES:
            if not supervisor.running(places, service):
                held.enter_context(hold(ports[service]))
        addresses = _start_servers(places, needs, secrets, ports)
    with step("four services", "四个服务"):
        services.start(places, addresses)
        services.wait(addresses)
    return addresses


def down(places: Places, *, with_data: bool = False) -> None:
    for group in STOP_ORDER:
        supervisor.take_out(places, group)
    supervisor.end_itself(places)
    if with_data:
        shutil.rmtree(places.servers, ignore_errors=True)


def stop(places: Places, names: list[str]) -> None:
    """Stop these services only; the others go on."""
    supervisor.take_out(places, names)


def _start_servers(places: Places, needs: Needs, secrets: Credentials, ports: dict[str, int]) -> Addresses:
    """Start what nobody gave; while the broker starts, tables and keys are made."""
    supervisor.ensure(places)
    broker = private_servers.start_broker(places, secrets, ports) if needs.rabbitmq else None
    if needs.postgres:
        private_servers.start_database(places, secrets, ports)
    if needs.mail:
        private_servers.start_mail_catcher(places, ports)
    addresses = _addresses(secrets, ports, broker)
    addresses.keep(places.secrets)
    with step("tables", "数据表"):
        services.migrate(places, addresses)
    with step("keys of the branch offices", "分支机构密钥"):
        branches.ensure_keys(places, addresses)
    if broker:
        with step("RabbitMQ", "消息队列"):
            broker.wait()
            private_servers.load_topology(places, broker)
    return addresses


def _addresses(secrets: Credentials, ports: dict[str, int], broker: Rabbitmq | None) -> Addresses:
    databases, brokers = {}, {}
    for service in SERVICES:
        own = f"postgresql://{service}:{secrets.database[service]}@{LOOPBACK}:{ports['postgres']}/{service}"
        databases[service] = given(service, "database_url") or own
        brokers[service] = given(service, "amqp_url") or f"amqp://{service}:{secrets.broker[service]}@{LOOPBACK}:{ports['amqp']}/"
    return Addresses(
        ports=ports,
        databases=databases,
        brokers=brokers,
        smtp_url=given("notify", "smtp_url") or f"smtp://{LOOPBACK}:{ports['smtp']}",
        administrator_url=broker.amqp_url if broker else None,
        management_url=broker.management_url if broker else None,
        observer_url=f"http://observer:{secrets.observer}@{LOOPBACK}:{ports['management']}" if broker else None,
    )
