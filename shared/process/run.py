"""`python -m services.<name> [ROLE …]`: start, serve, drain and stop one process of a service."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client import REGISTRY as METRICS
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from shared.database import guards
from shared.database.engine import connect
from shared.database.migrate import upgrade
from shared.messaging.broker import verify
from shared.messaging.repair import watch
from shared.observe import logs, tracing
from shared.procedures import BrokenPack
from shared.process.service import Assembly, Service, Work
from shared.settings import ServiceSettings, from_environment
from shared.web.app import create_app
from shared.web.wire.health import Check
from shared.web.wire.site import Site

S = TypeVar("S", bound=ServiceSettings)
DRAIN_SECONDS = 10
VERSION = "0.1.0"
_log = structlog.get_logger("process")


def run(kind: type[S], build: Callable[[S], Service]) -> None:
    """The whole of a service's `__main__`. Exit status 0 after a clean stop, 2 with a sentence when it must not start."""
    try:
        settings = from_environment(kind)
        service = build(settings)
        sys.exit(_obey(service, sys.argv[1:]))
    except ValidationError as problem:
        sys.exit(_refuse(_missing_settings(kind, problem)))
    except (BrokenPack, guards.UnsafeDatabase, ValueError, FileNotFoundError) as problem:
        sys.exit(_refuse(str(problem)))


def _missing_settings(kind: type[ServiceSettings], problem: ValidationError) -> str:
    prefix = str(kind.model_config.get("env_prefix", "")).upper()
    return "; ".join(f"{prefix}{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in problem.errors(include_input=False))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"cannot start: {sentence}\n")
    return 2


def _obey(service: Service, arguments: Sequence[str]) -> int:
    wanted = _arguments(service).parse_args(arguments)
    settings = service.settings
    if wanted.check_config:
        _say(json.dumps(settings.shown(), indent=2, ensure_ascii=False))
        return 0
    if wanted.migrate:
        upgrade(connect(settings.database_url.get_secret_value(), service=service.name, pool_size=2), service.migrations, say=_say)
        return 0
    roles = service.roles if wanted.roles in ([], ["all"]) else tuple(wanted.roles)
    logs.configure(service=service.name, form=settings.log_format, level=settings.log_level)
    tracing.configure(service=service.name, endpoint=settings.otlp_endpoint)
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_serve(service, roles))


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415 - commands that serve nothing start without it

    return uvloop.new_event_loop()


def _arguments(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}", description=service.title)
    parser.add_argument(
        "roles", nargs="*", metavar="ROLE", choices=[*service.roles, "all", []], help=f"{', '.join(service.roles)} or all (the default)"
    )
    parser.add_argument("--check-config", action="store_true", help="print the effective settings, secrets masked, and stop")
    parser.add_argument("--migrate", action="store_true", help="bring the database's tables up to date and stop")
    return parser


async def _serve(service: Service, roles: Sequence[str]) -> int:
    assembly = Assembly(service)
    await _guard_if_reachable(assembly)
    app = application(assembly, roles)
    settings = service.settings
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS, timeout_keep_alive=30, proxy_headers=False, lifespan="on",
    )  # fmt: skip
    _log.info("starting", roles=list(roles), port=settings.port, version=VERSION)
    with suppress(KeyboardInterrupt):
        await uvicorn.Server(config).serve()
    return 0


async def _guard_if_reachable(assembly: Assembly) -> None:
    """Refuse an unsafe database before the first request; one that is away is waited for in the background."""
    try:
        await guards.check(assembly.engine, assembly.service.migrations)
    except (DBAPIError, OSError) as problem:
        _log.warning("database_trouble", error=type(problem).__name__)


def application(assembly: Assembly, roles: Sequence[str], metrics: CollectorRegistry = METRICS) -> FastAPI:
    """The web side of this process, with everything that its roles run in the background tied to its life."""
    service = assembly.service

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(_start(assembly, roles))
        yield
        await _stop(assembly, starting)

    return create_app(
        name=service.name,
        title=service.title,
        version=VERSION,
        routers=service.routers if "web" in roles else (),
        parts=assembly.parts,
        checks={"database": lambda: _database(assembly)} | ({} if service.accepts_alone else _line_checks(assembly, roles)),
        lesser_checks=_line_checks(assembly, roles) if service.accepts_alone else {},
        lifespan=lifespan,
        site=_site(assembly),
        rooms=service.rooms,
        registry=metrics,
    )


def _site(assembly: Assembly) -> Site:
    settings = assembly.service.settings
    secret = settings.session_secret
    return Site(
        demo=settings.mode == "demo",
        host=settings.host,
        behind_loopback=settings.behind_loopback,
        secure=settings.secure_cookies,
        trusted_hosts=frozenset(settings.trusted_hosts),
        secret=secret.get_secret_value().encode() if secret else None,
        staff_file=settings.staff_file,
        zone=ZoneInfo(settings.zone),
        now=assembly.clock.now,
    )


async def _start(assembly: Assembly, roles: Sequence[str]) -> None:
    """Start what the roles ask for, in order: outbox first, then listening, then what is due."""
    service = assembly.service
    work = {"relay": assembly.relay.run, "timers": assembly.timers.run}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch(assembly.transactions, service.name))
        for role, begin in work.items():
            if role in roles:
                tasks.create_task(begin())
        for role, further in service.work.items():
            if role in roles:
                tasks.create_task(_keep_running(further, assembly, role))
        if "consume" in roles:
            await assembly.consumer.start()


async def _keep_running(work: Work, assembly: Assembly, role: str) -> None:
    """A role of the service's own; a database or broker that is away does not end it."""
    while True:
        try:
            await work(assembly.parts)
        except (DBAPIError, OSError) as problem:
            _log.warning("role_interrupted", role=role, error=type(problem).__name__)
            await asyncio.sleep(1.0)


async def _stop(assembly: Assembly, starting: "asyncio.Task[None]") -> None:
    """Take no more work, finish what is at hand, hang up: in the reverse order of the start."""
    if starting.done() and not starting.cancelled() and starting.exception() is not None:
        _log.error("background_failed", error=repr(starting.exception()))
    with suppress(Exception):
        await assembly.consumer.stop()
    starting.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await starting
    await assembly.close()
    _log.info("stopped")


def _line_checks(assembly: Assembly, roles: Sequence[str]) -> dict[str, Check]:
    """What the service needs to speak with the others."""
    checks: dict[str, Check] = {"broker": lambda: _broker(assembly)}
    if "consume" in roles:
        checks["consumer"] = lambda: _hearing(assembly)
    return checks


async def _database(assembly: Assembly) -> str | None:
    try:
        await guards.check(assembly.engine, assembly.service.migrations)
    except guards.UnsafeDatabase as problem:
        return str(problem)
    return None


async def _broker(assembly: Assembly) -> str | None:
    settings = assembly.service.settings
    found = await verify.missing_for(assembly.service.name, settings.amqp_url.get_secret_value())
    if not found and settings.management_url is not None:
        found = await verify.differences(settings.management_url.get_secret_value())
    return "; ".join(found) or None


async def _hearing(assembly: Assembly) -> str | None:
    return None if assembly.consumer.is_hearing else "the consumer is paused or not connected"
