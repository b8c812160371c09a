"""A mail server that a test can make refuse, stall, hang up or swallow its answer; it keeps what it took."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

Moment = Callable[[SMTP], Awaitable[str]]


@dataclass
class Mailbox:
    """What came, and what the server answers to a recipient or after a text: the next of its list, then always OK."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    to_recipients: list[str | Moment] = field(default_factory=list)
    to_senders: list[str | Moment] = field(default_factory=list)
    after_text: list[str | Moment] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    server: asyncio.Server | None = None
    lines: list[SMTP] = field(default_factory=list)

    async def close(self) -> None:
        """Be gone, and cut all lines."""
        if self.server is not None:
            self.server.close()
        for line in self.lines:
            cut(line)
        await asyncio.sleep(0)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_MAIL(self, server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the server's own name for it
        envelope.mail_from = address
        return await _next(self.to_senders, server, "250 OK")

    async def handle_RCPT(self, server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the server's own name for it
        envelope.rcpt_tos.append(address)
        return await _next(self.to_recipients, server, "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - the server's own name for it
        answer = self.after_text.pop(0) if self.after_text else "250 OK queued"
        if not isinstance(answer, str) or answer.startswith("250"):
            self._keep(envelope)
        return answer if isinstance(answer, str) else await answer(server)

    def _keep(self, envelope: Any) -> None:
        parsed = message_from_bytes(envelope.original_content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.recipients += envelope.rcpt_tos
        self.reached.set()


async def _next(answers: list[str | Moment], server: SMTP, usual: str) -> str:
    answer = answers.pop(0) if answers else usual
    return answer if isinstance(answer, str) else await answer(server)


def cut(line: SMTP) -> None:
    """Break the line at once."""
    if line.transport is not None:
        line.transport.abort()  # type: ignore[attr-defined]  # a TCP transport has it


async def hangs_up(server: SMTP) -> str:
    """The line breaks here, and no answer gets through."""
    cut(server)
    return "451 nobody hears this"


async def says_nothing(server: SMTP) -> str:
    """No answer for longer than anybody waits."""
    await asyncio.sleep(60)
    return "451 too late"


def after(seconds: float) -> Moment:
    """A slow server."""

    async def answers(_server: SMTP) -> str:
        await asyncio.sleep(seconds)
        return "250 OK at last"

    return answers


@asynccontextmanager
async def open_mailbox(port: int = 0) -> AsyncIterator[Mailbox]:
    """A mail server on loopback in this process; on the way out all its lines are cut."""
    box = Mailbox()
    loop = asyncio.get_running_loop()

    def answer_the_line() -> SMTP:
        box.connections += 1
        box.lines.append(SMTP(box, hostname="mail.test", ident="test", loop=loop))
        return box.lines[-1]

    box.server = await loop.create_server(answer_the_line, "127.0.0.1", port)
    box.port = box.server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        await box.close()
