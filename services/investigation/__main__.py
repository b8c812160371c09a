"""`python -m services.investigation`: run investigation, or one of its roles."""

from services.investigation.app import build
from services.investigation.settings import InvestigationSettings
from shared.process.run import run

run(InvestigationSettings, build)
