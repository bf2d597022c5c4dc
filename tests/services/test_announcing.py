"""What the installation says on every page."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.services import announcing


@pytest.mark.usefixtures("database")
def test_it_is_read_while_others_write() -> None:
    with db.write_engine.begin() as writer:
        writer.execute(sa.text("SELECT 1"))
        assert announcing.read().banner == {}
