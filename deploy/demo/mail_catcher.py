"""An SMTP server on loopback that delivers nothing: every mail becomes a file in a folder.

`python -m deploy.demo.mail_catcher --port 2525 FOLDER`
"""

import argparse
import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 10 * 1024 * 1024


class Mailbox:
    """Keeps each accepted mail as one `.eml` file; a file that can be seen is complete and on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name and order
        content = envelope.original_content or b""
        to = ", ".join(envelope.rcpt_tos)
        self.keep(f"X-Envelope-To: {to}\r\n".encode() + content)
        return "250 2.0.0 kept"

    def keep(self, content: bytes) -> Path:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{uuid4().hex[:8]}.eml"
        hidden = self.folder / f".{name}"
        with hidden.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return hidden.rename(self.folder / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=2525)
    parser.add_argument("folder", type=Path)
    wanted = parser.parse_args()
    controller = Controller(Mailbox(wanted.folder), hostname=wanted.host, port=wanted.port, data_size_limit=LARGEST, enable_SMTPUTF8=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    controller.start()
    print(f"mails to {wanted.host}:{wanted.port} are kept in {wanted.folder}", flush=True)
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main()
