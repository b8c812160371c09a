"""`python -m services.intake [ROLE …]`."""

from services.intake.app import build
from services.intake.settings import IntakeSettings
from shared.process.run import run

run(IntakeSettings, build)
