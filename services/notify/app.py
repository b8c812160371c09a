"""How notify is put together."""

from pathlib import Path

from services.notify import api, desk
from services.notify.handlers import REACTIONS
from services.notify.post.sending import send
from services.notify.procedure import Section
from services.notify.settings import NotifySettings
from shared.process.service import Service
from shared.web.app import Rooms
from shared.web.wire.site import Link

HERE = Path(__file__).parent
CORRESPONDENT = frozenset({"correspondent"})


def build(settings: NotifySettings) -> Service:
    """The service as its process runs it."""
    return Service(
        name="notify",
        title="Notify 通知",
        settings=settings,
        section=Section,
        reactions=REACTIONS,
        migrations=HERE / "migrations",
        routers=(api.router, desk.router),
        rooms=Rooms(
            folders=(HERE / "desk",),
            navigation=(
                Link("Tasks", "/tasks", CORRESPONDENT),
                Link("In doubt", "/in-doubt", CORRESPONDENT),
                Link("Letters", "/letters", CORRESPONDENT),
            ),
        ),
        work={"send": send},
    )
