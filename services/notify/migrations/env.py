"""How Alembic reaches the tables of notify: on the connection that the upgrade hands over."""

from services.notify.store.tables import metadata
from shared.database.migrate import run_environment

run_environment(metadata)
