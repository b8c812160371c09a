"""How intake is put together."""

from pathlib import Path

from services.intake import desk
from services.intake.api import complaints, dialogue, imports, procedures
from services.intake.handlers import REACTIONS
from services.intake.imports import worker
from services.intake.procedure import Section
from services.intake.settings import IntakeSettings
from shared.process.service import Service
from shared.web.app import Rooms
from shared.web.wire.site import Link

HERE = Path(__file__).parent


def build(settings: IntakeSettings) -> Service:
    """Intake with all its doors; it is ready without the broker, for what it accepts waits in the outbox."""
    return Service(
        name="intake",
        title="投诉 Complaints",
        settings=settings,
        section=Section,
        reactions=REACTIONS,
        migrations=HERE / "migrations",
        routers=(complaints.router, dialogue.router, imports.router, procedures.router, *desk.routers),
        rooms=Rooms(folders=(HERE / "desk",), navigation=(Link("Registration desk", "/desk/register", frozenset({"clerk"})),), public=True),
        work={"import": worker.run},
        accepts_alone=True,
    )
