"""Run by `python -m services.investigation --migrate`."""

from services.investigation.store import metadata
from shared.database.migrate import run_environment

run_environment(metadata)
