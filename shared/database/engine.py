"""How a service reaches its database: every wait has an end."""

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_SECONDS = 5
STATEMENT_MS = 30_000
LOCK_MS = 5_000
IDLE_IN_TRANSACTION_MS = 60_000


def connect(url: str, *, service: str, pool_size: int) -> AsyncEngine:
    """An engine for `postgresql://user:password@host:port/database`; nothing is opened yet.

    Connecting ends after 5 s, a statement after 30 s, a wait for a lock after 5 s, an idle transaction after 60 s.
    """
    server_settings = {
        "application_name": f"redress {service}",
        "statement_timeout": str(STATEMENT_MS),
        "lock_timeout": str(LOCK_MS),
        "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
        "jit": "off",
    }
    return create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=False,
        pool_recycle=1800,
        connect_args={"timeout": CONNECT_SECONDS, "server_settings": server_settings},
    )
