"""How investigation is put together."""

from pathlib import Path

from services.investigation.api import cases
from services.investigation.decisions.permissions import STAFF
from services.investigation.desk import case_list, case_page
from services.investigation.handlers import REACTIONS
from services.investigation.procedure import Section
from services.investigation.settings import InvestigationSettings
from shared.process.service import Service
from shared.web.app import Rooms
from shared.web.wire.site import Link

HERE = Path(__file__).parent


def build(settings: InvestigationSettings) -> Service:
    """Investigation with these settings, not started; a broken calendar is refused here."""
    _ = settings.office
    return Service(
        name="investigation",
        title="Investigation 调查处理",
        settings=settings,
        section=Section,
        reactions=REACTIONS,
        migrations=HERE / "migrations",
        routers=[cases.router, case_list.router, case_page.router],
        rooms=Rooms(folders=(HERE / "desk",), navigation=(Link("My desk", "/cases", frozenset(STAFF)),)),
    )
