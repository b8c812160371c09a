"""Which ports an installation uses: those of its earlier starts, else the preferred ones, else free ones."""

from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.settings import given
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.servers.ports import free_port, is_free

PREFERRED = {"intake": 8080, "triage": 8081, "investigation": 8082, "notify": 8083}
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


def choose(places: Places) -> dict[str, int]:
    """Choose a port for every listener and remember it; what the environment names (`INTAKE_PORT`) comes first."""
    remembered: dict[str, int] = places.remembered().get("ports", {})
    ports: dict[str, int] = {}
    for name in LISTENER:
        ports[name] = _wished(name) or _still_ours(places, name, remembered) or _new(name, ports)
    places.remember(ports=ports)
    return ports


def _wished(name: str) -> int:
    return int((given(name, "port") if name in SERVICES else None) or 0)


def _still_ours(places: Places, name: str, remembered: dict[str, int]) -> int:
    port = remembered.get(name, 0)
    return port if port and (is_free(port) or supervisor.running(places, LISTENER[name])) else 0


def _new(name: str, taken: dict[str, int]) -> int:
    preferred = [PREFERRED[name]] if name in PREFERRED else []
    return free_port(preferred, besides=taken.values())
