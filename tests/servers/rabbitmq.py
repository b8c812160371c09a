"""A RabbitMQ broker for tests, wherever it runs, and virtual hosts on it."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from deploy.installation.servers import management
from shared.contracts.catalogue import SERVICES
from shared.messaging.topology import definitions

PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Vhost:
    """A virtual host with the whole topology, and a user per service with exactly that service's rights."""

    server: "RabbitmqServer"
    name: str

    @property
    def amqp_url(self) -> str:
        """The administrator's address: may declare, publish and read everything here."""
        return self.url_of(self.server.user, self.server.password)

    @property
    def management_url(self) -> str:
        return self.server.management_url

    def service_url(self, service: str) -> str:
        """The address under which the service itself connects."""
        return self.url_of(service, PASSWORD)

    def url_of(self, user: str, password: str) -> str:
        place = urlsplit(self.server.amqp_url)
        return f"amqp://{user}:{password}@{place.hostname}:{place.port}/{quote(self.name, safe='')}"

    def messages_in(self, queue: str) -> int:
        """Count what lies in a queue, delivered and unacknowledged ones included; may lag a few seconds."""
        return int(self.server.call("GET", f"queues/{quote(self.name, safe='')}/{queue}").get("messages", 0))

    def delete(self) -> None:
        self.server.call("DELETE", f"vhosts/{quote(self.name, safe='')}")


@dataclass(frozen=True)
class RabbitmqServer:
    """A running broker with its management API; both URLs carry the administrator's name and password."""

    amqp_url: str
    management_url: str

    @property
    def user(self) -> str:
        return urlsplit(self.amqp_url).username or "guest"

    @property
    def password(self) -> str:
        return urlsplit(self.amqp_url).password or "guest"

    def create_vhost(self, name: str | None = None) -> Vhost:
        """Make a fresh virtual host with the topology of definitions.json."""
        vhost = name or f"test-{secrets.token_hex(6)}"
        wanted = definitions(dict.fromkeys(SERVICES, PASSWORD), vhost)
        wanted["permissions"].append({"user": self.user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"})
        self.call("POST", "definitions", wanted)
        return Vhost(self, vhost)

    def call(self, verb: str, path: str, body: object | None = None) -> Any:
        """Call the management API; an answer without a body is an empty dict."""
        return management.call(self.management_url, verb, path, body)
