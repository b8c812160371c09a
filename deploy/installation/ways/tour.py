"""The end of deploy/up: the demo is played, and the person learns where to look."""

import json
import subprocess

from deploy.installation import console
from deploy.installation.application import branches
from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.settings import basic_environment
from deploy.installation.places import Places, write_private

WHAT_THEY_SHOW = {
    "intake": "complain, look it up · 投诉与查询",
    "triage": "triage desk · 分流台",
    "investigation": "cases, clocks, decisions · 办案",
    "notify": "letters, in-doubt ones · 通知",
}


def play(places: Places, addresses: Addresses) -> int:
    """Play the demo once per installation: its complaints are kept, and sending them again would add nothing."""
    if places.remembered().get("demo_played"):
        console.note("the demo's complaints are already here (deploy/reset starts afresh) · 演示投诉已登记")
        return 0
    console.heading("Demo: complaints of the branch offices", "演示：各分支机构的投诉")
    order = {
        "urls": {service: addresses.web(service) for service in SERVICES},
        "databases": addresses.databases,
        "persons_file": str(places.secrets / "persons.json"),
        "branches": {branch: str(branches.key_file(places, branch)) for branch in branches.BRANCHES},
        "folder": str(places.branches),
    }
    write_private(places.secrets / "demo.json", json.dumps(order, indent=1))
    command = [str(places.python), "-m", "deploy.demo", str(places.secrets / "demo.json")]
    code = subprocess.run(command, cwd=places.clone, env=basic_environment(places.clone), check=False).returncode
    if code == 0:
        places.remember(demo_played=True)
    return code


def tell(places: Places, addresses: Addresses) -> None:
    """Print addresses, persons, logs and the next commands."""
    console.heading("Ready", "已就绪")
    console.table([(service, addresses.web(service), WHAT_THEY_SHOW[service]) for service in SERVICES])
    persons = json.loads((places.secrets / "persons.json").read_text(encoding="utf-8"))
    console.heading("Persons of the demo", "演示人员")
    console.table([(person["name"], ", ".join(person["roles"])) for person in persons])
    console.say(f"  tokens for their JSON API · 令牌: {places.secrets / 'persons.json'}")
    console.say(f"  logs · 日志: {places.logs}   mails · 邮件: {places.mailbox}")
    console.say("  deploy/status · deploy/down · deploy/reset · deploy/test")
