"""How triage is put together."""

from pathlib import Path

from services.triage import api, desk
from services.triage.handlers import REACTIONS
from services.triage.procedure import Section
from services.triage.settings import TriageSettings
from shared.process.service import Service
from shared.web.app import Rooms
from shared.web.wire.site import Link

HERE = Path(__file__).parent
DESK_ROLES = frozenset({"triage_officer", "supervisor"})


def build(settings: TriageSettings) -> Service:
    """Triage with these settings, not started."""
    return Service(
        name="triage",
        title="Triage 分流",
        settings=settings,
        section=Section,
        reactions=REACTIONS,
        migrations=HERE / "migrations",
        routers=[api.router, desk.router],
        rooms=Rooms(folders=(HERE / "desk",), navigation=(Link("Triage desk", "/assessments", DESK_ROLES),)),
    )
