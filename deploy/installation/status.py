"""What runs where: for people as a table, for programs as JSON (which holds passwords)."""

import json
from typing import Any
from urllib.parse import urlsplit

from deploy.installation import console
from deploy.installation.application import branches
from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.services import readiness
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.servers.ports import answers


def gather(places: Places, addresses: Addresses) -> dict[str, Any]:
    """Collect what another program needs to talk to this installation."""
    return {
        "services": {service: _service(places, addresses, service) for service in SERVICES},
        "broker": {"url": addresses.administrator_url or addresses.brokers["intake"], "management_url": addresses.management_url},
        "mail": {"smtp_url": addresses.smtp_url, "mailbox": str(places.mailbox)},
        "branches": [
            {"name": branch, "key_file": str(branches.key_file(places, branch))}
            for branch in branches.BRANCHES
            if branches.key_file(places, branch).exists()
        ],
    }


def show(places: Places, *, as_json: bool) -> int:
    """Print the status; the exit code is 0 when every service is ready, 1 when not, 2 when nothing was ever started."""
    addresses = Addresses.kept(places.secrets)
    if addresses is None:
        console.say(json.dumps({"services": {}, "branches": []}) if as_json else "nothing was started from here yet: deploy/up · 尚未启动")
        return 2
    status = gather(places, addresses)
    if as_json:
        console.say(json.dumps(status, indent=1))
    else:
        _print(places, status)
    return 0 if all(service["ready"] for service in status["services"].values()) else 1


def _service(places: Places, addresses: Addresses, service: str) -> dict[str, Any]:
    trace = supervisor.running(places, service)
    return {
        "url": addresses.web(service),
        "ready": readiness(addresses.web(service))[0],
        "database_url": addresses.databases[service],
        "pid": trace.pid if trace else None,
    }


def _print(places: Places, status: dict[str, Any]) -> None:
    rows = [
        (name, service["url"], "ready · 就绪" if service["ready"] else "not ready · 未就绪", f"pid {service['pid'] or '-'}")
        for name, service in status["services"].items()
    ]
    servers = {"broker": status["broker"]["url"], "management": status["broker"]["management_url"], "mail": status["mail"]["smtp_url"]}
    rows += [(name, _without_password(url), _listens(url), "") for name, url in servers.items() if url]
    console.table(rows)
    console.say(f"  logs · 日志: {places.logs}   mails · 邮件: {places.mailbox}")


def _without_password(url: str) -> str:
    place = urlsplit(url)
    return f"{place.scheme}://{place.hostname}:{place.port}"


def _listens(url: str) -> str:
    return "listens · 监听中" if answers(urlsplit(url).port or 0) else "silent · 无应答"
