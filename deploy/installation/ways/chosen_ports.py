"""Which ports an installation uses: those of its earlier starts, else the preferred ones, else free ones."""

from collections.abc import Callable, Iterable

from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.settings import given
from deploy.installation.places import Places
from deploy.installation.servers.ports import free_port, is_free

PREFERRED = {"intake": 8080, "triage": 8081, "investigation": 8082, "notify": 8083}


def choose(places: Places, names: Iterable[str], is_ours: Callable[[str], bool]) -> dict[str, int]:
    """Choose a port for every name and remember it; what the environment names (`INTAKE_PORT`) comes first.

    A port of an earlier start is kept while it is free, or in use by this installation itself.
    """
    remembered: dict[str, int] = places.remembered().get("ports", {})
    ports: dict[str, int] = {}
    for name in names:
        before = remembered.get(name, 0)
        kept = before if before and (is_free(before) or is_ours(name)) else 0
        ports[name] = _wished(name) or kept or _new(name, ports)
    places.remember(ports={**remembered, **ports})
    return ports


def _wished(name: str) -> int:
    return int((given(name, "port") if name in SERVICES else None) or 0)


def _new(name: str, taken: dict[str, int]) -> int:
    preferred = [PREFERRED[name]] if name in PREFERRED else []
    return free_port(preferred, besides=taken.values())
