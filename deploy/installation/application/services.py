"""The four services as processes: their tables brought up to date, started under the supervisor, waited for."""

import hashlib
import json
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.settings import environment_of
from deploy.installation.console import Stopped
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.processes.programs import Program

READY_WITHIN = 60.0
RUNS_FROM = ("services", "shared", "deploy/procedures")


def migrate(places: Places, addresses: Addresses) -> None:
    """Bring the tables of all services up to date, side by side; not again for the same code and databases."""
    fingerprint = hashlib.sha256(f"{_code(places)} {addresses.databases}".encode()).hexdigest()
    if places.remembered().get("tables") == fingerprint:
        return
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        list(pool.map(lambda service: run_once(places, addresses, service, f"services.{service}", "--migrate"), SERVICES))
    places.remember(tables=fingerprint)


def run_once(places: Places, addresses: Addresses, service: str, module: str, *arguments: str) -> str:
    """Run a command of a service with that service's settings to its end, and return what it printed."""
    ran = subprocess.run(
        [places.python, "-m", module, *arguments],
        env=environment_of(service, places.clone, places.secrets, addresses),
        cwd=places.clone,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    with (places.logs / f"{service}-commands.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {module} {' '.join(arguments)}\n{ran.stdout}{ran.stderr}")
    if ran.returncode:
        raise Stopped(f"`python -m {module} {' '.join(arguments)}` ended with {ran.returncode}:\n{_last_lines(ran.stdout + ran.stderr)}")
    return ran.stdout


def start(places: Places, addresses: Addresses) -> None:
    """Hand the four services to the supervisor, each process with all its roles."""
    for service in SERVICES:
        supervisor.keep_running(places, _program(places, addresses, service))


def wait(addresses: Addresses) -> None:
    """Wait until every service says it is ready; `Stopped` says which did not and what it said last."""
    until = time.monotonic() + READY_WITHIN
    waiting = dict.fromkeys(SERVICES, "it did not answer")
    while waiting and time.monotonic() < until:
        answers = {service: readiness(addresses.web(service)) for service in waiting}
        waiting = {service: text for service, (ready, text) in answers.items() if not ready}
        time.sleep(0.1 if waiting else 0)
    if waiting:
        sentences = "\n".join(f"{service} is not ready: {text} (its log: .run/logs/{service}.log)" for service, text in waiting.items())
        raise Stopped(sentences)


def readiness(base: str) -> tuple[bool, str]:
    """Ask a service whether it is ready: yes or no, and its own words."""
    try:
        with urllib.request.urlopen(f"{base}/health/ready", timeout=5) as answer:
            return answer.status == HTTPStatus.OK, _compact(answer.read())
    except urllib.error.HTTPError as refusal:
        return False, _compact(refusal.read())
    except OSError as problem:
        return False, str(problem)


def _program(places: Places, addresses: Addresses, service: str) -> Program:
    return Program(
        name=service,
        command=[str(places.python), "-m", f"services.{service}"],
        environment={**environment_of(service, places.clone, places.secrets, addresses), "CODE": _code(places)},
        folder=str(places.clone),
        log=str(places.logs / f"{service}.log"),
    )


def _code(places: Places) -> str:
    """A digest that changes with the code and the packs: a service that runs older ones is started anew."""
    files = sorted(path for name in RUNS_FROM for path in (places.clone / name).rglob("*") if path.suffix != ".pyc" and path.is_file())
    seen = hashlib.sha256()
    for path in files:
        status = path.stat()
        seen.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
    return seen.hexdigest()[:16]


def _compact(body: bytes) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return body.decode(errors="replace")[:300]
    return json.dumps(said, ensure_ascii=False)[:1000]


def _last_lines(text: str) -> str:
    return "\n".join(text.splitlines()[-8:])
