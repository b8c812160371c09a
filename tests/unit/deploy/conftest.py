"""An installation that belongs to an empty folder."""

from pathlib import Path

import pytest

from deploy.installation.places import Places


@pytest.fixture
def tmp_path_places(tmp_path: Path) -> Places:
    places = Places(tmp_path)
    places.create()
    return places
