"""A PostgreSQL server for tests, wherever it runs."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from deploy.installation.servers import databases

PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class PostgresServer:
    """A running server; every database made here has a role of its own that may enter nothing else."""

    superuser_url: str

    async def create_database(self, name: str | None = None) -> str:
        """Make a fresh database (C.UTF-8) and return the URL of its own role."""
        return await databases.create(self.superuser_url, name or f"test_{secrets.token_hex(6)}", PASSWORD)

    def create_database_now(self, name: str | None = None) -> str:
        """Do the same where nothing can be awaited."""
        with ThreadPoolExecutor(1) as elsewhere:
            return elsewhere.submit(asyncio.run, self.create_database(name)).result()

    async def drop_database(self, url: str) -> None:
        await databases.drop(self.superuser_url, urlsplit(url).path[1:])
