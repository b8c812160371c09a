"""Where everything of a running installation listens, kept for status, demo and tests; it holds passwords."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.installation.places import write_private
from deploy.installation.servers.ports import LOOPBACK


@dataclass(frozen=True)
class Addresses:
    """`databases` and `brokers` map each service to its URL with its own password; None is what somebody else runs.

    `administrator_url` and `management_url` are the broker administrator's; the observer may only look at the topology.
    """

    ports: dict[str, int]
    databases: dict[str, str]
    brokers: dict[str, str]
    smtp_url: str
    administrator_url: str | None = None
    management_url: str | None = None
    observer_url: str | None = None

    def web(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[service]}"

    def keep(self, folder: Path) -> None:
        write_private(folder / "addresses.json", json.dumps(asdict(self), indent=1))

    @classmethod
    def kept(cls, folder: Path) -> "Addresses | None":
        """What the last start kept, None before the first."""
        path = folder / "addresses.json"
        return cls(**json.loads(path.read_text())) if path.exists() else None
