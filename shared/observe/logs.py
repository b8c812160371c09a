"""Logs: one JSON line per message and per request, and only fields that the plumbing names."""

import logging
import sys
from typing import Any

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(*, service: str, form: str, level: str) -> None:
    """Send everything this process says to standard output: `json` for machines, `console` for people."""
    structlog.contextvars.bind_contextvars(service=service)
    renderer: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stdout, format='{"level": "%(levelname)s", "logger": "%(name)s", "event": "%(message)s"}'
    )
    # the clients log two lines per lost connection and second; our own readiness says it once
    for noisy in ("aio_pika", "aiormq", "faststream"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
