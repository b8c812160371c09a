"""`python -m services.triage`."""

from services.triage.app import build
from services.triage.settings import TriageSettings
from shared.process.run import run

run(TriageSettings, build)
