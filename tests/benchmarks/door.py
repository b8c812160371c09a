"""A door-to-door load: many clients on kept-open HTTP connections, cheap enough not to be what is measured."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Door:
    """A few connections to one address. Every answer is checked: a benchmark of errors measures nothing."""

    host: str
    port: int
    connections: int
    headers: dict[str, str] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    _idle: "asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]" = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        for _ in range(self.connections):
            self._idle.put_nowait(await asyncio.open_connection(self.host, self.port))

    async def post(self, path: str, body: Any, key: str, due: float | None = None) -> dict[str, Any]:
        """Post one body; the latency counts from `due` (a loop time), when the client wanted to send, not from when it could."""
        due = asyncio.get_running_loop().time() if due is None else due
        reader, writer = await self._idle.get()
        writer.write(self._request(path, json.dumps(body).encode(), key))
        answer = await _answer(reader)
        self._idle.put_nowait((reader, writer))
        self.latencies.append(asyncio.get_running_loop().time() - due)
        return answer

    def _request(self, path: str, content: bytes, key: str) -> bytes:
        given = {
            "Host": f"{self.host}:{self.port}",
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            **self.headers,
        }
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), f"Idempotency-Key: {key}", "", ""]
        return "\r\n".join(lines).encode() + content

    async def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait()[1].close()


async def _answer(reader: asyncio.StreamReader) -> dict[str, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length"))
    content = await reader.readexactly(length)
    if not head.startswith("HTTP/1.1 201"):
        raise RuntimeError(f"{head.splitlines()[0]}: {content[:300]!r}")
    answer: dict[str, Any] = json.loads(content)
    return answer


async def at_a_rate(door: Door, rate: float, seconds: float, post: Any) -> None:
    """An open model: `rate` arrivals per second whether or not earlier ones were answered."""
    loop = asyncio.get_running_loop()
    start, tasks = loop.time(), []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        if due > loop.time():
            await asyncio.sleep(due - loop.time())
        tasks.append(asyncio.create_task(post(number, due)))
    await asyncio.gather(*tasks)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies, in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000
