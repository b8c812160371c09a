"""One running intake for the tests of a module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.intake.office import Office, running


@pytest.fixture(scope="module")
async def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    folder: Path = tmp_path_factory.mktemp("intake")
    async with running(database_url, folder, guesses=1000) as office:
        yield office
