"""Investigation with the tests' own procedure, and with the market regulator's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers import PostgresServer
from tests.services.investigation.house import House, house

OWN = Path(__file__).with_name("packs")
REAL = Path("deploy/procedures")


@pytest.fixture
async def investigation(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[House]:
    made = await house(postgres, tmp_path, OWN)
    yield made
    await made.close()


@pytest.fixture
async def market_regulator(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[House]:
    made = await house(postgres, tmp_path, REAL)
    yield made
    await made.close()
