"""The branch offices of the demo: each has an API key of its own at intake."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.installation.application.addresses import Addresses
from deploy.installation.application.services import run_once
from deploy.installation.places import Places

BRANCHES = ("qingxi", "dongling", "riverside", "harbour")


def key_file(places: Places, branch: str) -> Path:
    return places.branches / f"{branch}.key"


def ensure_keys(places: Places, addresses: Addresses) -> None:
    """Make a key for every branch office that has none yet; it may submit and import."""
    missing = [branch for branch in BRANCHES if not key_file(places, branch).exists()]
    with ThreadPoolExecutor(len(BRANCHES)) as pool:
        list(pool.map(lambda branch: _create(places, addresses, branch), missing))


def _create(places: Places, addresses: Addresses, branch: str) -> None:
    wanted = ["create", "--branch", branch, "--scope", "submit", "--scope", "import", "--out", str(key_file(places, branch))]
    run_once(places, addresses, "intake", "services.intake.keys", *wanted)
