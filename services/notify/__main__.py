"""`python -m services.notify [ROLE …]`."""

from services.notify.app import build
from services.notify.settings import NotifySettings
from shared.process.run import run

run(NotifySettings, build)
