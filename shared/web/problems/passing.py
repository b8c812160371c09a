"""Failures that pass by themselves: a database that is away, a lock held too long, no free connection."""

from socket import gaierror

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

# classes of SQLSTATE: connection, rollback (deadlock, serialization), resources, operator intervention and statement time-out
_PASSING_CLASSES = ("08", "40", "53", "57")


def is_passing(error: Exception) -> bool:
    """Whether the same request may succeed in a while."""
    if isinstance(error, ConnectionError | TimeoutError | gaierror | NoFreeConnection):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_PASSING_CLASSES)
