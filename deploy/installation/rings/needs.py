"""What a ring needs besides the virtual environment, and the sentence that says why it is left out where that cannot be had."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.installation.console import Stopped, note, step
from deploy.installation.places import Places
from deploy.installation.servers import packages, rabbitmq
from deploy.installation.servers.engine import engine_answers

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT_SERVERS = {"architecture", "contracts", "procedures"}
GIVEN = ("TEST_POSTGRES_URL", "TEST_RABBITMQ_URL", "TEST_RABBITMQ_MANAGEMENT_URL")


def left_out(places: Places, rings: list[str]) -> dict[str, str]:
    """Install what is missing where that is allowed; the rings that cannot run, each with its reason."""
    reasons: dict[str, str] = {}
    if "browser" in rings:
        lacking = [*([] if browser() else ["chromium"]), *([] if _has_chinese_letters() else ["fonts-noto-cjk"])]
        reasons |= _missing(places, ["browser"], lacking, "a browser with Chinese letters") if lacking else {}
    with_servers = [ring for ring in rings if ring not in WITHOUT_SERVERS]
    if with_servers and not _has_broker():
        reasons |= _missing(places, with_servers, ["rabbitmq-server"], "RabbitMQ")
    return reasons


def browser() -> str | None:
    """The path of a browser that tests can drive: `TEST_BROWSER`, else an installed one."""
    return os.environ.get("TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def servers(places: Places, rings: list[str]) -> Iterator[dict[str, str]]:
    """Start the shared servers once, if a ring wants any; the environment that points the tests at them."""
    if WITHOUT_SERVERS.issuperset(rings):
        yield {}
        return
    command = [str(places.python), "-m", "tests.servers"]
    with subprocess.Popen(command, cwd=places.clone, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        with step("servers for the tests", "测试用服务器"):
            said = program.stdout.readline() if program.stdout else ""
            if not said:
                raise Stopped("the servers for the tests did not start; the reason stands above")
        yield json.loads(said)
        program.communicate("", timeout=60)


def _has_broker() -> bool:
    return rabbitmq.find_programs() is not None or engine_answers() or all(name in os.environ for name in GIVEN)


def _has_chinese_letters() -> bool:
    """Pages without them have squares of the wrong size."""
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, ":lang=zh"], capture_output=True, check=False).stdout.strip())


def _missing(places: Places, rings: list[str], names: list[str], what: str) -> dict[str, str]:
    if not packages.may_install():
        return dict.fromkeys(rings, f"needs {what}. {packages.by_hand(*names)}")
    note(f"{what} is missing: {', '.join(names)} is being installed now · 正在安装系统软件包")
    try:
        with step(" ".join(names), "系统软件包"):
            packages.install(*names, log=places.logs / "packages.log")
    except Stopped as sentence:
        return dict.fromkeys(rings, str(sentence))
    return {}
