"""A real browser, and four running services for it to look at."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.servers import PostgresServer, RabbitmqServer
from tests.servers.mail import MailServer
from tests.servers.system import System
from tests.stories.office import Office, moment

MORNING = "2026-05-11 09:30"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser: `TEST_BROWSER`, else an installed one."""
    found = os.environ.get("TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium is installed: install the system package chromium or name one in TEST_BROWSER")
    return found


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        await opened.close()


@pytest.fixture(scope="session")
def town(postgres: PostgresServer, rabbitmq: RabbitmqServer, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Office]:
    """Four services on a morning in May."""
    vhost = rabbitmq.create_vhost()
    with MailServer() as mail:
        office = Office(System(tmp_path_factory.mktemp("town"), postgres, vhost, mail.url), mail)
        try:
            office.open(moment(MORNING))
            yield office
        finally:
            office.close()
            vhost.delete()


@pytest.fixture(scope="session", autouse=True)
def axe(tmp_path_factory: pytest.TempPathFactory) -> None:
    """axe-core judges the pages too, where `TEST_AXE` names it or npm can bring it; it is a tool and never part of the product."""
    if "TEST_AXE" in os.environ or shutil.which("npm") is None:
        return
    folder = tmp_path_factory.mktemp("axe")
    wanted = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "axe-core@4"]
    try:
        subprocess.run(wanted, check=True, capture_output=True, timeout=60)
    except (subprocess.SubprocessError, OSError):
        return
    os.environ["TEST_AXE"] = str(folder / "node_modules" / "axe-core" / "axe.min.js")
