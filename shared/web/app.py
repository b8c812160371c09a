"""How the web side of a service is put together."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from shared.web.pages.environment import KIT, Pages
from shared.web.pages.static import StaticFiles
from shared.web.pages.view import view_with
from shared.web.problems import explanations
from shared.web.problems.answers import EXPECTED, answer
from shared.web.staff import sign_in
from shared.web.staff.persons import StaffList
from shared.web.staff.sessions import Sessions
from shared.web.wire.contract import describe
from shared.web.wire.headers import SafeHeaders
from shared.web.wire.health import Check, health_router
from shared.web.wire.last_resort import LastResort
from shared.web.wire.limits import BodyLimits
from shared.web.wire.metrics import RequestMetrics
from shared.web.wire.origin import TrustedOrigin
from shared.web.wire.record import RequestRecord
from shared.web.wire.site import Link, Site

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]

# FastAPI's own telemetry puts path and query, in which a reference may stand, into its spans: the record middleware does without.
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}


@dataclass(frozen=True)
class Rooms:
    """Where a service keeps its pages: folders that hold `templates/`, `locale/` and `static/`, and the staff navigation.

    `public` says that visitors who are no staff have pages here: their errors are shown in the bare layout.
    """

    folders: Sequence[Path] = ()
    navigation: Sequence[Link] = ()
    public: bool = False


def create_app(  # noqa: PLR0913 - the one place where everything comes together, all of it by name
    *,
    name: str,
    title: str,
    version: str,
    routers: Sequence[APIRouter],
    parts: Any,
    checks: Mapping[str, Check] | None = None,
    lesser_checks: Mapping[str, Check] | None = None,
    lifespan: Lifespan | None = None,
    site: Site | None = None,
    rooms: Rooms | None = None,
    registry: CollectorRegistry | None = None,
) -> FastAPI:
    """The application of one service.

    `name` is the service's short name (`triage`), `title` what the pages and the OpenAPI document call it.
    `checks` are run by `/health/ready`: each returns None when all is well, else a sentence about what is missing;
    `lesser_checks` are reported there without making the service unready.
    `registry` takes the request figures and is what `/metrics` shows.
    """
    site, rooms, registry = site or Site(), rooms or Rooms(), registry or CollectorRegistry()
    app = FastAPI(
        title=title, version=version, lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=_NO_TELEMETRY
    )
    _give_state(app, parts, site, Sessions(site, name))
    for router in (*routers, health_router(checks or {}, registry, lesser=lesser_checks), explanations.router, sign_in.router):
        app.include_router(router)
    about = {"service": name, "title": title, "demo": site.demo, "public": rooms.public}
    _give_looks(app, rooms, site, about)
    for kind in (*EXPECTED, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)
    _surround(app, name, site, RequestMetrics(registry))
    describe(app)
    return app


def parts_of(request: HTTPConnection) -> Any:
    """What the service was built from: rules, keys, transactions, clock."""
    return request.app.state.parts


def _give_state(app: FastAPI, parts: Any, site: Site, sessions: Sessions) -> None:
    app.state.parts = parts
    app.state.site = site
    app.state.staff = StaffList(site.staff_file, demo=site.demo)
    app.state.sessions = sessions


def _give_looks(app: FastAPI, rooms: Rooms, site: Site, about: Mapping[str, Any]) -> None:
    static = StaticFiles([KIT / "look" / "static", *(folder / "static" for folder in rooms.folders)])
    app.include_router(static.router)
    app.state.pages = Pages(rooms.folders, site.zone, about)
    app.state.view = view_with(rooms.navigation, static.addresses)


def _surround(app: FastAPI, name: str, site: Site, metrics: RequestMetrics) -> None:
    """The middlewares, innermost first: each `add_middleware` puts the next one around those before it."""
    app.add_middleware(BodyLimits, limit=site.body_limit, patience=site.patience)
    app.add_middleware(TrustedOrigin, hosts=site.trusted_hosts)
    app.add_middleware(LastResort, answer=answer)
    app.add_middleware(SafeHeaders)
    app.add_middleware(RequestRecord, service=name, metrics=metrics)
