"""One connection to the mail server, used for many mails, and what each answer of the server means."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponse
from aiosmtplib.errors import SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from services.notify.decisions.addresses import without_addresses
from services.notify.decisions.sending import TAKEN, said
from services.notify.model import Answer, Fact
from services.notify.post.mail import Mail

CONNECT_SECONDS = 10.0
GO_AHEAD = 354
CLOSING = 421
NO_ANSWER = 0
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class NoLine(Exception):
    """The mail server cannot be reached or does not serve us: nothing was sent, and nothing is wrong with the letter at hand."""


@dataclass(frozen=True)
class Server:
    """Which mail server, in whose name, and how long to wait for it."""

    url: str
    sender: str
    seconds: float
    answer_seconds: float

    def client(self) -> SMTP:
        """A client that is not connected, as the URL describes it."""
        parts = urlsplit(self.url)
        return SMTP(
            hostname=parts.hostname,
            port=parts.port,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=True if parts.scheme == "smtp+starttls" else None,
            timeout=CONNECT_SECONDS,
            local_hostname=self.sender.rpartition("@")[2] or "localhost",
        )


class Line:
    """A connection that is opened when something waits and kept while it is of use."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: SMTP | None = None

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def open(self) -> None:
        """Connect, greet, encrypt and sign in as the URL says. NoLine when any of it fails."""
        client = self._server.client()
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as problem:
            client.close()
            raise NoLine(f"{type(problem).__name__} while opening the line") from None
        self._client = client

    async def hand_over(self, mail: Mail) -> Answer:
        """Give one mail to the server. NoLine when the server does not want to hear of us, whatever the mail.

        Lost before the text was given: not sent, tried again. Lost after it, before the answer: nobody knows.
        """
        try:
            refusal = await self._begin(mail)
        except (SMTPException, OSError) as problem:
            self.hang_up()
            return Answer(Fact.DEFERRED, None, f"{type(problem).__name__} before the text was given")
        if refusal is not None:
            return await self._refused(refusal)
        try:
            answer = await self._protocol().read_response(timeout=self._server.answer_seconds)
        except (SMTPException, OSError) as problem:
            self.hang_up()
            return said(NO_ANSWER, f"{type(problem).__name__} after the text was given")
        return self._heard(answer)

    async def _begin(self, mail: Mail) -> SMTPResponse | None:
        """Name sender and recipient, ask for the go-ahead and give the text; the server's answer where it does not let us."""
        own = await self._say(b"MAIL FROM:<" + mail.sender.encode("ascii") + b">")
        if own.code not in TAKEN:
            self.hang_up()
            raise NoLine(f"the mail server answers {own.code} to our own address")
        recipient = await self._say(b"RCPT TO:<" + mail.recipient.encode("ascii") + b">")
        if recipient.code not in TAKEN:
            return recipient
        go_ahead = await self._say(b"DATA")
        if go_ahead.code != GO_AHEAD:
            return go_ahead
        self._protocol().write(_LEADING_DOT.sub(b"..", mail.content) + b".\r\n")
        return None

    async def _refused(self, refusal: SMTPResponse) -> Answer:
        """Make the line ready for the next mail. Whatever the server said, it has no text yet."""
        answer = self._heard(refusal)
        try:
            if self.is_open:
                await self._say(b"RSET")
        except (SMTPException, OSError):
            self.hang_up()
        return answer if answer.fact in (Fact.DEFERRED, Fact.REFUSED) else Answer(Fact.DEFERRED, None, answer.words)

    def _heard(self, response: SMTPResponse) -> Answer:
        if response.code == CLOSING:
            self.hang_up()
        return said(response.code, without_addresses(f"{response.code} {response.message}"))

    async def _say(self, *words: bytes) -> SMTPResponse:
        return await self._protocol().execute_command(*words, timeout=self._server.seconds)

    def _protocol(self) -> SMTPProtocol:
        if self._client is None or self._client.protocol is None:
            raise SMTPServerDisconnected("the line is closed")
        return self._client.protocol

    async def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        try:
            if self.is_open:
                await self._say(b"QUIT")
        except (SMTPException, OSError):
            pass
        self.hang_up()

    def hang_up(self) -> None:
        """Cut the line; whoever waits for an answer on it hears that it is lost."""
        if self._client is not None:
            self._client.close()
            self._client = None
