"""Whether a container engine can be used here."""

import os
import socket
from urllib.parse import urlsplit

USUAL = "unix:///var/run/docker.sock"


def engine_answers() -> bool:
    """Ask the engine at `DOCKER_HOST` (a Unix socket or plain TCP) or at its usual socket whether it is there."""
    address = urlsplit(os.environ.get("DOCKER_HOST") or USUAL)
    family = socket.AF_UNIX if address.scheme == "unix" else socket.AF_INET
    place = address.path if address.scheme == "unix" else (address.hostname, address.port or 2375)
    with socket.socket(family) as asking:
        asking.settimeout(5)
        try:
            asking.connect(place)
            asking.sendall(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
            return b" 200 " in asking.recv(64)
        except OSError:
            return False
