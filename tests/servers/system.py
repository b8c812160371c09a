"""The four services as processes on real servers: each can be killed, stopped and started again."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.installation.application import keys
from shared.contracts.catalogue import SERVICES
from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import Vhost

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60


@dataclass
class System:
    """Four services, a database each, one virtual host, one mail server. `settings` are added to every environment."""

    folder: Path
    postgres: PostgresServer
    vhost: Vhost
    smtp_url: str
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=lambda: {service: free_port() for service in SERVICES})
    databases: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make databases, tables and secrets; nothing runs yet."""
        keys.ensure(self.folder)
        for service in SERVICES:
            self.databases[service] = self.postgres.create_database_now()
        migrations = [self._spawn(service, "--migrate") for service in SERVICES]
        for service, migration in zip(SERVICES, migrations, strict=True):
            assert migration.wait(60) == 0, (self.folder / f"{service}.log").read_text()

    def start(self, *services: str, roles: tuple[str, ...] = ()) -> None:
        """Start these services, or all, and wait until each is ready."""
        for service in services or SERVICES:
            self.processes[service] = self._spawn(service, *roles)
        for service in services or SERVICES:
            self.wait_until_ready(service)

    def spawn_extra(self, service: str, *roles: str, port: int | None = None) -> "subprocess.Popen[bytes]":
        """One more process of a service, e.g. a second consumer; the caller ends it."""
        return self._spawn(service, *roles, port=port or free_port())

    def wait_until_ready(self, service: str) -> None:
        end = time.monotonic() + READY_SECONDS
        while not self.is_ready(service):
            running = self.processes[service].poll() is None
            assert running, f"{service} stopped: {self.log(service)[-2000:]}"
            assert time.monotonic() < end, f"{service} is not ready: {self.log(service)[-2000:]}"
            time.sleep(0.1)

    def is_ready(self, service: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url(service)}/health/ready", timeout=6) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text(errors="replace")

    def kill(self, service: str) -> None:
        """kill -9: no farewell."""
        self.processes[service].kill()
        self.processes[service].wait(10)

    def stop(self, *services: str) -> None:
        """SIGTERM: drain and go."""
        for service in services or list(self.processes):
            if self.processes[service].poll() is None:
                self.processes[service].send_signal(signal.SIGTERM)
        for service in services or list(self.processes):
            self.processes[service].wait(30)

    def move_clock(self, seconds: float) -> None:
        """Let every service's clock be this far ahead of the machine's."""
        new = self.folder / "clock.new"
        new.write_text(str(seconds))
        new.replace(self.folder / "clock")

    def branch_key(self, branch: str) -> Path:
        """The API key of a branch office with every scope, in a file; made when it is first asked for."""
        file = self.folder / f"{branch}.key"
        if file.exists():
            return file
        words = ["create", "--branch", branch, "--scope", "submit", "--scope", "import", "--scope", "read", "--out", str(file)]
        program = [sys.executable, "-m", "services.intake.keys", *words]
        subprocess.run(program, cwd=ROOT, env=self.environment("intake"), check=True, capture_output=True, timeout=60)
        return file

    def person_token(self, person: str) -> str:
        """The bearer token of one of the demo's persons."""
        persons = json.loads((self.folder / "persons.json").read_text())
        return str(next(one["token"] for one in persons if one["id"] == person))

    def _spawn(self, service: str, *words: str, port: int | None = None) -> "subprocess.Popen[bytes]":
        environment = self.environment(service)
        if port is not None:
            environment[f"{service}_PORT".upper()] = str(port)
        with (self.folder / f"{service}.log").open("ab") as log:
            program = [sys.executable, "-m", f"services.{service}", *words]
            return subprocess.Popen(program, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def environment(self, service: str) -> dict[str, str]:
        """Everything this service reads at start."""
        own = {
            "DATABASE_URL": self.databases[service],
            "AMQP_URL": self.vhost.service_url(service),
            "PORT": str(self.ports[service]),
            "MODE": "demo",
            "PRIVATE_KEY_FILE": str(self.folder / f"{service}_private_key"),
            "PUBLIC_KEYS_FILE": str(self.folder / "public_keys.json"),
            "PROCEDURES_DIR": str(ROOT / "deploy" / "procedures"),
            "STAFF_FILE": str(self.folder / "staff.json"),
            "SIMULATED_CLOCK_FILE": str(self.folder / "clock"),
            "LINKS": json.dumps({name: self.url(name) for name in SERVICES}),
            "RECEIPT_PEPPER_FILE": str(self.folder / "receipt_pepper"),
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": "complaints@redress.example",
            **self.settings,
        }
        named = {f"{service}_{name}".upper(): value for name, value in own.items()}
        return {**os.environ, **named, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
