"""Two houses: intake says, triage hears."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers import PostgresServer, RabbitmqServer, Vhost
from tests.services.messaging.house import House, build


@pytest.fixture
def line(rabbitmq: RabbitmqServer) -> Iterator[Vhost]:
    """A virtual host of its own for every test: nothing is left over from the one before."""
    made = rabbitmq.create_vhost()
    yield made
    made.delete()


@pytest.fixture
async def intake(postgres: PostgresServer, line: Vhost) -> AsyncIterator[House]:
    house = await build("intake", postgres, line)
    yield house
    await house.close()


@pytest.fixture
async def triage(postgres: PostgresServer, line: Vhost) -> AsyncIterator[House]:
    house = await build("triage", postgres, line)
    yield house
    await house.close()
