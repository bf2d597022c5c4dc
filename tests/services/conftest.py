"""For tests of services: an open petition, loaded, in a context that may write."""

from collections.abc import Callable

import pytest

from petition.models.petition import Petition
from tests.making import draft


@pytest.fixture
def ward(petition: str, database: None, load: Callable[[str], Petition]) -> Petition:
    return load(petition)


@pytest.fixture
def written(database: None) -> Petition:
    """A draft in English and Arabic, in a context that may write."""
    return draft()
