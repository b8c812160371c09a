"""A triage desk for the tests of one module."""

from collections.abc import AsyncIterator

import pytest

from tests.servers import PostgresServer
from tests.services.triage.desk import Desk, open_desk


@pytest.fixture(scope="module")
async def desk(postgres: PostgresServer) -> AsyncIterator[Desk]:
    made = await open_desk(postgres)
    yield made
    await made.engine.dispose()
