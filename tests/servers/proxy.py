"""A line to a server that a test can cut and mend."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """A TCP proxy on loopback; while it is cut, open connections are reset and new ones refused."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    @classmethod
    async def to(cls, url: str) -> "Line":
        """An open line to the server of this URL."""
        place = urlsplit(url)
        line = cls(place.hostname or "127.0.0.1", place.port or 0)
        await line.mend()
        return line

    def instead_of(self, url: str) -> str:
        """The URL with this line in place of its server."""
        place = urlsplit(url)
        return url.replace(f"@{place.hostname}:{place.port}", f"@127.0.0.1:{self.port}")

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        await asyncio.gather(_pump(reader, back), _pump(there, writer))
        self._writers -= {writer, back}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()
