"""A mail server in a process of its own, so that a benchmark does not pay for it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.servers.ports import free_port


@contextmanager
def mail_program() -> Iterator[str]:
    """The address of a mail server that takes everything and keeps nothing."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.servers.mail_program", str(port)])
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    while True:
        time.sleep(3600)
