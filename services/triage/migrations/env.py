"""Where Alembic begins: triage's own tables and those of the mechanism."""

from services.triage.store.tables import metadata
from shared.database.migrate import run_environment

run_environment(metadata)
