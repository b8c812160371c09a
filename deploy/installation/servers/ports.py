"""Free loopback ports: the preferred ones where possible, otherwise others that no outgoing connection is given."""

import random
import socket
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"
OUR_RANGE = range(20000, 32000)  # below what systems hand out to outgoing connections


def is_free(port: int) -> bool:
    """Say whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(preferred: Iterable[int] = (), *, besides: Iterable[int] = ()) -> int:
    """Choose the first preferred port that is free, else a free one of our range; never one of `besides`."""
    taken = set(besides)
    others = random.Random().sample(OUR_RANGE, 200)  # noqa: S311 - which free port it is, is no secret
    for port in (*preferred, *others):
        if port not in taken and is_free(port):
            return port
    raise OSError("no free port on the loopback interface was found in 200 attempts")


def free_ports(count: int, *, besides: Iterable[int] = ()) -> list[int]:
    """Choose several different free ports of our range."""
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(free_port(besides=(*besides, *chosen)))
    return chosen


def hold(port: int) -> socket.socket:
    """Keep a port from being chosen by another installation until the socket is closed."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((LOOPBACK, port))
    held.listen()
    return held


def answers(port: int) -> bool:
    """Say whether something listens on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
