"""Who at the desk may see an assessment."""

from collections.abc import Collection


def may_see(own_units: Collection[str], complained_about: Collection[str]) -> bool:
    """Nobody sees a complaint about a unit they belong to (T5): for them there is no such complaint."""
    return not set(own_units) & set(complained_about)
