"""How Alembic reaches intake's tables."""

from services.intake.store.tables import metadata
from shared.database.migrate import run_environment

run_environment(metadata)
