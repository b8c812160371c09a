"""A private RabbitMQ node with its own port mapper: where its programs are found, its files, how it runs."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.installation.processes.programs import Program, Unready, wait_until
from deploy.installation.servers import management
from deploy.installation.servers.account import Account
from deploy.installation.servers.ports import LOOPBACK, answers

# Never the wrapper of /usr/sbin: it changes to the rabbitmq account and refuses everybody else.
INSTALLED = ("/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/*/sbin", "/opt/homebrew/opt/rabbitmq/sbin", "/opt/rabbitmq/sbin")
CONFIGURATION = """\
listeners.tcp.default = {host}:{amqp}
management.tcp.ip = {host}
management.tcp.port = {management}
disk_free_limit.absolute = 200MB
vm_memory_high_watermark.absolute = 1GB
default_user = admin
default_pass = {password}
log.console = true
log.console.level = warning
log.file = false
"""


def find_programs() -> Path | None:
    """Find the folder of rabbitmq-server: where `RABBITMQ_PROGRAMS` says, else the usual ones; None without it or Erlang's port mapper."""
    named = os.environ.get("RABBITMQ_PROGRAMS")
    folders = [Path(named)] if named else [folder for pattern in INSTALLED for folder in Path("/").glob(pattern[1:])]
    usable = [folder for folder in folders if (folder / "rabbitmq-server").exists()]
    return usable[0] if usable and shutil.which("epmd", path=_path()) else None


@dataclass(frozen=True)
class RabbitmqPorts:
    amqp: int
    management: int
    distribution: int
    mapper: int


@dataclass(frozen=True)
class Rabbitmq:
    """One private node; `password` is that of its user admin, who may do everything."""

    programs: Path
    folder: Path
    ports: RabbitmqPorts
    password: str
    account: Account

    @property
    def amqp_url(self) -> str:
        return self.amqp_url_of("admin", self.password)

    def amqp_url_of(self, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@{LOOPBACK}:{self.ports.amqp}/"

    @property
    def management_url(self) -> str:
        return f"http://admin:{self.password}@{LOOPBACK}:{self.ports.management}"

    def prepare(self) -> list[Program]:
        """Write the node's files and say how its port mapper and the node are run, in this order."""
        for name in ("home", "etc", "data", "log", "run"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._write_cookie()
        self._write_configuration()
        self.account.owns(self.folder)
        return [self._program("epmd", [shutil.which("epmd", path=_path()) or "epmd"]), self._node()]

    def wait(self, seconds: float = 60) -> None:
        """Wait until node and management answer; `Unready` says where to read why they do not."""
        if not wait_until(self._is_ready, seconds=seconds):
            raise Unready(f"RabbitMQ did not answer on port {self.ports.amqp} within {seconds:.0f} s; read {self.folder}/rabbitmq.log")

    def _node(self) -> Program:
        return self._program("rabbitmq", [str(self.programs / "rabbitmq-server")])

    def _program(self, name: str, command: list[str]) -> Program:
        return Program(
            name=name,
            command=command,
            environment=self._environment(),
            folder=str(self.folder),
            log=str(self.folder / f"{name}.log"),
            account=self.account.name,
        )

    def _environment(self) -> dict[str, str]:
        etc = self.folder / "etc"
        return {
            "PATH": _path(),
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "RUNNING_UNDER_SYSTEMD": "true",  # the start script then becomes the node, so that its pid is the node's
            "RABBITMQ_CONF_ENV_FILE": str(etc / "none.conf"),
            "RABBITMQ_NODENAME": "redress@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.ports.amqp),
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "ERL_EPMD_PORT": str(self.ports.mapper),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(self.folder / "run" / "pid"),
            "RABBITMQ_CONFIG_FILE": str(etc / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(etc / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(etc / "enabled_plugins"),
            "RABBITMQ_SCHEMA_DIR": str(etc / "schema"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(etc / "generated"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _write_cookie(self) -> None:
        cookie = self.folder / "home" / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(secrets.token_hex(20))
            cookie.chmod(0o400)

    def _write_configuration(self) -> None:
        etc = self.folder / "etc"
        text = CONFIGURATION.format(host=LOOPBACK, amqp=self.ports.amqp, management=self.ports.management, password=self.password)
        (etc / "rabbitmq.conf").write_text(text)
        (etc / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (etc / "advanced.config").write_text("[].\n")

    def _is_ready(self) -> bool:
        return answers(self.ports.amqp) and management.answers(self.management_url)


def _path() -> str:
    return os.pathsep.join(dict.fromkeys([*os.environ.get("PATH", os.defpath).split(os.pathsep), "/usr/bin", "/bin", "/usr/sbin", "/sbin"]))
