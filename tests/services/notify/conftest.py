"""A post room for the tests of one module, empty for each, and a mail server."""

from collections.abc import AsyncIterator

import pytest

from tests.servers import PostgresServer
from tests.services.notify.mailbox import Mailbox, open_mailbox
from tests.services.notify.postroom import PostRoom, open_post_room


@pytest.fixture(scope="module")
async def a_room(postgres: PostgresServer) -> AsyncIterator[PostRoom]:
    made = await open_post_room(postgres)
    yield made
    await made.engine.dispose()


@pytest.fixture
async def room(a_room: PostRoom) -> PostRoom:
    await a_room.clear_out()
    return a_room


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with open_mailbox() as box:
        yield box
