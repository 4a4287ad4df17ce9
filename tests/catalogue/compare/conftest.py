"""A guide to edit."""

import pytest

from tests.catalogue.compare.edits import guide


@pytest.fixture
def new():
    """A revision to edit; `edits.told` compares the small guide with it."""
    return guide()
