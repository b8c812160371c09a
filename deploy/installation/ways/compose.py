"""The way with a container engine: images are built, containers started, and what the person needs is read back from them."""

import hashlib
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from deploy.installation import environment
from deploy.installation.application import branches
from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES, Credentials
from deploy.installation.console import Stopped, step
from deploy.installation.places import Places, write_private
from deploy.installation.servers.engine import engine_answers
from deploy.installation.servers.ports import LOOPBACK
from deploy.installation.ways import chosen_ports

DATABASES = {service: f"{service}_database" for service in SERVICES}
PORTS = (*SERVICES, *DATABASES.values(), "amqp", "management", "smtp")
MASTER = "/secrets/installation"
KEY = 'python3 -m services.intake.keys create "$@" --out /tmp/key$$ >&2 && cat /tmp/key$$ && rm /tmp/key$$'


def is_possible() -> bool:
    """Say whether an engine answers and Compose is installed."""
    return engine_answers() and shutil.which("docker") is not None and _runs(["docker", "compose", "version"])


def up(places: Places) -> Addresses:
    """Build, start and wait; then read the passwords, persons and keys that were made inside."""
    environment.ensure(places)
    running = bool(_compose(places, "ps", "--quiet").strip())
    ports = chosen_ports.choose(places, PORTS, lambda _: running)
    with step("images", "镜像"):
        _compose(places, "build", "--quiet")
    with step("containers", "容器"):
        _compose(places, "up", "--detach", "--wait", "--quiet-pull")
    secrets = Credentials(**json.loads(_read_inside(places, "passwords.json")))
    write_private(places.secrets / "persons.json", _read_inside(places, "persons.json"))
    addresses = _addresses(secrets, ports)
    addresses.keep(places.secrets)
    with step("keys of the branch offices", "分支机构密钥"):
        missing = [branch for branch in branches.BRANCHES if not branches.key_file(places, branch).exists()]
        with ThreadPoolExecutor(len(branches.BRANCHES)) as pool:
            list(pool.map(lambda branch: _create_key(places, branch), missing))
    return addresses


def down(places: Places, *, with_data: bool = False) -> None:
    _compose(places, "down", "--remove-orphans", *(["--volumes"] if with_data else []))


def stop(places: Places, names: list[str]) -> None:
    """Stop these services only; the others go on."""
    _compose(places, "stop", *names, *(["triage-consume"] if "triage" in names else []))


def _create_key(places: Places, branch: str) -> None:
    wanted = ["--branch", branch, "--scope", "submit", "--scope", "import"]
    key = _compose(places, "exec", "-T", "intake", "sh", "-c", KEY, "key", *wanted)
    write_private(branches.key_file(places, branch), key)


def _addresses(secrets: Credentials, ports: dict[str, int]) -> Addresses:
    amqp, management = f"{LOOPBACK}:{ports['amqp']}", f"{LOOPBACK}:{ports['management']}"
    own = {name: f"{name}:{secrets.database[name]}@{LOOPBACK}:{ports[DATABASES[name]]}/{name}" for name in SERVICES}
    return Addresses(
        ports=ports,
        databases={name: f"postgresql://{rest}" for name, rest in own.items()},
        brokers={name: f"amqp://{name}:{secrets.broker[name]}@{amqp}/" for name in SERVICES},
        smtp_url=os.environ.get("NOTIFY_SMTP_URL") or f"smtp://{LOOPBACK}:{ports['smtp']}",
        administrator_url=f"amqp://admin:{secrets.administrator}@{amqp}/",
        management_url=f"http://admin:{secrets.administrator}@{management}",
        observer_url=f"http://observer:{secrets.observer}@{management}",
    )


def _read_inside(places: Places, name: str) -> str:
    return _compose(places, "run", "--rm", "--no-deps", "-T", "keys", "cat", f"{MASTER}/{name}")


def _compose(places: Places, *words: str) -> str:
    command = ["docker", "compose", "--profile", "demo", *words]
    ran = subprocess.run(
        command, cwd=places.clone, env=_environment(places), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    with (places.logs / "compose.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{ran.stderr}")
    if ran.returncode:
        last = "\n".join(ran.stderr.splitlines()[-12:])
        raise Stopped(f"`docker compose {words[0]}` failed; the whole of it is in {places.logs}/compose.log:\n{last}")
    return ran.stdout


def _environment(places: Places) -> dict[str, str]:
    """Ports, the project's name and the folder for mails: two clones are two projects."""
    ports = places.remembered().get("ports", {})
    digest = hashlib.sha256(str(places.clone).encode()).hexdigest()[:8]
    return {
        **os.environ,
        **{f"{name}_PORT".upper(): str(port) for name, port in ports.items()},
        "COMPOSE_PROJECT_NAME": f"redress-{digest}",
        "MAILBOX": str(places.mailbox),
        "MAILBOX_OWNER": f"{os.getuid()}:{os.getgid()}",
    }


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
